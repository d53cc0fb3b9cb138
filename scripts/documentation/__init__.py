"""What the documentation under `docs/` is made with: its reference, generated from code and data, and its
pictures.
"""
