"""The limits of connections, in bytes, seconds and numbers. `deployment.md` lists them.

The limits of a request's body are settings (`MAX_BODY`, `MAX_BODY_BEFORE_SIGN_IN`), because the
desk's middleware keeps them too, under any server.
"""

from typing import Final

#: The first line and all headers of a request. The longest address of the desk, a search for 2,000
#: characters of four bytes each, is 24 kB.
MAX_HEADER_BYTES: Final = 40 * 1024
MAX_HEADERS: Final = 100

#: From the first byte of a request to the end of its headers; also from a new connection to its
#: first byte.
HEADER_SECONDS: Final = 10
#: From the first byte of a request to the end of its body.
REQUEST_SECONDS: Final = 40
#: Between the end of a response and the next request. Longer than proxies keep a connection (nginx:
#: 60 s), so that none sends a request into one that is being closed.
IDLE_SECONDS: Final = 65
#: For a response of which the client reads nothing.
STALLED_SECONDS: Final = 30
#: For reading what is left of a response when its last byte has been made.
RESPONSE_SECONDS: Final = 300
#: After a refusal, what the client still sends is thrown away, so that it reads the refusal.
DISCARD_SECONDS: Final = 3

#: Connections of a process; over it the one that has waited longest is closed.
MAX_CONNECTIONS: Final = 1000
#: Requests that a process receives at once with a body longer than MAX_BODY_BEFORE_SIGN_IN.
MAX_LARGE_BODIES: Final = 32
#: Descriptors kept for files, the database and the process itself.
SPARE_DESCRIPTORS: Final = 128
