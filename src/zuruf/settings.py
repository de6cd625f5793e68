"""Settings. The environment says only what is needed before the database (zuruf.ops.environment); all else is rows with an audit."""

import logging
from pathlib import Path
from urllib.parse import unquote, urlsplit

import dj_database_url
import fontpkg_inter
from csp.constants import NONE, SELF

from zuruf.ops import environment
from zuruf.store.keys import secret_key

ENVIRONMENT = environment.read()
DATA = ENVIRONMENT.data
SECRET_KEY = secret_key(DATA / "keys")
DEBUG = False
PORT, HOST, URL = ENVIRONMENT.port, ENVIRONMENT.host, ENVIRONMENT.url
ALLOW_PRIVATE = ENVIRONMENT.allow_private
LISTEN, LISTEN_NAMES, NATS = ENVIRONMENT.listen, ENVIRONMENT.listen_names, ENVIRONMENT.nats
EMBEDDINGS = ENVIRONMENT.embeddings
EMBEDDINGS_FOR_DATA = ENVIRONMENT.embeddings_for_data

_https = URL.startswith("https://")
ALLOWED_HOSTS = ENVIRONMENT.hosts
CSRF_TRUSTED_ORIGINS = [URL]
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if _https else None
)  # only a proxy can make https
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _https
SECURE_HSTS_SECONDS = 31_536_000 if _https else 0
SECURE_REFERRER_POLICY = "same-origin"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "csp",
    "zuruf.store",
    "zuruf.web",  # before allauth: our pages take the place of its own
    "zuruf.ops",
    "allauth",
    "allauth.account",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "zuruf.web.middleware.preferences",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]
ROOT_URLCONF = "zuruf.urls"
ASGI_APPLICATION = "zuruf.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "zuruf.web.context.frame",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "zuruf.web.templatetags.zuruf",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"

DATABASES = {
    "default": dj_database_url.parse(ENVIRONMENT.database_url or f"sqlite:///{DATA / 'zuruf.sqlite3'}")
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["ENGINE"] = "zuruf.store.sqlite3"  # waits its turn in shorter steps
    # IMMEDIATE: a transaction that will write takes the lock at once and waits its turn, instead of failing half-way.
    DATABASES["default"]["CONN_MAX_AGE"] = 0
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-16000;"
        # Every 8,000 pages (32 MB): a page that changes often is copied into the database once, not each time.
        " PRAGMA wal_autocheckpoint=8000;"
        " PRAGMA temp_store=MEMORY; PRAGMA journal_size_limit=67108864;",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 0
    _told = DATABASES["default"].get("OPTIONS") or {}  # what stands behind the question mark
    _pool = {"min_size": 1, "max_size": 12, "timeout": _told.pop("pool_timeout", 20)}
    DATABASES["default"]["OPTIONS"] = {**_told, "pool": _pool}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "store.Member"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_ADAPTER = "zuruf.web.signin.Adapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # who is not one of ours gets no mail from us
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = True
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
SESSION_COOKIE_NAME = "zuruf"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 30

_mail = urlsplit(ENVIRONMENT.email_url)
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if _mail.hostname else 'console'}.EmailBackend"
EMAIL_HOST = _mail.hostname or ""
EMAIL_PORT = _mail.port or environment.MAIL_PORT
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(_mail.username or ""), unquote(_mail.password or "")
EMAIL_USE_TLS, EMAIL_USE_SSL = (ENVIRONMENT.mail_lock == kind for kind in ("starttls", "tls"))
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = ENVIRONMENT.mail_from
ANSWERS = ENVIRONMENT.answers

LANGUAGE_CODE = "en"
LANGUAGES = [("de", "Deutsch"), ("en", "English")]
LANGUAGE_COOKIE_NAME = "zuruf_language"
LOCALE_PATHS = [Path(__file__).parent / "web" / "locale"]
FORMAT_MODULE_PATH = ["zuruf.web.formats"]
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "static/"
STATIC_ROOT = DATA / "static"
# The type comes from a package and is served by ourselves.
STATICFILES_DIRS = [("type", Path(fontpkg_inter.__file__).parent / "files")]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "zuruf.web.assets.Hashed"},
}
WHITENOISE_USE_FINDERS = (
    True  # tests and commands; `zuruf up` and `zuruf web` fill STATIC_ROOT, see zuruf.ops.assets
)
WHITENOISE_MAX_AGE = 60  # a name without its hash
MEDIA_ROOT = DATA / "attachments"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1200  # core.bulk.MOST conversations chosen, and what is done with them

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "worker-src": [SELF],
        "manifest-src": [SELF],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"


def _unexpected(record: logging.LogRecord) -> bool:
    """Not 403, 409 and 422: with these we say no to people in words, which is no matter of the operator's."""
    return getattr(record, "status_code", None) not in (403, 409, 422)


LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"unexpected": {"()": "django.utils.log.CallbackFilter", "callback": _unexpected}},
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING" if ENVIRONMENT.log == "INFO" else ENVIRONMENT.log},
    "loggers": {
        "zuruf": {"level": ENVIRONMENT.log},
        "httpx": {"level": "WARNING"},
        "django.request": {"filters": ["unexpected"]},
    },
}
