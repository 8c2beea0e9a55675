"""The pages of the audit log, its CSV export, and undo by key."""
