"""The page of one article: its form of decision, its differences and its stored texts."""
