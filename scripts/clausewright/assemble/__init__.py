"""Assemble: a version of a policy and a school's answers become one text with tokens. The only Jinja, with
the macros beside it.
"""
