"""clausewright compiles shared clauses and each school's values into policy sites, Word and PDF files."""

__version__ = "0.1.0"
