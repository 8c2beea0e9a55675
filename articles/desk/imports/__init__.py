"""The pages of runs: imports, exports and changed settings."""
