"""The page of a batch: preview, progress and result."""
