"""All settings, read from the environment. `.env.example` lists them; none is required."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _

from core.ops import loggers, sentry
from core.ops.embedded import Embedded
from core.ops.environment import Environment
from core.ops.secrets import load_or_create_secret, raise_missing_secret

BASE_DIR = Path(__file__).resolve().parent.parent
VAR = BASE_DIR / "var"

env = Environment()
env.read_env(BASE_DIR / ".env")

# --- mode and secrets -----------------------------------------------------------------------------

DEBUG = env.bool("DEBUG", default=False)
VERSION = "0.1.0"

# Without DATABASE_URL the app runs its own PostgreSQL and stores a generated secret beside its
# data. With it, SECRET_KEY has no default and the app does not start without one.
EMBEDDED_POSTGRES = (
    None
    if env.str("DATABASE_URL", default="")
    else Embedded(Path(env.str("POSTGRES_HOME", default=str(VAR / "postgres"))))
)
BACKUPS = VAR / "backups"  # dumps of the embedded PostgreSQL, taken before migrations

SECRET_KEY = env.str("SECRET_KEY", default="") or (
    load_or_create_secret(VAR / "secret-key")
    if EMBEDDED_POSTGRES
    else raise_missing_secret("SECRET_KEY")
)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
# Fernet keys that encrypt calendar credentials, newest first. Default: derived from SECRET_KEY.
CREDENTIAL_KEYS = env.list("CREDENTIAL_KEYS", default=[])
# Allow calendars on private networks and over plain HTTP: for a home server, never a public one.
CALENDARS_MAY_BE_PRIVATE = env.bool("CALENDARS_MAY_BE_PRIVATE", default=False)
# Calendar accounts per user: each one uses a worker for up to a minute, several times an hour.
MAX_CALENDAR_ACCOUNTS = env.int("MAX_CALENDAR_ACCOUNTS", default=20)

# --- applications ---------------------------------------------------------------------------------

INSTALLED_APPS = [
    "core",
    "tasks",
    "allauth",
    "allauth.account",
    "csp",
    "django_q",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "core.ops.middleware.RequestIdMiddleware",
    "django_prometheus.middleware.PrometheusBeforeMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "core.ops.compression.CompressionMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "core.ops.middleware.LanguageMiddleware",
    "core.ops.middleware.JsonOnlyMiddleware",
    "core.ops.middleware.PersonMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "core.accounts.middleware.PrivateMiddleware",
    "core.accounts.middleware.DeviceMiddleware",
    "core.accounts.middleware.KnownBrowserMiddleware",
    "core.accounts.middleware.AddressTakenMiddleware",
    "core.ops.middleware.DatabaseProblemMiddleware",
    "django_prometheus.middleware.PrometheusAfterMiddleware",
]

ROOT_URLCONF = "whendoist.urls"
WSGI_APPLICATION = "whendoist.wsgi.application"
ASGI_APPLICATION = "whendoist.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

HOST = env.str("HOST", default="127.0.0.1")  # where `manage.py up` listens
PORT = env.int("PORT", default=8000, maximum=65_535)
# Per network address and web process. Not counted behind a proxy.
MAX_CONNECTIONS_PER_ADDRESS = env.int("MAX_CONNECTIONS_PER_ADDRESS", default=128, minimum=1)

# --- database -------------------------------------------------------------------------------------

# The role of this process, shown in pg_stat_activity and the logs.
APP_ROLE = env.str("APP_ROLE", default="cluster" if "qcluster" in sys.argv else "web")

DB_STATEMENT_TIMEOUT_MS = env.int("DB_STATEMENT_TIMEOUT_MS", default=30_000)
# How long a request waits for a row that another transaction has locked.
DB_LOCK_TIMEOUT_MS = env.int("DB_LOCK_TIMEOUT_MS", default=2_000)
DB_IDLE_IN_TRANSACTION_TIMEOUT_MS = env.int("DB_IDLE_IN_TRANSACTION_TIMEOUT_MS", default=60_000)
# Threads per web process, each with a database connection; the live stream adds one connection.
WEB_THREADS = env.int("WEB_THREADS", default=4, minimum=1)
DB_TRANSACTION_POOLER = env.bool("DB_TRANSACTION_POOLER", default=False)
# Notice a vanished server within a minute, whether idle or (in ms) waiting for a response.
DB_KEEPALIVES = {"keepalives_idle": 30, "keepalives_interval": 10, "keepalives_count": 3}
DB_KEEPALIVES["tcp_user_timeout"] = 60_000

DATABASES = {
    "default": env.database("DATABASE_URL", EMBEDDED_POSTGRES.url() if EMBEDDED_POSTGRES else "")
}
DATABASES["default"] |= {
    "ENGINE": "django.db.backends.postgresql",
    "CONN_MAX_AGE": env.int("CONN_MAX_AGE", default=1800),
    "CONN_HEALTH_CHECKS": env.bool("CONN_HEALTH_CHECKS", default=True),
    "DISABLE_SERVER_SIDE_CURSORS": DB_TRANSACTION_POOLER,
    "OPTIONS": {
        **DB_KEEPALIVES,
        **DATABASES["default"].get("OPTIONS", {}),
        "application_name": f"whendoist-{APP_ROLE}",
        "connect_timeout": env.int("DB_CONNECT_TIMEOUT", default=5),
        # Prepare a statement on the server once a connection has run it five times.
        "server_side_binding": True,
        "prepare_threshold": None if DB_TRANSACTION_POOLER else 5,
        "options": (
            f"-c statement_timeout={DB_STATEMENT_TIMEOUT_MS}"
            f" -c lock_timeout={DB_LOCK_TIMEOUT_MS}"
            f" -c idle_in_transaction_session_timeout={DB_IDLE_IN_TRANSACTION_TIMEOUT_MS}"
        ),
    },
}
# LISTEN does not work through a pooler in transaction mode, so the live stream connects directly.
LIVE_DATABASE_URL = env.str("LIVE_DATABASE_URL", default="")
if LIVE_DATABASE_URL:
    env.database("LIVE_DATABASE_URL")  # raises an error that names the setting
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {
    # A database table, shared by all processes so that each rate limit counts once.
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "core_cache",
        # Above this, random entries are dropped. High, so that floods do not reset rate limits.
        "OPTIONS": {"MAX_ENTRIES": 50_000},
    },
}

# --- background jobs ------------------------------------------------------------------------------

Q_CLUSTER: dict[str, Any] = {
    "name": "whendoist",
    "label": "Jobs",
    "orm": "default",
    "workers": env.int("CLUSTER_WORKERS", default=1, minimum=1),
    "poll": 1,
    "timeout": 60,
    "retry": 300,
    "max_attempts": 3,
    "save_limit": 250,
    "recycle": 500,
    "max_rss": 150_000,
}

# --- accounts -------------------------------------------------------------------------------------

AUTH_USER_MODEL = "core.User"
AUTHENTICATION_BACKENDS = ["core.accounts.backend.Backend"]
SESSION_ENGINE = "core.accounts.sessions"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": name}
    for name in (
        "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "core.accounts.passwords.LengthValidator",
        "core.accounts.passwords.CommonPasswordValidator",
        "django.contrib.auth.password_validation.NumericPasswordValidator",
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_SIGNUP_REDIRECT_URL = "/welcome/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/accounts/login/"
ACCOUNT_ADAPTER = "core.accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "core.forms.LoginForm",
    "reauthenticate": "core.forms.ReauthenticateForm",
    "signup": "core.forms.SignupForm",
    "add_email": "core.forms.AddEmailForm",
    "change_password": "core.forms.ChangePasswordForm",
    "set_password": "core.forms.SetPasswordForm",
    "reset_password": "core.forms.ResetPasswordForm",
    "reset_password_from_key": "core.forms.ResetPasswordKeyForm",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = env.choice(
    "EMAIL_VERIFICATION", ("none", "optional", "mandatory"), default="none"
)
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
# Sensitive changes ask for the password again unless it was entered recently.
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = env.int("REAUTHENTICATION_TIMEOUT", default=300)
ACCESS_REVIEW_URL = "tasks:settings-access"  # after a password change: revoke other access
# Only our own proxies may name the client in X-Forwarded-For.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)
ACCOUNT_RATE_LIMITS = {
    "login": env.rates("LOGIN_RATE_LIMIT", default="30/m/ip"),
    # The keys are explained in core/accounts/throttling.py.
    "login_failed": env.rates("LOGIN_FAILED_RATE_LIMIT", default="10/m/ip,5/5m/key,20/h/key"),
    "login_failed_account": env.rates("LOGIN_FAILED_ACCOUNT_RATE_LIMIT", default="100/h/key"),
    "login_failed_known": env.rates("LOGIN_FAILED_KNOWN_RATE_LIMIT", default="5/5m/key,20/h/key"),
    "change_password": env.rates("CHANGE_PASSWORD_RATE_LIMIT", default="5/m/user,20/h/user"),
    "reset_password": env.rates("RESET_PASSWORD_RATE_LIMIT", default="20/m/ip"),
    "reset_password_mail": env.rates("RESET_PASSWORD_MAIL_RATE_LIMIT", default="5/h/key"),
    "signup": env.rates("SIGNUP_RATE_LIMIT", default="20/m/ip"),
    "calendar_trial": env.rates("CALENDAR_TRIAL_RATE_LIMIT", default="10/m/user,60/h/user"),
    "app_password_failed": env.rates("APP_PASSWORD_FAILED_RATE_LIMIT", default="10/m/key,100/m/ip"),
}

vars().update(env.mail("EMAIL_URL", default="consolemail://"))
EMAIL_TIMEOUT = env.int("EMAIL_TIMEOUT", default=10)
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Whendoist <whendoist@localhost>")

# --- security -------------------------------------------------------------------------------------

# Off with the embedded PostgreSQL, which means a trial on localhost; otherwise a proxy handles TLS.
HTTPS = env.bool("HTTPS", default=not DEBUG and not EMBEDDED_POSTGRES)
SECURE_SSL_REDIRECT = HTTPS
# Probes and metrics scrapers use plain HTTP inside the network.
SECURE_REDIRECT_EXEMPT = [r"^health$", r"^ready$", r"^metrics$"]
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("HSTS_INCLUDE_SUBDOMAINS", default=False)
SECURE_HSTS_PRELOAD = env.bool("HSTS_PRELOAD", default=False)
# `check --deploy` wants HSTS for subdomains, but other subdomains may not support HTTPS.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
if env.bool("BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_AGE = 60 * 60 * 24 * 60
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "core.views.errors.csrf_failure"
DATA_UPLOAD_MAX_MEMORY_SIZE = 512 * 1024

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        **{name: [NONE] for name in ("default-src", "base-uri", "frame-ancestors")},
        **{name: [SELF] for name in ("style-src", "font-src", "connect-src")},
        **{name: [SELF] for name in ("manifest-src", "worker-src", "form-action")},
        "script-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
    },
}

# --- trash ----------------------------------------------------------------------------------------

TRASH_RETENTION_DAYS = env.int("TRASH_RETENTION_DAYS", default=30, minimum=1, maximum=3650)

# --- calendars ------------------------------------------------------------------------------------

# An OAuth client of the type "web application".
GOOGLE_CLIENT_ID = env.str("GOOGLE_CLIENT_ID", default="")
GOOGLE_CLIENT_SECRET = env.str("GOOGLE_CLIENT_SECRET", default="")
# Let Google notify this server of changes, if its address is public and https.
GOOGLE_PUSH_CHANNELS = env.bool("GOOGLE_PUSH_CHANNELS", default=True)
GOOGLE_ENDPOINTS = {
    "consent": "https://accounts.google.com/o/oauth2/v2/auth",
    "token": "https://oauth2.googleapis.com/token",
    "revoke": "https://oauth2.googleapis.com/revoke",
    "api": "https://www.googleapis.com/calendar/v3",
}

# --- language, time, files ------------------------------------------------------------------------

# English is the source. Adding a language: its catalogue here or in an app's `locale` folder, its
# line below, and its code in Preferences.Language.
USE_I18N = True
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [VAR / "assets"]  # written by `manage.py assets` from wheels and npm
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = DEBUG
# File names with a hash, ours or the bundler's: browsers cache them forever.
WHITENOISE_IMMUTABLE_FILE_TEST = r"(\.[0-9a-f]{12}\.|/chunk-[0-9A-Z]{8}\.)"

# --- observability --------------------------------------------------------------------------------

METRICS_TOKEN = env.str("METRICS_TOKEN", default="")
PROMETHEUS_EXPORT_MIGRATIONS = False

LOGGING = loggers.configuration(
    form=env.choice(
        "LOG_FORMAT", ("line", "json"), default="line" if DEBUG or EMBEDDED_POSTGRES else "json"
    ),
    level=env.choice("LOG_LEVEL", ("DEBUG", "INFO", "WARNING", "ERROR"), default="INFO"),
)

sentry.start(env.str("SENTRY_DSN", default=""), release=VERSION, role=APP_ROLE)
