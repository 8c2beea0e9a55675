"""The desk's settings with a data folder of its own, so that tests never touch a real one."""

import atexit
import os
import shutil
import tempfile

# A file of settings in the clone is the developer's.
os.environ["NEWSROOM_ENV_FILE"] = os.devnull
os.environ["NEWSROOM_DATA"] = tempfile.mkdtemp(prefix="newsroom-tests-")
os.environ.setdefault("NEWSROOM_SECRET_KEY", "only-for-tests-" + "x" * 50)
os.environ.pop("NEWSROOM_URL", None)

from newsroom.settings import *  # noqa: F403
from newsroom.settings import DATABASES

# The folder goes with the process that made it.
atexit.register(shutil.rmtree, os.environ["NEWSROOM_DATA"], ignore_errors=True)

_database = DATABASES["default"]
if _database["ENGINE"].endswith("sqlite3"):
    # In memory, the threads of the live server would share the test's connection, and requests at
    # once would meet in one transaction. In a file each has its own, as at a desk.
    _database["TEST"] = {"NAME": f"{os.environ['NEWSROOM_DATA']}/tests.sqlite3"}
    # Test data needn't outlast a power failure.
    _database["OPTIONS"]["init_command"] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"

# Hashing is slow on purpose; the tests sign in hundreds of times.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Each client makes the middleware anew, which would list all static files each time.
WHITENOISE_AUTOREFRESH = True
# What others decided comes to an open queue only in the tests that are about it.
POLL_SECONDS = 0
LOGGING = {"version": 1, "disable_existing_loggers": False}
