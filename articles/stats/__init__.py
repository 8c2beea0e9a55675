"""Counts and statistics: of the start page, and of providers."""
