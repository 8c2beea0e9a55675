"""Search of articles by a part of their text or an address, and look-ups by name."""
