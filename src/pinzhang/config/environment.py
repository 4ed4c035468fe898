"""What a deployment may set: every setting is an environment variable that begins with ``PINZHANG_``."""

from collections.abc import Iterable
from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Environment(BaseSettings):
    """The settings of one instance."""

    model_config = SettingsConfigDict(env_prefix="PINZHANG_", extra="forbid")

    secret_key: SecretStr = Field(
        default=SecretStr(""), description="Key that signs sessions and forms. Required unless DEMO or TESTING is on."
    )
    demo: bool = Field(
        default=False, description="Shows the demonstration strip and the five doors that sign in without a password."
    )
    testing: bool = Field(default=False, description="Cheap password hashing and no worker thread; for the test suite.")
    database: str = Field(
        default="",
        description="postgresql://user:password@host:port/name; empty: SQLite in DATA_DIR.",
    )
    data_dir: Path = Field(default=Path("var"), description="Folder of the SQLite file, uploads and built files.")
    hosts: str = Field(default="127.0.0.1,localhost", description="Host names served, separated by commas.")
    site_url: str = Field(
        default="http://127.0.0.1:8000", description="Public address of this instance, printed in marks and letters."
    )
    site_name: str = Field(default="品章", description="Name in the head of every page.")
    operator: str = Field(default="示例市市场监督管理局", description="Who runs this instance; stands in the footer.")
    hotline: str = Field(
        default="12345（工作日 8:30—17:30）", description="Where people can ask; stands in the footer."
    )
    email_url: str = Field(
        default="console", description="console, or smtp://user:password@host:port for outgoing mail."
    )
    email_from: str = Field(default="noreply@localhost", description="Sender of outgoing mail.")
    time_zone: str = Field(default="Asia/Shanghai", description="The zone in which a day begins.")
    https: bool = Field(default=False, description="Cookies are sent over HTTPS only, and HSTS is on.")
    json_logs: bool = Field(default=False, description="Log lines are JSON, and there is one for every request.")
    metrics_token: SecretStr = Field(
        default=SecretStr(""),
        description="Serves /metrics for Prometheus to whoever bears this token. Needs the extra `telemetry`.",
    )
    otlp_endpoint: str = Field(
        default="",
        description="Where traces go, as http://collector:4318/v1/traces; empty: nowhere. Needs the extra `telemetry`.",
    )
    sealing_key: SecretStr = Field(
        default=SecretStr(""),
        description="32 bytes in base64url that seal the signing keys in the database; `pinzhang keys new-sealing-key` "
        "prints one. Required unless DEMO or TESTING is on (then kept in DATA_DIR) or SIGNER_SOCKET names a signer.",
    )
    signer_socket: str = Field(
        default="",
        description="Socket of `pinzhang signer`; then only that process holds the sealing key.",
    )
    signature_suite: str = Field(
        default="Ed25519", description="Suite of new signing keys: Ed25519, ES256, or SM2 (needs the extra `sm2`)."
    )
    region_header: str = Field(
        default="",
        description="Header in which the server in front names the reader's region (GB/T 2260); empty: not known.",
    )
    oidc_issuer: str = Field(
        default="",
        description="https address of an OpenID Connect provider; those may sign in there whom "
        "`pinzhang office identity` has linked. Empty: none. It sends them back to "
        "SITE_URL/account/provider/oidc/office/login/callback/.",
    )
    oidc_client_id: str = Field(default="", description="Under which name the provider knows this instance.")
    oidc_secret: SecretStr = Field(default=SecretStr(""), description="What this instance proves that name with.")
    oidc_name: str = Field(default="统一身份认证", description="Name of the provider on the sign-in page.")
    oidc_second_factors: str = Field(
        default="",
        description="Values of the claims `amr` and `acr`, separated by commas, by which the provider says that it "
        "asked for a second factor, as mfa,otp,hwk; empty: it is never taken to have asked for one.",
    )
    max_upload_mb: int = Field(default=50, ge=1, le=500, description="Largest single upload in MB.")


PREFIX = "PINZHANG_"
READ_ELSEWHERE = ("PINZHANG_LOG", "PINZHANG_TEST_")
"""Variables that commands and the test tools read themselves."""


def unknown_settings(names: Iterable[str]) -> list[str]:
    """Return the environment variables that look like settings and are none, so that a typing error is noticed."""
    known = {PREFIX + name.upper() for name in Environment.model_fields}
    return sorted(
        name for name in names if name.startswith(PREFIX) and name not in known and not name.startswith(READ_ELSEWHERE)
    )
