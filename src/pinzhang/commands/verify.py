"""``pinzhang verify``: is this mark genuine, and does it hold? Without a network."""

import json
import warnings
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
import zxingcpp
from PIL import Image

from pinzhang.engine.signing.answers import Answer, Reason
from pinzhang.engine.signing.documents import BadDocument
from pinzhang.engine.signing.keys import KeyRing, read_key_set
from pinzhang.engine.signing.status_list import StatusList, read_status_list
from pinzhang.engine.signing.verification import verify as verify_text

BAD_INPUT = 4
LOCAL = ZoneInfo("Asia/Shanghai")

_MOST_FILE_BYTES = 16 * 1024 * 1024
_MOST_PIXELS = 50_000_000
_IMAGE_FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF")
_NOT_OURS = frozenset({Reason.NOT_A_MARK, Reason.NO_CREDENTIAL})

_LABELS = {
    "title": "标识",
    "number": "编号",
    "subject": "对象",
    "holder": "持有者",
    "gtin": "商品条码",
    "lot": "批号",
    "serial": "序号",
    "standard": "执行标准",
    "conferred_on": "授予",
    "valid_until": "有效至",
    "authority": "颁发",
}


class Unreadable(Exception):
    """A file that was named, but cannot be read as what it should be."""


def verify(
    text: Annotated[str | None, typer.Argument(help="扫码得到的文字：链接，或 PZ1: 开头的一串")] = None,
    *,
    image: Annotated[Path | None, typer.Option(exists=True, dir_okay=False, help="含有二维码的图片")] = None,
    keys: Annotated[Path | None, typer.Option(exists=True, dir_okay=False, help="发证机关公布的公钥集（JSON）")] = None,
    status_list: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="发证机关公布的状态名单（JSON 或带签名的文件）")
    ] = None,
    at: Annotated[str, typer.Option(metavar="TIME", help="核验的时间（ISO 8601）；默认现在")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False,
) -> None:
    """核验一枚标识；退出码 0 真实且有效，1 不是，3 不能断定，4 文件读不出。"""
    if (text is None) == (image is None):
        raise typer.BadParameter("给出文字，或用 --image 给出图片，二者取一")
    moment = _moment(at)
    try:
        texts = [text] if text is not None else _codes_in(image or Path())
        ring = read_key_set(_content(keys)) if keys else KeyRing(issuer="")
        listed = read_status_list(_content(status_list), keys=ring) if status_list else None
    except (BadDocument, Unreadable) as refusal:
        typer.echo(str(refusal), err=True)
        raise typer.Exit(BAD_INPUT) from None
    answer = _best(texts, ring, listed, moment)
    typer.echo(json.dumps(answer.as_json(), ensure_ascii=False, indent=2) if as_json else _told(answer))
    raise typer.Exit(answer.exit_code)


def _best(texts: Sequence[str], keys: KeyRing, listed: StatusList | None, at: datetime) -> Answer:
    """Return the answer for the first code that is a mark at all: a package carries other codes too."""
    answers = [verify_text(text, keys=keys, status_list=listed, at=at) for text in texts]
    return next((answer for answer in answers if answer.reason not in _NOT_OURS), answers[0])


def _moment(written: str) -> datetime:
    if not written:
        return datetime.now(UTC)
    try:
        moment = datetime.fromisoformat(written)
        return (moment if moment.tzinfo else moment.replace(tzinfo=LOCAL)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise typer.BadParameter(f"{written!r} 不是时间", param_hint="--at") from None


def _content(path: Path) -> bytes:
    with path.open("rb") as stream:
        content = stream.read(_MOST_FILE_BYTES + 1)
    if len(content) > _MOST_FILE_BYTES:
        raise Unreadable(f"{path}：大于 {_MOST_FILE_BYTES} 字节")
    return content


def _codes_in(path: Path) -> list[str]:
    """Return the texts of the codes in a picture.

    :raises Unreadable: it is no picture, too large, or holds no code.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(path, formats=_IMAGE_FORMATS) as picture:
                if picture.width * picture.height > _MOST_PIXELS:
                    raise Unreadable(f"{path}：图片过大")
                codes = zxingcpp.read_barcodes(picture.convert("L"), text_mode=zxingcpp.TextMode.Plain)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, Image.DecompressionBombWarning) as fault:
        raise Unreadable(f"{path}：不是可读的图片（{type(fault).__name__}）") from fault
    if not codes:
        raise Unreadable(f"{path}：图片里没有找到二维码")
    return [code.text for code in codes]


def _told(answer: Answer) -> str:
    known = [f"{label}：{answer.mark[name]}" for name, label in _LABELS.items() if name in answer.mark]
    return "\n".join([answer.sentence, *known, f"状态截至：{answer.as_json()['as_of']}"])
