"""Check that the database follows from its record; take texts out and people's names away.

`check.findings` compares every article with its newest document and its decisions, and checks
digests of decisions, kept texts, acts, batches, import runs, names and triggers.
newsroom/docs/deployment.md says what a database can't prove by itself.
"""
