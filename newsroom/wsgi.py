"""The WSGI application, for the server that `start` runs, or another.

`gunicorn --worker-class newsroom.server.worker.BufferingWorker --threads 4 newsroom.wsgi` is such a
server without `start`, by gunicorn's own defaults for all else.
"""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")

application = get_wsgi_application()

# Commands, such as imports and migrations, don't load this module.
from articles.models import serving  # noqa: E402  # needs the applications

serving.create_no_database()
serving.limit_queries()
