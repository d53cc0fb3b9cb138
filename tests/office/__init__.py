"""Tests with LibreOffice: what clausewright tracks in a Word file is what another word processor takes it
for. Run by `make test-office`.
"""
