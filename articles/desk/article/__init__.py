"""One article: its page, its card in lists, its forms, and the comparison of its texts."""
