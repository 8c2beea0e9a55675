"""Review: one article at a time, under a lease."""
