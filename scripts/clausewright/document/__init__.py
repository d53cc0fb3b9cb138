"""Document: text with tokens becomes a Document, and a Document becomes HTML, Typst or Word. The only room
that runs pandoc.
"""
