"""The desk: the pages at which people read, decide and undo, in a package for each page family."""
