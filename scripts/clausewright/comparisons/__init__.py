"""Comparisons that somebody asks for: two versions, readers or libraries, or any two files."""
