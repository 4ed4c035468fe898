"""An OpenID Connect provider of its own: another program with its own people, database and keys.

``python -m tests.portals.ui.provider.serve FOLDER REDIRECT_URI`` serves it on a free port and says which.
"""

import sys
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import django
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.conf import settings

CLIENT = "pinzhang"
SECRET = "a secret between two programs"
PASSWORD = "a long enough phrase"
WITH_A_CODE, PASSWORD_ONLY, STRANGER = "wang", "li", "zhao"
"""Who signs in there: by a password and a code, by a password alone, and somebody whom the office does not know."""


class Server(ThreadingMixIn, WSGIServer):
    """Answers several at a time."""

    daemon_threads = True


class Quiet(WSGIRequestHandler):
    """Says nothing of what it serves."""

    def log_message(self, *_said: Any) -> None:
        pass


def _configure(folder: Path) -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    settings.configure(
        SECRET_KEY="key-of-the-provider",
        ALLOWED_HOSTS=["127.0.0.1"],
        ROOT_URLCONF="tests.portals.ui.provider.urls",
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": folder / "provider.sqlite3"}},
        INSTALLED_APPS=[
            "django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions", "django.contrib.messages",
            "allauth", "allauth.account", "allauth.idp.oidc",
        ],
        MIDDLEWARE=[
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
            "allauth.account.middleware.AccountMiddleware",
        ],
        TEMPLATES=[{
            "BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True,
            "OPTIONS": {"context_processors": [
                "django.template.context_processors.request", "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]},
        }],
        AUTHENTICATION_BACKENDS=["django.contrib.auth.backends.ModelBackend"],
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        LOGIN_URL="account_login",
        USE_TZ=True,
        IDP_OIDC_PRIVATE_KEY=key.decode(),
        IDP_OIDC_ADAPTER="tests.portals.ui.provider.claims.Claims",
    )  # fmt: skip


def _fill(redirect_uri: str) -> None:
    from allauth.idp.oidc.models import Client  # noqa: PLC0415 - Django is up only now
    from django.contrib.auth.models import User  # noqa: PLC0415
    from django.core.management import call_command  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    for name in (WITH_A_CODE, PASSWORD_ONLY, STRANGER):
        User.objects.create_user(name, f"{name}@example.cn", PASSWORD)
    client = Client(id=CLIENT, name="office", skip_consent=True, redirect_uris=redirect_uri, scopes="openid")
    client.set_secret(SECRET)
    client.save()


def main(folder: str, redirect_uri: str) -> None:
    """Serve until somebody ends it."""
    _configure(Path(folder))
    django.setup()
    _fill(redirect_uri)
    from django.core.wsgi import get_wsgi_application  # noqa: PLC0415

    server = make_server("127.0.0.1", 0, get_wsgi_application(), server_class=Server, handler_class=Quiet)
    sys.stdout.write(f"{server.server_port}\n")
    sys.stdout.flush()
    server.serve_forever()


if __name__ == "__main__":
    main(*sys.argv[1:])
