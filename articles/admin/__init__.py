"""A window on the same door: the admin decides by `moderation`, as every other page does."""
