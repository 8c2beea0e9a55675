"""Move a whole desk: export and restore its rows on any database, back up one and restore that.

An export (`exporting`, `restoring`) is a text file that either database reads; a backup (`backup`)
is the database's own copy, with the secret key, for a database of the same kind.
"""
