"""Hand a person their data, and erase them as far as the law lets go."""
# ruff: noqa: SLF001 - models are asked for their managers and names by Django's own description of them

import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import Model

from pinzhang.domain.core.models import AccessRecord, StoredFile
from pinzhang.domain.core.personal import Holding, holdings, subjects
from pinzhang.domain.core.refusals import Refusal
from pinzhang.domain.core.services import events
from pinzhang.domain.core.services.access import record_access
from pinzhang.domain.core.services.events import stream_of

ANSWER = "answer.json"
REQUEST_NUMBER = re.compile(r"[0-9A-Za-z〔〕/年第号 -]{1,40}")
"""The number under which the office keeps the request; it goes into the event, so it has no room for a name."""


class CannotErase(Refusal):
    """The data of a person cannot be erased yet (不能删除)."""


class NoSuchPerson(Refusal):
    """There is nobody of this kind and number (没有这个人)."""


@dataclass(frozen=True)
class Held:
    """What is there of a person in one place, and what erasing would do to it (存放情况)."""

    holding: Holding
    rows: int

    @property
    def stays(self) -> bool:
        return self.holding.erase == "keep"


def find_person(name: str) -> tuple[str, Model]:
    """Return the kind and the row of a person named as ``user:12`` (个人信息主体).

    :raises NoSuchPerson: there is no such kind or number.
    """
    kind, _, number = name.partition(":")
    subject = subjects().get(kind)
    person = subject.model._default_manager.filter(pk=int(number)).first() if subject and number.isdigit() else None
    if person is None:
        raise NoSuchPerson(f"没有 {name}。写法是 种类:编号，种类有 {'、'.join(subjects())}。")
    return kind, person


def held_of(kind: str, person: Model) -> list[Held]:
    """Return where data of a person stand (存放情况)."""
    found = (Held(holding, holding.rows(person).count()) for holding in holdings(kind))
    return [one for one in found if one.rows]


@transaction.atomic
def export_person(*, kind: str, person: Model, by: Model | None, at: datetime) -> bytes:
    """Return everything that is kept of a person, as JSON and files in a ZIP (查阅、复制个人信息)."""
    answer: dict[str, Any] = {"schema": 1, "subject": f"{kind}:{person.pk}", "made_at": at.isoformat()}
    kept = BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        answer["holdings"] = [_told(holding, person, archive) for holding in holdings(kind)]
        answer["seen_by"] = _seen(person)
        archive.writestr(ANSWER, json.dumps(answer, ensure_ascii=False, indent=1, cls=DjangoJSONEncoder))
    if by is not None:
        record_access(person, by=by, what="export", at=at)
    events.record("core.personal.exported", subject=person, by=by, at=at)
    return kept.getvalue()


def _told(holding: Holding, person: Model, archive: zipfile.ZipFile) -> dict[str, Any]:
    rows = []
    for row in holding.rows(person):
        told = {name: getattr(row, name) for name in holding.fields}
        stored: StoredFile | None = getattr(row, holding.file) if holding.file else None
        if stored is not None:
            told["file"] = f"files/{stored.pk}-{stored.name}"
            archive.writestr(told["file"], stored.content.read())
        rows.append(told)
    return {"title": holding.title, "erasable": holding.erase != "keep", "because": holding.because, "rows": rows}


def _seen(person: Model) -> list[dict[str, Any]]:
    """Tell a person that officials looked, when and at what, without naming them."""
    seen = AccessRecord.objects.filter(about=stream_of(person)).order_by("at")
    return [{"what": look.what, "on": look.on} for look in seen]


@transaction.atomic
def erase_person(*, kind: str, person: Model, ground: str, by: Model | None, at: datetime) -> list[Held]:
    """Erase what may go of a person, and return what had to stay, with the reason (删除个人信息).

    The chains of events are not touched: they carry numbers and salted digests, whose salt goes with the data.

    :raises CannotErase: the ground is no number of a request, or something is going on for which the data are needed.
    """
    person = type(person)._default_manager.select_for_update().get(pk=person.pk)
    hindrances = subjects()[kind].hindrances(person)
    if not REQUEST_NUMBER.fullmatch(ground.strip()):
        sentence = "请写申请编号，如〔2026〕3号；编号写入事件，不要写姓名。"
        raise CannotErase(sentence, fields={"ground": sentence})
    if hindrances:
        raise CannotErase("现在还不能删除。", reasons=tuple(hindrances))
    found = held_of(kind, person)
    counts = {one.holding.model._meta.label_lower: one.rows for one in found if not one.stays}
    stays = {one.holding.model._meta.label_lower: one.rows for one in found if one.stays}
    data = {"request": ground.strip(), "erased": counts, "kept": stays}
    events.record("core.personal.erased", subject=person, by=by, at=at, data=data)
    for one in sorted(found, key=lambda held: held.holding.model is type(person)):
        _erase(one.holding, person)
    return [one for one in found if one.stays]


def _erase(holding: Holding, person: Model) -> None:
    rows = holding.rows(person)
    if holding.erase == "delete":
        rows.delete()
    elif holding.erase != "keep":
        for row in rows:
            values = {name: value(row) if callable(value) else value for name, value in holding.erase.items()}
            type(row)._default_manager.filter(pk=row.pk).update(**values)


def people_matching(text: str) -> Iterator[tuple[str, Model]]:
    """Return people of every kind who are found by a text, a few of each (查找个人信息主体)."""
    if text.strip():
        for kind, subject in subjects().items():
            yield from ((kind, person) for person in subject.matching(text.strip())[:20])
