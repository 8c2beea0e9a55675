"""The HTTP server: gunicorn's processes, whose workers hold connections by waitress, with limits.

A thread is used only for a request that has arrived completely, and its response waits in a buffer
of 16 MB for the client to read it. So slow clients cost a socket each, and no thread but for longer
responses.
"""
