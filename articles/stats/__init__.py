"""Counts and statistics of the start page."""
