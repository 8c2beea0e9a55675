"""Check that the database follows from its record; take texts out and people's names away.

`check.findings` compares every article with its newest document and its decisions, and these with
their digests, texts, totals and triggers. What the database alone can't prove stands in
newsroom/docs/security.md and deployment.md.
"""
