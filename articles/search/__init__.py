"""Full-text search of articles, and look-ups of names in any letter case."""
