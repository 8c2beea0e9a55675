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

from newsroom import env_file, environment, log_lines

#: The files that the settings were read from.
ENV_FILES = env_file.load()
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
_second_factor_groups: list[str] = env.list("NEWSROOM_SECOND_FACTOR_GROUPS", [])
_pictures: str = env.str("NEWSROOM_PICTURES", "direct")
_database_wait: int = env.int("NEWSROOM_DATABASE_WAIT", 30, validate=validate.Range(0, 600))
#: How often an open queue asks what others decided, in seconds; 0: never.
POLL_SECONDS: int = env.int("NEWSROOM_POLL_SECONDS", 8, validate=validate.Range(0, 600))
#: Seconds that one query of a page may take; 0: as long as it takes.
QUERY_SECONDS: int = env.int("NEWSROOM_QUERY_SECONDS", 15, validate=validate.Range(0, 600))
_trusted_proxies: str = env.str("NEWSROOM_TRUSTED_PROXIES", "")
SIGN_IN_TRIES_PER_ADDRESS: int = env.int(
    "NEWSROOM_SIGN_IN_TRIES_PER_ADDRESS", 25, validate=validate.Range(1, 100_000)
)
SIGN_IN_TRIES_PER_ACCOUNT: int = env.int(
    "NEWSROOM_SIGN_IN_TRIES_PER_ACCOUNT", 10, validate=validate.Range(1, 100_000)
)
_sign_in_minutes: int = env.int(
    "NEWSROOM_SIGN_IN_WINDOW_MINUTES", 5, validate=validate.Range(1, 1440)
)
_idle_minutes: int = env.int(
    "NEWSROOM_SESSION_IDLE_MINUTES", 720, validate=validate.Range(1, 525_600)
)
_session_hours: int = env.int("NEWSROOM_SESSION_HOURS", 168, validate=validate.Range(1, 8760))
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
TRUSTED_PROXIES, TRUSTS_UNIX_SOCKET = environment.trusted_proxies(_trusted_proxies)
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
    # Browsers take cookies of these names from this host alone, by HTTPS, for all paths.
    SESSION_COOKIE_NAME = "__Host-sessionid"
    CSRF_COOKIE_NAME = "__Host-csrftoken"
    MESSAGE_STORAGE = "articles.desk.message_storage.HostStorage"
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = int(timedelta(days=_hsts_days).total_seconds())
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
SECURE_REFERRER_POLICY = "same-origin"
# Since the last use, and since the sign-in. The cookie lasts a day longer than the session, so that
# the next request learns why it is over.
SESSION_IDLE = timedelta(minutes=_idle_minutes)
SESSION_LONGEST = timedelta(hours=_session_hours)
SESSION_COOKIE_AGE = int((SESSION_LONGEST + timedelta(days=1)).total_seconds())
# Failed sign-ins count for so long.
SIGN_IN_WINDOW = timedelta(minutes=_sign_in_minutes)
CSRF_FAILURE_VIEW = "articles.desk.busy.csrf_failure"
X_FRAME_OPTIONS = "DENY"

# -- Limits of a request ----------------------------------------------------------------------

#: The longest body of a request, in bytes: of somebody who is signed in, and of anybody else.
MAX_BODY = 1024 * 1024
MAX_BODY_BEFORE_SIGN_IN = 64 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = MAX_BODY
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
# No page takes files: what a form brings of them stays in memory or is dropped, never on the disk.
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
DATA_UPLOAD_MAX_NUMBER_FILES = 10

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
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp_webauthn",
]

MIDDLEWARE = [
    # Before all that ask if the request came by https.
    "articles.accounts.client_address.ForwardedProtoMiddleware",
    # Those that add headers come first, so that redirects and refusals of the others have them too.
    "articles.desk.headers.PermissionsPolicyMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "articles.desk.refusals.HostMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "articles.desk.refusals.RefusalMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "articles.desk.middleware.ReadableCookiesMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "articles.accounts.refusals.RefusalLogMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "articles.desk.middleware.UserMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "articles.desk.middleware.SecondStepMiddleware",
    "articles.desk.refusals.BodyLimitMiddleware",
    "articles.desk.middleware.ReadableRequestMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "articles.desk.middleware.NoStoreMiddleware",
    "articles.desk.refusals.MethodMiddleware",
    "articles.desk.middleware.BusyMiddleware",
    "articles.desk.middleware.SignInMiddleware",
    "articles.desk.middleware.ReaderMiddleware",
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
AUTHENTICATION_BACKENDS = ["articles.accounts.backend.LimitedBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "articles.accounts.passwords.RepetitionValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "articles.accounts.passwords.CommonWordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

# Groups whose people must have a second factor: names, `*` for all, `superusers`.
SECOND_FACTOR_GROUPS = frozenset(name.strip() for name in _second_factor_groups if name.strip())
# The name of the desk in an authenticator app.
OTP_TOTP_ISSUER = f"Newsroom {_host}".strip()
# Passkeys belong to the host, see `articles.desk.account.second_factor.passkeys`, which derives the
# values of each request. These satisfy the library's checks.
OTP_WEBAUTHN_RP_NAME = "Newsroom"
OTP_WEBAUTHN_RP_ID = _host or "localhost"
OTP_WEBAUTHN_ALLOWED_ORIGINS = [SITE_URL if SERVED_BY_HTTPS else "http://localhost"]
OTP_WEBAUTHN_ALLOW_PASSWORDLESS_LOGIN = False
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

LOGGING = log_lines.configuration(_log_level)

#: Of each process.
THREADS = 4
GUNICORN = {
    "workers": _worker_count,
    "threads": THREADS,
    "timeout": 60,
    "worker_class": "newsroom.server.worker.BufferingWorker",
    "logger_class": "newsroom.server.log.ServerLogger",
}
