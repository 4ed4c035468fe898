"""Django settings, read from the environment only."""

import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from pinzhang.config.environment import Environment, unknown_settings
from pinzhang.config.providers import named, providers
from pinzhang.portals.ui.requests import secrets_of

# Calibration solves many small systems: several threads for each would only wait for one another.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

if unknown := unknown_settings(os.environ):
    raise ImproperlyConfigured(f"no such setting: {', '.join(unknown)}; see docs/reference/settings.md")
ENVIRONMENT = Environment()
PACKAGE = Path(__file__).resolve().parent.parent
DATA_DIR = ENVIRONMENT.data_dir.resolve()

DEBUG = False
DEMO = ENVIRONMENT.demo
TESTING = ENVIRONMENT.testing
SECRET_KEY = ENVIRONMENT.secret_key.get_secret_value()
if not SECRET_KEY:
    if not (DEMO or TESTING):
        raise ImproperlyConfigured("PINZHANG_SECRET_KEY is not set: put a long random text there")
    SECRET_KEY = "demonstration-only-key-never-used-in-an-office"  # noqa: S105 - only when DEMO or TESTING

SEALING_KEY = ENVIRONMENT.sealing_key.get_secret_value()
SIGNER_SOCKET = ENVIRONMENT.signer_socket
if not (SEALING_KEY or SIGNER_SOCKET or DEMO or TESTING):
    raise ImproperlyConfigured("PINZHANG_SEALING_KEY is not set: `pinzhang keys new-sealing-key` prints one")
SIGNER = f"pinzhang.adapters.signing.{'remote.RemoteSigner' if SIGNER_SOCKET else 'local.LocalSigner'}"
SIGNATURE_SUITE = ENVIRONMENT.signature_suite
REGION_HEADER = ENVIRONMENT.region_header
PUBLISHED_DIR = DATA_DIR / "published"

ALLOWED_HOSTS = [host.strip() for host in ENVIRONMENT.hosts.split(",") if host.strip()]
SITE_URL = ENVIRONMENT.site_url.rstrip("/")
SITE_NAME = ENVIRONMENT.site_name
OPERATOR = ENVIRONMENT.operator
HOTLINE = ENVIRONMENT.hotline

METRICS_TOKEN = ENVIRONMENT.metrics_token.get_secret_value()
OTLP_ENDPOINT = ENVIRONMENT.otlp_endpoint

DOMAIN_APPS = [
    "pinzhang.domain.core",
    "pinzhang.domain.reference",
    "pinzhang.domain.parties",
    "pinzhang.domain.facts",
    "pinzhang.domain.trust",
    "pinzhang.domain.messages",
    "pinzhang.domain.cases",
    "pinzhang.domain.programmes",
    "pinzhang.domain.applications",
    "pinzhang.domain.review",
    "pinzhang.domain.marks",
    "pinzhang.domain.supervision",
    "pinzhang.domain.protection",
    "pinzhang.domain.connections",
    "pinzhang.domain.imports",
]
PORTALS = [
    "pinzhang.portals.ui",
    "pinzhang.portals.public",
    "pinzhang.portals.enterprise",
    "pinzhang.portals.reviewer",
    "pinzhang.portals.institution",
    "pinzhang.portals.staff",
    "pinzhang.portals.api",
]
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "rules.apps.AutodiscoverRulesConfig",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    *DOMAIN_APPS,
    *PORTALS,
]
MIDDLEWARE = [
    "pinzhang.portals.ui.requests.RequestIdMiddleware",
    *(["pinzhang.adapters.telemetry.prometheus.MetricsMiddleware"] if METRICS_TOKEN else []),
    *(["pinzhang.adapters.telemetry.tracing.TracingMiddleware"] if OTLP_ENDPOINT else []),
    "django.middleware.security.SecurityMiddleware",
    "pinzhang.portals.ui.security.ContentSecurityPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]
ROOT_URLCONF = "pinzhang.config.urls"
WSGI_APPLICATION = "pinzhang.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "portals" / "ui" / "templates"],  # before allauth's own pages
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "pinzhang.portals.ui.context.site",
            ],
            "builtins": ["pinzhang.portals.ui.templatetags.pz"],
        },
    }
]


def _database() -> dict[str, object]:
    if not ENVIRONMENT.database:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": DATA_DIR / "pinzhang.sqlite3",
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous="
                + ("NORMAL" if DEMO or TESTING else "FULL")
                + ";",
            },
        }
    address = urlsplit(ENVIRONMENT.database)
    if address.scheme != "postgresql":
        raise ImproperlyConfigured("PINZHANG_DATABASE must begin with postgresql://")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(address.path.lstrip("/")),
        "USER": unquote(address.username or ""),
        "PASSWORD": unquote(address.password or ""),
        "HOST": unquote(address.hostname or ""),
        "PORT": str(address.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {  # a database that is gone, or a host that was switched off, is noticed and lets its locks go
            "connect_timeout": 10,
            "keepalives_idle": 30,
            "keepalives_interval": 10,
            "keepalives_count": 3,
        },
    }


DATABASES = {"default": _database()}
CACHES = {
    "default": {
        # Shared by every process: failed sign-ins and what is sent in without an account are counted here.
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "pinzhang_cache",
        "OPTIONS": {"MAX_ENTRIES": 20000},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "parties.User"
AUTHENTICATION_BACKENDS = [
    "rules.permissions.ObjectPermissionBackend",
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = (
    ["django.contrib.auth.hashers.MD5PasswordHasher"]
    if TESTING
    else ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
)
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "after_sign_in"
LOGOUT_REDIRECT_URL = "public:home"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = SITE_NAME
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEMO or TESTING  # http://localhost
SECOND_FACTOR_REQUIRED = not TESTING
SOCIALACCOUNT_ADAPTER = "pinzhang.portals.ui.provider.ProviderAdapter"
SOCIALACCOUNT_PROVIDERS = providers(ENVIRONMENT)
SOCIALACCOUNT_LOGIN_ON_GET = True  # a form that is sent on to another host is stopped by our own policy
SECOND_FACTORS_OF_PROVIDER = named(ENVIRONMENT.oidc_second_factors)

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("中文")), ("en", _("English"))]
LOCALE_PATHS = [PACKAGE / "portals" / "ui" / "locale"]
TIME_ZONE = ENVIRONMENT.time_zone
USE_TZ = True
USE_I18N = True
FORMAT_MODULE_PATH = ["pinzhang.portals.ui.formats"]

TYPESETTER = "pinzhang.adapters.typesetting.typst.TypstTypesetter"
COURIER = "pinzhang.adapters.webhook.https.HttpsCourier"
LABEL_PRINTER = "pinzhang.adapters.typesetting.labels.TypstLabels"

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STORAGES = {
    "default": {
        "BACKEND": "pinzhang.adapters.storage.local.DurableStorage",
        "OPTIONS": {"location": str(DATA_DIR / "files"), "base_url": None},
    },
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
            if TESTING
            else "whitenoise.storage.CompressedManifestStaticFilesStorage"
        )
    },
}
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = TESTING
FORM_RENDERER = "pinzhang.portals.ui.forms.PinzhangRenderer"
MAX_UPLOAD_BYTES = ENVIRONMENT.max_upload_mb * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 3000

EMAIL_FROM = ENVIRONMENT.email_from
DEFAULT_FROM_EMAIL = EMAIL_FROM


def _email(url: str) -> dict[str, object]:
    if url == "console":
        return {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}
    address = urlsplit(url)
    if address.scheme != "smtp" or not address.hostname:
        raise ImproperlyConfigured("PINZHANG_EMAIL_URL must be console or smtp://user:password@host:port")
    return {
        "EMAIL_HOST": address.hostname,
        "EMAIL_PORT": address.port or 25,
        "EMAIL_HOST_USER": unquote(address.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(address.password or ""),
    }


globals().update(_email(ENVIRONMENT.email_url))

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = ENVIRONMENT.https
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_HSTS_SECONDS = 31536000 if ENVIRONMENT.https else 0
if ENVIRONMENT.https:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")  # set by the proxy that ends TLS
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_TRUSTED_ORIGINS = [SITE_URL]
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SECRETS = secrets_of(
    SECRET_KEY,
    SEALING_KEY,
    METRICS_TOKEN,
    ENVIRONMENT.oidc_secret.get_secret_value(),
    DATABASES["default"].get("PASSWORD", ""),
    globals().get("EMAIL_HOST_PASSWORD", ""),
)
"""What may stand in no log line."""
_JSON_LINES = {
    "()": "pythonjsonlogger.json.JsonFormatter",
    "format": "{asctime} {levelname} {name} {request_id} {message}",
    "style": "{",
    "json_ensure_ascii": False,
}
_LINES = {"format": "{asctime} {levelname} {name} {request_id} {message}", "style": "{"}
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"redaction": {"()": "pinzhang.portals.ui.requests.Redaction"}},
    "formatters": {"line": _JSON_LINES if ENVIRONMENT.json_logs else _LINES},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["redaction"]}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"pinzhang.requests": {"level": "INFO" if ENVIRONMENT.json_logs else "WARNING"}},
}
