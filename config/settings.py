"""The one settings module. An empty environment is the embedded mode; `MADANG_*` variables make it production."""

import os
import secrets
from datetime import timedelta
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from environs import Env

from config.mail import mail_settings
from config.production import gaps

env = Env()
ROOT = Path(__file__).resolve().parent.parent
PRODUCTION: bool = env.bool("MADANG_PRODUCTION", False)
if PRODUCTION and (found := gaps(os.environ)):
    raise ImproperlyConfigured("Madang does not start in production mode:\n- " + "\n- ".join(found))
DATA = Path(env.str("MADANG_DATA", str(ROOT / "var"))).resolve()
"""Everything Madang keeps on disk in embedded mode: databases, files, index, ledger tiles and key."""


def embedded_secret_key() -> str:
    """A key of this installation's own, made on first use and kept beside the data."""
    path = DATA / "secret-key"
    if not path.exists():
        DATA.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(64))
    return path.read_text()


def openid_provider() -> dict[str, object]:
    """The provider of `MADANG_OIDC_ISSUER`, or none."""
    issuer = env.str("MADANG_OIDC_ISSUER", "")
    application = {
        "provider_id": "oidc",
        "name": env.str("MADANG_OIDC_NAME", "OpenID Connect"),
        "client_id": env.str("MADANG_OIDC_CLIENT_ID", ""),
        "secret": env.str("MADANG_OIDC_CLIENT_SECRET", ""),
        "settings": {"server_url": issuer, "oauth_pkce_enabled": True},
    }
    return {"openid_connect": {"APPS": [application]}} if issuer else {}


SECRET_KEY: str = env.str("MADANG_SECRET_KEY", "") or embedded_secret_key()
DEBUG: bool = env.bool("MADANG_DEBUG", False)
DEMONSTRATION: bool = env.bool("MADANG_DEMO", False)
SITE_URL: str = env.str("MADANG_SITE_URL", "http://127.0.0.1:8000").rstrip("/")
OPERATOR: str = env.str("MADANG_OPERATOR", "")
CONTACT_EMAIL: str = env.str("MADANG_CONTACT_EMAIL", "")
"""Who runs this site, and where to write; the contact page and the privacy notice name them."""
ALLOWED_HOSTS: list[str] = env.list("MADANG_HOSTS", ["127.0.0.1", "localhost", "[::1]", "testserver"])
CSRF_TRUSTED_ORIGINS: list[str] = [SITE_URL]
SECRET_KEY_FALLBACKS: list[str] = env.list("MADANG_SECRET_KEY_FALLBACKS", [])
PROXIES: int = env.int("MADANG_PROXIES", 0)
"""How many reverse proxies of ours stand in front; their X-Forwarded-For and X-Forwarded-Proto are believed."""

INSTALLED_APPS = [
    "madang.portal",
    "madang.plans",
    "madang.disclosure",
    "madang.opendata",
    "madang.bodies",
    "madang.surveys",
    "madang.notices",
    "madang.search",
    "madang.documents",
    "madang.calendar",
    "madang.accounts",
    "madang.ledger",
    "madang.common",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "template_partials",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "axes",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "madang.portal.middleware.PolicyMiddleware",
    "madang.accounts.middleware.PatientSessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "madang.accounts.middleware.ViewerMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
ASGI_APPLICATION = "config.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "madang.portal.context.site",
            ],
        },
    }
]

SQLITE = {
    "ENGINE": "django.db.backends.sqlite3",
    "CONN_MAX_AGE": 60,  # opening it means reading the whole schema, which takes longer than most pages
    "OPTIONS": {
        "timeout": 30,
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
    },
}


def database(name: str) -> dict[str, object]:
    """`MADANG_DATABASE` or `MADANG_DATABASE_SECRET` as a PostgreSQL URL; else a SQLite file of its own."""
    variable = "MADANG_DATABASE" if name == "default" else "MADANG_DATABASE_SECRET"
    if url := env.str(variable, ""):
        return env.dj_db_url(variable, url, conn_max_age=60)  # type: ignore[no-any-return]
    DATA.mkdir(parents=True, exist_ok=True)
    file = DATA / ("madang.sqlite3" if name == "default" else "secret.sqlite3")
    # Tests have a file, too: in memory, threads would share one cache and lock each other's tables without waiting.
    return SQLITE | {"NAME": file, "TEST": {"NAME": DATA / f"test-{file.name}"}}


DATABASES = {"default": database("default"), "secret": database("secret")}
DATABASE_ROUTERS = ["config.routers.SecretRouter"]

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "accounts:me"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "madang.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_SIGNUP_FORM_CLASS = "madang.accounts.forms.SignUpForm"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory" if PRODUCTION else "optional"
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
ACCOUNT_SESSION_REMEMBER = False
SIGN_UP_OPEN: bool = env.bool("MADANG_SIGN_UP", True)
MFA_ADAPTER = "madang.accounts.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION
SECOND_FACTOR_REQUIRED = PRODUCTION
"""Officials' roles are without effect until they have shown a second factor."""
SOCIALACCOUNT_LOGIN_ON_GET = True  # a page may not post its form to another host, which a provider is
SOCIALACCOUNT_EMAIL_AUTHENTICATION = SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = env.bool(
    "MADANG_OIDC_TRUSTS_EMAIL", False
)
SOCIALACCOUNT_PROVIDERS = openid_provider()

# Failed sign-ins: axes counts them in the database, for an address from one place; allauth's limits, in the shared
# cache, slow down one place that tries many addresses and many places that try one.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_USERNAME_CALLABLE = "madang.accounts.adapter.axes_username"
AXES_CLIENT_IP_CALLABLE = "madang.common.http.client_ip"
AXES_LOCKOUT_TEMPLATE = "accounts/locked_out.html"
AXES_DISABLE_ACCESS_LOG = True  # the private audit has it
AXES_VERBOSE = False
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "madang_cache",
        "OPTIONS": {"MAX_ENTRIES": 20000},
    }
}

LANGUAGE_CODE = "ko"
LANGUAGES = [("ko", "한국어"), ("en", "English")]
LOCALE_PATHS = [ROOT / "locale"]
TIME_ZONE = env.str("MADANG_TIME_ZONE", "Asia/Seoul")
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
WHITENOISE_USE_FINDERS = not PRODUCTION
FILES_PRIVATE = DATA / "files" / "private"
DATA_A_MINUTE = env.int("MADANG_DATA_A_MINUTE", 120)
DATA_A_DAY = env.int("MADANG_DATA_A_DAY", 10_000)
DATA_WAITING = timedelta(days=env.int("MADANG_DATA_WAITING_DAYS", 14))
"""How long a breaking change of published data is announced before /latest leads to it."""
FILES_PUBLIC = DATA / "files" / "public"
FILES_PRIVATE_BUCKET: str = env.str("MADANG_FILES_PRIVATE", "")
FILES_PUBLIC_BUCKET: str = env.str("MADANG_FILES_PUBLIC", "")
"""Two S3-compatible buckets, `s3://name/prefix`; the two folders are then caches of them."""
S3_ENDPOINT: str = env.str("MADANG_S3_ENDPOINT", "")
S3_REGION: str = env.str("MADANG_S3_REGION", "us-east-1")
S3_KEY: str = env.str("MADANG_S3_KEY", "")
S3_SECRET: str = env.str("MADANG_S3_SECRET", "")
SEARCH_INDEX = DATA / "index"
BULK = DATA / "bulk"
"""Everything public as files, kept by the worker; it can be thrown away and is written anew."""
LEDGER_TILES = DATA / "ledger"
LEDGER_KEY = Path(env.str("MADANG_LEDGER_KEY_FILE", str(DATA / "ledger-key")))
LEDGER_ORIGIN: str = env.str("MADANG_LEDGER_ORIGIN", SITE_URL.partition("//")[2] + "/ledger")
"""The log's name in its checkpoints. Used when its key is made; afterwards the name in the key counts."""

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 14 * 24 * 60 * 60
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_SSL_REDIRECT = PRODUCTION
SECURE_REDIRECT_EXEMPT = [r"^health"]
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = False  # other sites of the same domain are not ours to decide
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PROXIES else None
EMAIL_BACKEND = "madang.notices.mail.OutboxBackend"
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("MADANG_MAIL_FROM", "madang@localhost")
MAIL_URL: str = env.str("MADANG_MAIL_URL", "")
MAIL_IS_DELIVERED = bool(MAIL_URL)
"""Whether the worker hands the outbox to a mail server; else letters stay in it and are read there."""
if MAIL_IS_DELIVERED:
    globals().update(mail_settings(MAIL_URL))

# Logs carry no personal data: no addresses of people, no IP addresses, no query strings. Who did what stands in the
# private audit, where it is guarded and forgotten.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "plain"},
        "nowhere": {"class": "logging.NullHandler"},
    },
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "madang": {"level": env.str("MADANG_LOG_LEVEL", "INFO")},
        "axes": {"handlers": ["nowhere"], "propagate": False},
        "django": {"handlers": [], "level": "WARNING"},
        "django.security.DisallowedHost": {"handlers": ["nowhere"], "propagate": False},
    },
}
SILENCED_SYSTEM_CHECKS: list[str] = []
