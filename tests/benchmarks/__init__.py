"""Benchmarks that compare two ways of working: `python -m tests.benchmarks.NAME`."""
