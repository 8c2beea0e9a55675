"""Settings of the Newsroom desk: everything comes from the environment, with defaults for a laptop.

The table of variables stands in `newsroom/docs/settings.md`. A value that makes no sense stops
the process with one sentence for each, before anything is served.
"""

import logging
import os
import secrets
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any
from urllib.parse import urlsplit

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from environs import Env, EnvError, validate

BASE_DIR = Path(__file__).resolve().parent.parent

env = Env(eager=False)
DATA_DIR: Path = env.path("NEWSROOM_DATA", BASE_DIR / ".newsroom")
_site_url: str = env.str("NEWSROOM_URL", "")
_database_url: str = env.str("DATABASE_URL", "")
_secret_key: str = env.str("NEWSROOM_SECRET_KEY", "")
PUBLISH_THRESHOLD: int = env.int(
    "NEWSROOM_PUBLISH_THRESHOLD", 70, validate=validate.Range(0, 1_000_000)
)
NEWSROOM_REASONS: dict[str, str] = env.dict(
    "NEWSROOM_REASONS",
    {
        "off-topic": "off topic",
        "duplicate": "duplicate",
        "low-quality": "low quality",
        "promotional": "promotional",
        "outdated": "outdated",
        "other": "other",
    },
)
_log_level: int = env.log_level("NEWSROOM_LOG_LEVEL", logging.INFO)
_hsts_days: int = env.int("NEWSROOM_HSTS_DAYS", 365, validate=validate.Range(0, 3650))
_worker_count: int = env.int("NEWSROOM_WORKERS", 2, validate=validate.Range(1, 64))
TIME_ZONE: str = env.str("NEWSROOM_TIME_ZONE", "UTC")
try:
    env.seal()
except EnvError as error:
    faults = getattr(error, "error_messages", {})
    raise ImproperlyConfigured(
        "; ".join(f"{name}: {' '.join(texts)}" for name, texts in faults.items()) or str(error)
    ) from None


def _secret_key_from(folder: Path) -> str:
    """Return the key kept in `folder`, made once with mode 600; whoever reads it can sign in."""
    kept = folder / "secret-key"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not kept.exists():
            # Linked into place whole, so that two processes starting at once read one key.
            with NamedTemporaryFile("w", dir=folder) as made, suppress(FileExistsError):
                made.write(secrets.token_urlsafe(50))
                made.flush()
                os.link(made.name, kept)
        return kept.read_text().strip()
    except OSError as error:
        raise ImproperlyConfigured(
            f"NEWSROOM_DATA: {folder} can't be used ({error.strerror}). Name a folder that can."
        ) from None


# -- Where and how it is served ---------------------------------------------------------------

_address = urlsplit(_site_url)
if _site_url and (_address.scheme not in {"http", "https"} or not _address.hostname):
    raise ImproperlyConfigured(
        f"NEWSROOM_URL: expected an address such as https://desk.example.org, got {_site_url!r}."
    )
SERVED_BY_HTTPS = _address.scheme == "https"
SITE_URL = _site_url.rstrip("/")

DEBUG = False
SECRET_KEY = _secret_key or _secret_key_from(DATA_DIR)
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
if _address.hostname:
    ALLOWED_HOSTS.append(_address.hostname)
CSRF_TRUSTED_ORIGINS = [f"{_address.scheme}://{_address.netloc}"] if _site_url else []

if SERVED_BY_HTTPS:
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = int(timedelta(days=_hsts_days).total_seconds())
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_AGE = int(timedelta(days=14).total_seconds())
X_FRAME_OPTIONS = "DENY"

# -- What it is made of -----------------------------------------------------------------------

INSTALLED_APPS = [
    "articles",
    "articles.admin.config.NewsroomAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_filters",
    "django_htmx",
    "csp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "articles.desk.access.SignInMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
]

ROOT_URLCONF = "newsroom.urls"
WSGI_APPLICATION = "newsroom.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "articles.desk.access.desk",
            ],
        },
    }
]

LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "queue"
LOGOUT_REDIRECT_URL = "sign-in"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]

# What the stock admin needs beyond this is listed in articles/admin/site.py, for it alone.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "img-src": [SELF, "https:"],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# -- Data -------------------------------------------------------------------------------------


def _database() -> dict[str, Any]:
    if not _database_url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": DATA_DIR / "newsroom.sqlite3",
            "OPTIONS": {
                # Writers queue at BEGIN instead of failing when they first write, so what a
                # transaction read still holds when it writes; `moderation` relies on it.
                "transaction_mode": "IMMEDIATE",
                "timeout": 30,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
            },
        }
    try:
        return dict(dj_database_url.parse(_database_url, conn_max_age=60, conn_health_checks=True))
    except (ValueError, KeyError) as error:
        raise ImproperlyConfigured(
            f"DATABASE_URL: expected postgres://USER:PASSWORD@HOST/NAME ({error})."
        ) from None


DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Hashed names need collectstatic first; without it every page would be a 500, so a desk on a
# laptop (NEWSROOM_URL unset) serves the files where they lie.
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static" if SERVED_BY_HTTPS else None
WHITENOISE_USE_FINDERS = not SERVED_BY_HTTPS
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if SERVED_BY_HTTPS
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}

# -- Language, time, log ----------------------------------------------------------------------

LANGUAGE_CODE = "en-gb"
USE_I18N = False
USE_TZ = True
SEEDS_DIR = BASE_DIR / "seeds"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": _log_level},
    "loggers": {"django": {"handlers": [], "level": _log_level, "propagate": True}},
}

GUNICORN = {"workers": _worker_count, "threads": 4, "timeout": 60}
