"""What the pages and answers about the log say."""

import json
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import Http404
from django.utils.translation import gettext as _

from pinzhang.domain.trust import selectors
from pinzhang.domain.trust.models import LogRecord, TreeHead
from pinzhang.engine.ledger.heads import TreeHead as Head
from pinzhang.engine.ledger.monitor import head_as_json
from pinzhang.engine.ledger.tree import OutsideTree
from pinzhang.engine.signing.status_list import CODES
from pinzhang.engine.signing.suites import to_base64url

SHOWN = 20
_LONGEST_NUMBER = 15
KINDS: dict[str, Callable[[], str]] = {
    "programmes.edition.published": lambda: _("发布规则版本"),
    "applications.application.decided": lambda: _("作出决定"),
    "review.evaluation.signed": lambda: _("签署评价报告"),
    "marks.mark.conferred": lambda: _("授予"),
    "marks.mark.suspended": lambda: _("暂停使用"),
    "marks.mark.restored": lambda: _("恢复使用"),
    "marks.mark.revoked": lambda: _("撤销"),
    "marks.mark.expired": lambda: _("到期"),
    "marks.mark.surrendered": lambda: _("交回"),
    "marks.mark.superseded": lambda: _("换发"),
    "marks.mark.transferred": lambda: _("变更持有单位"),
    "marks.mark.reinstated": lambda: _("撤销原处置"),
}


def kind_of(record: LogRecord) -> str:
    """Say what an entry is about; a kind without words of its own is shown as it is written."""
    words = KINDS.get(record.kind)
    return words() if words else record.kind


def line_of(record: LogRecord) -> dict[str, Any]:
    """Return an entry as lists show it."""
    is_mark = record.kind.startswith("marks.mark.")
    return {"record": record, "kind": kind_of(record), "number": record.about if is_mark else ""}


def log_page() -> dict[str, Any]:
    """Return what the page of the log shows."""
    return {
        "head": selectors.latest_head(),
        "size": selectors.log_size(),
        "lines": [line_of(record) for record in selectors.latest_records(SHOWN)],
        "origin": selectors.log_origin(),
        "url": settings.SITE_URL,
    }


def entry_page(seq: int) -> dict[str, Any]:
    """Return what the page of one entry shows."""
    record = _record(seq)
    proof = selectors.proof_of(record)
    return {
        **line_of(record),
        "entry": json.loads(bytes(record.data)),
        "leaf": bytes(record.leaf).hex(),
        "proof": proof,
        "path": [step.hex() for step in proof.path] if proof else [],
        "root": bytes(proof.head.root).hex() if proof else "",
    }


def _record(seq: int) -> LogRecord:
    record = selectors.log_record(seq)
    if record is None:
        raise Http404
    return record


def entry_answer(seq: int) -> dict[str, Any]:
    """Return one entry, and its proof where a head covers it."""
    record = _record(seq)
    proof = selectors.proof_of(record)
    answer: dict[str, Any] = {"schema": 1, "origin": selectors.log_origin(), "index": seq}
    answer |= {"entry": bytes(record.data).decode(), "leaf": bytes(record.leaf).hex()}
    if proof is not None:
        answer |= {"path": [step.hex() for step in proof.path], "head": _head(proof.head)}
    return answer


def head_answer() -> dict[str, Any]:
    """Return the latest head with its signature."""
    head = selectors.latest_head()
    if head is None:
        raise Http404
    return {"schema": 1, "origin": selectors.log_origin(), **_head(head)}


def _head(head: TreeHead) -> dict[str, Any]:
    plain = Head(selectors.log_origin(), head.size, bytes(head.root), head.at)
    return head_as_json(plain) | {"signed": to_base64url(bytes(head.signed))}


def consistency_answer(old: str, new: str) -> tuple[dict[str, Any], int]:
    """Return the proof between two sizes, or which sizes there are."""
    size = selectors.log_size()
    if not all(text.isascii() and text.isdigit() and len(text) <= _LONGEST_NUMBER for text in (old, new)):
        return {"schema": 1, "error": "old and new are sizes of the log", "size": size}, 422
    try:
        path = selectors.consistency(int(old), int(new))
    except OutsideTree:
        return {"schema": 1, "error": "the log has no such sizes", "size": size}, 404
    sizes = {name: {"size": int(text), "root": selectors.root_of(int(text)).hex()} for name, text in
             (("old", old), ("new", new))}  # fmt: skip
    return {"schema": 1, "origin": selectors.log_origin(), **sizes, "path": [step.hex() for step in path]}, 200


def states() -> dict[str, Any]:
    """Return what the numbers in a status list mean."""
    return {"schema": 1, "states": {hex(code): state.value for code, state in CODES.items()}}
