"""The page of a story."""
