"""Proofs that take longer than tests may: `python -m tests.proofs NAME --help`.

Their short forms are in `tests/test_proofs.py`.
"""
