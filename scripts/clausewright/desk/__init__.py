"""Desk: the pages on which a policy officer does everything in her own browser, on her own machine.

A page reads the library, and each step writes what the command of the same name would write.
"""
