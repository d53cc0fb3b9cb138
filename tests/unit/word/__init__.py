"""Tests of Word files."""
