"""All settings, read from the environment; a missing or wrong one fails at once with a hint. See .env.example."""

from pathlib import Path
from urllib.parse import urlsplit

import django.conf.locale
import environ
import pghistory
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.db.models import DO_NOTHING

env = environ.Env()

PACKAGE = Path(__file__).resolve().parent.parent
DEMO = env.bool("DEMO", default=False)
DEBUG = env.bool("DEBUG", default=False)
TESTING = env.bool("YUINOWA_TESTING", default=False)
DATA_DIR = Path(env.str("DATA_DIR", default=".data")).resolve()


def required(name: str, hint: str) -> str:
    value: str = env.str(name, default="")
    if not value:
        raise ImproperlyConfigured(f"{name} is not set. {hint} / {name} を設定してください（.env.example を参照）。")
    return value


DEMO_KEY = "demo-only-key-never-for-a-real-city"  # refused outside demo mode by config.checks
SECRET_KEY = (
    DEMO_KEY if DEMO or TESTING else required("SECRET_KEY", "Make one with: python -c 'import secrets; print(secrets.token_urlsafe(50))'")
)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "testserver"] if DEMO or TESTING else [])
BASE_URL = env.str("BASE_URL", default="http://127.0.0.1:8000").rstrip("/")
MAIL_DOMAIN = urlsplit(BASE_URL).hostname or "localhost"
IS_HTTPS = BASE_URL.startswith("https://")
CSRF_TRUSTED_ORIGINS = [BASE_URL]
# Browser tests move a running server's time by writing this file.
CLOCK_FILE = env.str("CLOCK_FILE", default="") if DEMO or TESTING else ""

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    # Before allauth: our pages of accounts stand in for its own.
    "yuinowa.ui",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "leaflet",
    "procrastinate.contrib.django",
    "pgtrigger",
    "pghistory",
    "csp",
    "django_structlog",
    "yuinowa.core",
    "yuinowa.organisations",
    "yuinowa.people",
    "yuinowa.bookings",
    "yuinowa.safety",
    "yuinowa.promises",
    "yuinowa.activities",
    "yuinowa.talents",
    "yuinowa.needs",
    "yuinowa.matching",
    "yuinowa.rounds",
    "yuinowa.advice",
    "yuinowa.handover",
    "yuinowa.home",
    "yuinowa.public",
    "yuinowa.cli",
    "yuinowa.config",
    # After our own rooms: the templates of widgets, for FORM_RENDERER.
    "django.forms",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Pads each answer by chance, so that its length tells nothing of a secret in it (BREACH).
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "yuinowa.config.middleware.ReadingsMiddleware",
    "django.middleware.common.CommonMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "yuinowa.config.middleware.ActorMiddleware",
    "yuinowa.config.middleware.SecondFactorMiddleware",
    "yuinowa.config.middleware.RefusalMiddleware",
]

ROOT_URLCONF = "yuinowa.config.urls"
WSGI_APPLICATION = "yuinowa.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "people.User"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "yuinowa.config.context.frame",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static", "yuinowa.ui.templatetags.words"],
        },
    }
]
FORM_RENDERER = "yuinowa.ui.rendering.FormRenderer"

DATABASES = {"default": env.db_url("DATABASE_URL", default="postgres://app@127.0.0.1:5432/yuinowa")}
if DATABASES["default"]["ENGINE"] != "django.db.backends.postgresql":
    raise ImproperlyConfigured("DATABASE_URL must name a PostgreSQL database (15 or newer). / PostgreSQL 15 以上を指定してください。")
DATABASES["default"]["CONN_MAX_AGE"] = 0
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DATABASES["default"].setdefault("OPTIONS", {})
if not TESTING:
    DATABASES["default"]["OPTIONS"]["pool"] = {"min_size": 1, "max_size": 4, "timeout": 10}

CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}}
if TESTING:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

# Every change names its actor, or the database refuses it (core.audit).
PGHISTORY_CONTEXT_FIELD = pghistory.ContextJSONField(null=False)
PGHISTORY_CONTEXT_ID_FIELD = pghistory.ContextUUIDField(null=True)
PGHISTORY_OBJ_FIELD = pghistory.ObjForeignKey(related_name="+", db_constraint=False, on_delete=DO_NOTHING)
PGHISTORY_INSTALL_CONTEXT_FUNC_ON_MIGRATE = True

# Work that is done leaves the queue; else the outbox alone would add 17,000 rows a day.
PROCRASTINATE_WORKER_DEFAULTS = {"delete_jobs": "successful"}

# Languages: Japanese is the source; ja-simple is やさしい日本語 with readings.
LANGUAGE_CODE = "ja"
LANGUAGES = [("ja", "日本語"), ("ja-simple", "やさしい日本語"), ("en", "English")]
django.conf.locale.LANG_INFO["ja-simple"] = {"bidi": False, "code": "ja-simple", "name": "Easy Japanese", "name_local": "やさしい日本語"}
LANGUAGE_COOKIE_NAME = "language"
# Links in mails open weeks later, in the language chosen at the registration.
LANGUAGE_COOKIE_AGE = 365 * 24 * 60 * 60
LANGUAGE_COOKIE_SAMESITE = "Lax"
TIME_ZONE = "Asia/Tokyo"
USE_TZ = True
USE_I18N = True

STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if TESTING or DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_MANIFEST_STRICT = False
WHITENOISE_USE_FINDERS = TESTING or DEBUG
LEAFLET_CONFIG = {"NO_GLOBALS": False}

# Accounts
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "yuinowa.people.accounts.AccountAdapter"
ACCOUNT_FORMS = {"login": "yuinowa.people.forms.LoginForm"}
ACCOUNT_LOGIN_METHODS = {"email"}
# Sign-up is closed; allauth shows the password at sign-in only where it stands here.
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 300
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 3
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
STAFF_NEED_SECOND_FACTOR = env.bool("STAFF_NEED_SECOND_FACTOR", default=not (DEMO or TESTING))
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_FORMS = {
    "activate_totp": "yuinowa.people.forms.AuthenticatorForm",
    "authenticate": "yuinowa.people.forms.SecondFactorForm",
    "reauthenticate": "yuinowa.people.forms.SecondFactorAgainForm",
    "add_webauthn": "yuinowa.people.forms.AddPasskeyForm",
    "edit_webauthn": "yuinowa.people.forms.RenamePasskeyForm",
}
MFA_PASSKEY_LOGIN_ENABLED = True
# An account begins with a mail to its address: no second confirmation before a second factor.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_ISSUER = "Yuinowa"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not IS_HTTPS
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]

# Mail: an outbox row first, then a worker and a real server.
EMAIL_CONFIG = env.email_url("EMAIL_URL", default="dummymail://" if DEMO or TESTING else "smtp://127.0.0.1:25")
vars().update(EMAIL_CONFIG)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.str("MAIL_FROM", default="Yuinowa <yuinowa@example.jp>")

# Safety of pages
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_NAME = "__Host-session" if IS_HTTPS else "session"
SESSION_COOKIE_AGE = 10 * 60 * 60
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_SSL_REDIRECT = IS_HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if IS_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = IS_HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ALLAUTH_TRUSTED_PROXY_COUNT else None
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
TILE_ORIGINS = env.list("TILE_ORIGINS", default=[])
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:", *TILE_ORIGINS],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# Logs: JSON lines without personal data.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "yuinowa.config.logs.formatter"}},
    "handlers": {"out": {"class": "logging.StreamHandler", "formatter": "json"}},
    "loggers": {"procrastinate": {"level": "WARNING"}},
    "root": {"handlers": ["out"], "level": env.str("LOG_LEVEL", default="WARNING" if TESTING else "INFO")},
}
SILENCED_SYSTEM_CHECKS = ["models.W045"]
