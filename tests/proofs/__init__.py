"""Proofs: checks that take longer than a test may; `python -m tests.proofs NAME --help`.

Their short forms are in `tests/test_proofs.py` and `tests/test_thirty_days.py`.
"""
