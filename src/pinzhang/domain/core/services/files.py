"""Keep uploaded files: sniffed, limited, hashed, private."""

import hashlib
import logging
import zipfile
from datetime import datetime
from io import BytesIO
from pathlib import PurePath

import filetype
from django.conf import settings
from django.core.files.base import ContentFile
from django.db.models import Model

from pinzhang.domain.core.models import StoredFile
from pinzhang.domain.core.refusals import Refusal
from pinzhang.domain.core.services.events import stream_of

MEDIA_TYPES = {
    "pdf": "application/pdf",
    "jpg": "image/jpeg",
    "png": "image/png",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "mp4": "video/mp4",
}
MADE_TYPES = {"pdf": "application/pdf", "csv": "text/csv; charset=utf-8"}
logger = logging.getLogger(__name__)
LARGEST_UNPACKED = 200 * 1024 * 1024


class CannotKeepFile(Refusal):
    """The file is too large, empty, or not of an accepted type (文件不能接收)."""


def keep_file(
    content: bytes, *, name: str, accept: tuple[str, ...], max_mb: int, by: Model, at: datetime
) -> StoredFile:
    """Store an upload after looking at its bytes; its name only labels it.

    :raises CannotKeepFile: empty, too large, its bytes are of no accepted type, or the disk is full.
    """
    label = PurePath(name.replace("\\", "/")).name.replace("\x00", "")[-200:] or "file"
    limit = min(max_mb * 1024 * 1024, settings.MAX_UPLOAD_BYTES)
    if not content:
        raise CannotKeepFile(f"“{label}”是空文件，请重新选择。")
    if len(content) > limit:
        size = len(content) / 1024 / 1024
        raise CannotKeepFile(f"“{label}”有 {size:.1f} MB，超过上限 {limit // 1024 // 1024} MB，请压缩后再传。")
    kind = sniff(content)
    if kind not in (accept or tuple(MEDIA_TYPES)):
        raise CannotKeepFile(f"“{label}”不是可以接收的类型，请上传 {'、'.join(accept or MEDIA_TYPES).upper()} 文件。")
    return _stored(content, label=label, kind=kind, media_type=MEDIA_TYPES[kind], by=by, at=at)


def keep_made(content: bytes, *, name: str, by: Model, at: datetime) -> StoredFile:
    """Store a file that this program has made itself: a PDF, or a list as CSV (保存生成的文件)."""
    kind = PurePath(name).suffix.removeprefix(".")
    return _stored(content, label=name, kind=kind, media_type=MADE_TYPES[kind], by=by, at=at)


def _stored(content: bytes, *, label: str, kind: str, media_type: str, by: Model, at: datetime) -> StoredFile:
    digest = hashlib.sha256(content).hexdigest()
    stored = StoredFile(
        name=label,
        media_type=media_type,
        size=len(content),
        sha256=digest,
        uploaded_by=stream_of(by),
        uploaded_at=at,
    )
    try:
        stored.content.save(f"{digest[:32]}.{kind}", ContentFile(content), save=False)
    except OSError as error:
        logger.exception("an upload could not be kept")
        raise CannotKeepFile(f"“{label}”现在存不下，没有保存。请稍后再试，或与受理单位联系。") from error
    stored.save()
    return stored


def sniff(content: bytes) -> str:
    """Return the type that the bytes have (pdf, jpg, png, docx, xlsx, mp4), or an empty text."""
    guess = filetype.guess(content)
    extension = guess.extension if guess else ""
    if extension in ("docx", "xlsx", "zip"):
        return _office_kind(content)
    return extension if extension in MEDIA_TYPES else ""


def _office_kind(content: bytes) -> str:
    """Tell docx from xlsx from any other archive, and refuse what would unpack beyond all measure."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            names = archive.namelist()
            if sum(entry.file_size for entry in archive.infolist()) > LARGEST_UNPACKED:
                return ""
    except (zipfile.BadZipFile, NotImplementedError, ValueError):  # names that are no UTF-8, versions unheard of
        return ""
    if "word/document.xml" in names:
        return "docx"
    return "xlsx" if "xl/workbook.xml" in names else ""
