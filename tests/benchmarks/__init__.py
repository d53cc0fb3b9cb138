"""The benchmarks: `python -m tests.benchmarks`, or `make bench`. They print ratios of one run and assert
nothing.
"""
