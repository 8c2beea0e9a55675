"""Django settings, read from environment variables, with defaults for use on one machine.

`newsroom/docs/settings.md` lists the variables; a file may hold them (`newsroom.env_file`). An
invalid value raises ImproperlyConfigured with a sentence that names the variable, before anything
is served.
"""

import logging
import sys
from datetime import timedelta
from typing import Any

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from environs import Env, EnvError, validate

from newsroom import env_file, environment

env_file.load()
env = Env(eager=False)
_data_folder: str = env.str("NEWSROOM_DATA", "")
_site_url: str = env.str("NEWSROOM_URL", "")
_database_url: str = env.str("DATABASE_URL", "")
_secret_key: str = env.str("NEWSROOM_SECRET_KEY", "")
PUBLISH_THRESHOLD: int = env.int(
    "NEWSROOM_PUBLISH_THRESHOLD", 70, validate=validate.Range(0, 1_000_000)
)
IMPORT_WARN_HOURS: int = env.int("NEWSROOM_IMPORT_WARN_HOURS", 26, validate=validate.Range(0, 8760))
_reasons: str = env.str("NEWSROOM_REASONS", "")
_log_level: int = env.log_level("NEWSROOM_LOG_LEVEL", logging.INFO)
_hsts_days: int = env.int("NEWSROOM_HSTS_DAYS", 365, validate=validate.Range(0, 3650))
_worker_count: int = env.int("NEWSROOM_WORKERS", 2, validate=validate.Range(1, 64))
_time_zone: str = env.str("NEWSROOM_TIME_ZONE", "")
_pictures: str = env.str("NEWSROOM_PICTURES", "direct")
_database_wait: int = env.int("NEWSROOM_DATABASE_WAIT", 30, validate=validate.Range(0, 600))
try:
    env.seal()
except EnvError as error:
    faults = getattr(error, "error_messages", {})
    raise ImproperlyConfigured(
        " ".join(f"{name}: {' '.join(texts)}" for name, texts in faults.items()) or str(error)
    ) from None

# -- Site and security ------------------------------------------------------------------------

# All values are checked before the data folder is looked for.
_scheme, _host, SITE_URL = environment.address(_site_url)
SERVED_BY_HTTPS = _scheme == "https"
PICTURES, _picture_proxy = environment.pictures(
    _pictures or "direct", served_by_https=SERVED_BY_HTTPS
)
TIME_ZONE = environment.time_zone(_time_zone or "UTC")
NEWSROOM_REASONS = environment.reasons(
    _reasons
    or "off-topic=off topic,duplicate=duplicate,low-quality=low quality,promotional=promotional,"
    "outdated=outdated,other=other"
)
_postgres = environment.postgres(_database_url) if _database_url else None

IS_CLONE = environment.IS_CLONE
DOCS = "newsroom/docs" if IS_CLONE else str(environment.PACKAGE / "docs")
PROGRAM = environment.program(sys.argv)
DATA_DIR = environment.data_folder(_data_folder)
_needs_folder = SERVED_BY_HTTPS or not _database_url
_uses_folder = (not _needs_folder and bool(_secret_key)) or environment.uses_data_folder(
    DATA_DIR, sys.argv
)

DEBUG = False
# Django refuses an empty one where it is used: by no command that needs no data.
SECRET_KEY = (
    environment.secret_key(DATA_DIR, _secret_key, needs_folder=_needs_folder)
    if _uses_folder
    else ""
)
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", *([_host] if _host else [])]
CSRF_TRUSTED_ORIGINS = [SITE_URL] if SITE_URL else []

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

# -- Applications and templates ---------------------------------------------------------------

INSTALLED_APPS = [
    "articles",
    "articles.admin.config.NewsroomAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_filters",
    "django_htmx",
    "csp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "articles.desk.middleware.ReadableRequestMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "articles.desk.middleware.NoStoreMiddleware",
    "articles.desk.middleware.BusyMiddleware",
    "articles.desk.middleware.SignInMiddleware",
    "articles.desk.middleware.ReaderMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "newsroom.urls"
WSGI_APPLICATION = "newsroom.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [environment.RESOURCES / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "articles.desk.context.desk",
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

# Which hosts documents name isn't known before.
_picture_sources = {"direct": ["https:"], "off": []}.get(PICTURES, [_picture_proxy])

# For all pages: those of Django's admin work under it too.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "img-src": [SELF, *_picture_sources],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# -- Data -------------------------------------------------------------------------------------

_sqlite: dict[str, Any] = {
    "ENGINE": "django.db.backends.sqlite3",
    "NAME": DATA_DIR / "newsroom.sqlite3",
    "OPTIONS": {
        # Writers wait at BEGIN instead of failing at their first write, so that what a transaction
        # read is still true when it writes; `moderation` relies on it.
        "transaction_mode": "IMMEDIATE",
        "timeout": _database_wait,
        # FULL: decisions and pending exports survive a power failure.
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
    },
}
DATABASES = {"default": _postgres or _sqlite}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Hashed names need collectstatic first, without which every page would fail; so a desk without
# HTTPS serves the files from their source folders.
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

# -- Language, log -------------------------------------------------------------

LANGUAGE_CODE = "en-gb"
USE_I18N = False
USE_TZ = True
# An export writes into documents, which it must not do in an installed package: `start` copies the
# seeds from there.
PACKAGED_SEEDS_DIR = environment.RESOURCES / "seeds"
SEEDS_DIR = PACKAGED_SEEDS_DIR if IS_CLONE else DATA_DIR / "seeds"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": _log_level},
    "loggers": {"django": {"handlers": [], "level": _log_level, "propagate": True}},
}

GUNICORN = {"workers": _worker_count, "threads": 4, "timeout": 60}
