"""Office: what a trust's policy officer looks after, as values, tables, pages and calendars. Never in
public/.
"""
