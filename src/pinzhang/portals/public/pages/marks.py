"""What the page of a mark says: the answer first, then why, then what became of it."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from pinzhang.domain.core.days import local_day
from pinzhang.domain.marks.choices import MarkState
from pinzhang.domain.marks.models import Mark, MarkChange
from pinzhang.domain.marks.selectors import changes_of, marks_of, state_on
from pinzhang.domain.programmes.selectors import edition_document
from pinzhang.domain.trust.selectors import credential_of, records_about, scans_of
from pinzhang.engine.packs.schema.outcomes import Ground
from pinzhang.portals.public.pages.checked import checked_sentence, scans_sentence
from pinzhang.portals.public.pages.names import KINDS, mark_line, name_of
from pinzhang.portals.public.scanning import SCANS
from pinzhang.portals.ui.components.dates import day
from pinzhang.portals.ui.components.words import words

TONES = {
    "active": "ok",
    "suspended": "idle",
    "revoked": "bad",
    "surrendered": "idle",
    "expired": "idle",
    "superseded": "idle",
}
TITLES: dict[str, Callable[[], str]] = {
    "active": lambda: _("真标识，现在有效"),
    "suspended": lambda: _("这枚标识暂停使用"),
    "revoked": lambda: _("这枚标识已被撤销"),
    "surrendered": lambda: _("这枚标识已由持有单位交回"),
    "expired": lambda: _("这枚标识已到期"),
    "superseded": lambda: _("这枚标识已换发新标识"),
}
MOST_OTHERS = 5


def mark_page(mark: Mark, at: datetime, *, serial: str = "") -> dict[str, Any]:
    """Return what the page of one mark, or of one serial of it, shows at an instant."""
    today = local_day(at)
    state = state_on(mark, today)
    document = edition_document(mark.edition)
    changes = list(changes_of(mark))
    grounds = {ground.key: ground for ground in document.outcomes.grounds}
    last = next((change for change in reversed(changes) if change.to_state == state and not change.to_holder), None)
    others = marks_of(mark.holder).exclude(pk=mark.pk)[:MOST_OTHERS]
    return {
        "at": at,
        "line": mark_line(mark, today),
        "state": state,
        "tone": TONES[state],
        "title": TITLES[state](),
        "text": _since(mark, state, last),
        "programme": name_of(mark.edition),
        "authority": name_of(mark.authority),
        "kind": KINDS[mark.subject.kind](),
        "change": last if state in (MarkState.SUSPENDED, MarkState.REVOKED) else None,
        "ground": grounds.get(last.ground) if last else None,
        "rule": document.outcomes.mark,
        "successor": mark.renewed_by.first() if state == MarkState.SUPERSEDED else None,
        "history": [_step(change, grounds) for change in changes] + _lapsed(mark, state),
        "others": [mark_line(other, today) for other in others],
        **_proof(mark, serial, at),
    }


def _proof(mark: Mark, serial: str, at: datetime) -> dict[str, Any]:
    """What can be checked without trusting this page: the signature, the list, the log; and how often it was."""
    records, credential = records_about(mark.number), credential_of(mark.number)
    found = scans_of(mark.number, serial, day=local_day(at))
    today = found.today + SCANS.pending(mark.number, serial) + 1
    return {
        "serial": serial,
        "credential": credential,
        "record": records[-1] if records else None,
        "scans": scans_sentence(today, found.before) if serial else "",
        "checked": checked_sentence(at),
        "signature_words": {"genuine": _("已在本机验证"), "wrong": _("与码上的签名不符")},
    }


def _since(mark: Mark, state: str, change: MarkChange | None) -> str:
    """Say until when, or since when and how long."""
    if state == MarkState.ACTIVE:
        return (
            capfirst(_("有效期至 %(day)s") % {"day": day(mark.valid_until)})
            if mark.valid_until
            else _("公开文件未载明有效期")
        )
    if state == MarkState.EXPIRED:
        return _("%(day)s 到期") % {"day": day(mark.valid_until)}
    on = local_day(change.at) if change else mark.conferred_on
    if state in (MarkState.REVOKED, MarkState.SURRENDERED, MarkState.SUPERSEDED):
        return _("%(day)s 起无效") % {"day": day(on)}
    until = change.until_on if change else None
    return _suspended(on, until)


def _suspended(on: date, until: date | None) -> str:
    if until is None:
        return _("%(day)s 起暂停，恢复时间另行公布") % {"day": day(on)}
    return _("%(day)s 起暂停，至 %(until)s") % {"day": day(on), "until": day(until)}


def _step(change: MarkChange, grounds: dict[str, Ground]) -> dict[str, Any]:
    """One line of the history; the first is the conferral."""
    ground = grounds.get(change.ground)
    parts = [day(local_day(change.at)), words(ground.title) if ground else change.text]
    if change.from_holder and change.to_holder:
        names = {"left": name_of(change.from_holder), "taken": name_of(change.to_holder)}
        parts = [parts[0], _("由“%(left)s”变更为“%(taken)s”") % names]
    return {
        "title": _title_of(change),
        "state": "end" if change.to_state == MarkState.REVOKED else "done",
        "sub": "　".join(part for part in parts if part),
        "clause": change.clause,
    }


def _title_of(change: MarkChange) -> str:
    if change.to_holder_id:
        return _("变更持有单位")
    if change.annuls_id:
        return _("因申诉恢复原状")
    titles: dict[str, Callable[[], str]] = {
        "active": lambda: _("恢复使用") if change.from_state else _("授予"),
        "suspended": lambda: _("暂停使用"),
        "revoked": lambda: _("撤销"),
        "surrendered": lambda: _("交回"),
        "expired": lambda: _("到期"),
        "superseded": lambda: _("换发"),
    }
    return titles[change.to_state]()


def _lapsed(mark: Mark, state: str) -> list[dict[str, Any]]:
    """The end of a mark whose last day is over but whose expiry is not entered yet."""
    if state != MarkState.EXPIRED or mark.state == MarkState.EXPIRED:
        return []
    return [{"title": _("到期"), "state": "done", "sub": day(mark.valid_until)}]
