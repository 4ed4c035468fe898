"""Signing keys: make, list, rotate, declare leaked; and the signing process."""

import json
import os
import signal
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pinzhang.engine.signing.suites import to_base64url
from pinzhang.operation.instance import connect

if TYPE_CHECKING:
    from pinzhang.domain.trust.choices import Role

app = typer.Typer(no_args_is_help=True, help="签名密钥：生成、列出、轮换、宣布泄露。")
REFUSED, BAD_INPUT = 1, 4
_BYTES = 32

RoleName = Annotated[
    str, typer.Argument(metavar="ROLE", help="用途：credential 标识凭证，status 状态名单，log 日志树头")
]


@app.command("new-sealing-key")
def new_sealing_key() -> None:
    """输出一把新的封存密钥（PINZHANG_SEALING_KEY）；妥善保管，丢了就签不了名。"""
    typer.echo(to_base64url(os.urandom(_BYTES)))


@app.command("list")
def list_keys() -> None:
    """输出公布的公钥集（JSON），与 /trust/keys.json 相同。"""
    connect()
    from pinzhang.domain.trust.selectors import key_ring  # noqa: PLC0415 - Django is up only now

    typer.echo(key_ring().to_bytes().decode(), nl=False)


@app.command()
def rotate(role: RoleName) -> None:
    """轮换一种用途的密钥：旧密钥停用，它签过的仍然有效；退出码 0 已轮换，1 不能轮换，4 输入有误。"""
    connect()
    from django.utils import timezone  # noqa: PLC0415 - Django is up only now

    from pinzhang.domain.core.refusals import Refusal  # noqa: PLC0415
    from pinzhang.domain.trust.services import keys  # noqa: PLC0415

    try:
        key = keys.rotate(role=_role(role), by=None, at=timezone.now())
    except Refusal as refusal:
        typer.echo(str(refusal), err=True)
        raise typer.Exit(REFUSED) from refusal
    typer.echo(json.dumps({"schema": 1, "kid": key.kid, "suite": key.suite, "role": key.role}))


@app.command()
def leaked(kid: Annotated[str, typer.Argument(metavar="KID", help="公钥集里的标识符")]) -> None:
    """宣布一把密钥已泄露：从此仅凭它的签名不能认定真伪；退出码 0 已宣布，1 没有这把密钥或已宣布。"""
    connect()
    from django.utils import timezone  # noqa: PLC0415 - Django is up only now

    from pinzhang.domain.trust.services import keys  # noqa: PLC0415

    found = keys.declare_leaked(kid=kid, by=None, at=timezone.now())
    typer.echo(f"已宣布 {found} 把密钥泄露。" if found else "没有这把密钥，或早已宣布。")
    raise typer.Exit(0 if found else REFUSED)


def _role(name: str) -> "Role":
    from pinzhang.domain.trust.choices import Role  # noqa: PLC0415 - Django is up only now

    if name not in Role.values:
        typer.echo(f"没有“{name}”这种用途：{'、'.join(Role.values)}", err=True)
        raise typer.Exit(BAD_INPUT)
    return Role(name)


def signer(
    socket: Annotated[Path, typer.Option(help="在这个套接字上应答；只有本用户和本组能打开")],
    sealing_key: Annotated[str, typer.Option(envvar="PINZHANG_SEALING_KEY", help="封存密钥，32 字节 base64url")] = "",
) -> None:
    """作为单独的进程签名：只有它持有封存密钥；SIGTERM 结束。退出码 4 封存密钥有误。"""
    from pinzhang.adapters.signing.local import Vault, read_wrapping_key  # noqa: PLC0415 - Django's settings
    from pinzhang.adapters.signing.remote import SignerServer  # noqa: PLC0415
    from pinzhang.domain.trust.ports import SignerFault  # noqa: PLC0415

    try:
        server = SignerServer(socket, Vault(read_wrapping_key(sealing_key)))
    except SignerFault as fault:
        typer.echo(str(fault), err=True)
        raise typer.Exit(BAD_INPUT) from fault
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: threading.Thread(target=server.shutdown).start())
    typer.echo(f"签名进程已就绪：{socket}")
    server.serve_forever()
    server.server_close()
    socket.unlink(missing_ok=True)
