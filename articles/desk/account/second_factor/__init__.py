"""Pages of the second factor: the second step of signing in, and one's factors."""
