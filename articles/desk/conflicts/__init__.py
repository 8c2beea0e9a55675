"""The page of open conflicts between people and upstream."""
