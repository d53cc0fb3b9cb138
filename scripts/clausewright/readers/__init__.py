"""Readers: a file of somebody else, of any format, becomes a Source: its paragraphs in order, and what was
left out.
"""
