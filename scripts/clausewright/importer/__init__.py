"""Intake: a foreign file becomes an outline of sections and clauses, proposals about what it means, and the
files of a draft library.
"""
