"""The pages of the audit log, its CSV export, and undo and redo of one's own last act."""
