"""Many schools' copies of the same policies become one library: aligned clause by clause across all of them,
with each school's values, choices and own wordings, so that each school's own document comes back.
"""
