"""What the commands share: setup, progress and standard output."""
