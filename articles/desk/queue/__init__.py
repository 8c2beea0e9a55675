"""The queue: the filtered list of articles, saved views, and the selection for a batch."""
