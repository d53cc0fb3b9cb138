"""Word: the files that Word reads and writes: their parts, their tracked changes, and what they were sent
with. The only writer of Word files.
"""
