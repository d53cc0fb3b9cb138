"""Update: what becomes of amendments, and of each clause at each school, when a policy moves to another
version.
"""
