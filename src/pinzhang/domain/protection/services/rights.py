"""Registers of intellectual property: what eligibility needs of them is written as a fact in the same transaction."""

from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from pinzhang.domain.core.days import local_day
from pinzhang.domain.core.services import events, jobs
from pinzhang.domain.facts import services as facts
from pinzhang.domain.messages.services import notify
from pinzhang.domain.parties.models import Organisation, User
from pinzhang.domain.parties.selectors import users_of
from pinzhang.domain.protection.choices import PatentKind, RightKind
from pinzhang.domain.protection.models import Right
from pinzhang.domain.protection.refusals import CannotRegisterRight

REMIND_DAYS = (180, 30)
"""Half a year leaves time to prepare a renewal; thirty days before the end is the last call."""
FACTS = {RightKind.TRADEMARK.value: "trademarks", RightKind.PATENT.value: "patents"}
"""The facts of the catalogue that a register feeds; the other kinds have none."""


@transaction.atomic
def register_right(
    *,
    organisation: Organisation,
    kind: str,
    number: str,
    name: str,
    registered_on: date,
    source: str,
    by: User,
    at: datetime,
    supplied_by: str = "applicant",
    **more: Any,
) -> Right:
    """Enter a right of a firm (登记知识产权).

    ``more`` may give ``scope``, ``owned``, ``valid_until`` and, for patents, ``patent_kind``.

    :raises CannotRegisterRight: something is missing, the dates run backwards, or the number is entered already.
    """
    patent_kind = more.get("patent_kind", "") if kind == RightKind.PATENT else ""
    _check(kind, number, name, source, patent_kind)
    _check_days(registered_on, more.get("valid_until"), today=local_day(at))
    try:
        with transaction.atomic():
            right = Right.objects.create(
                organisation=organisation, kind=kind, number=number.strip(), name=name.strip(),
                registered_on=registered_on, source=source.strip(), supplied_by=supplied_by, recorded_at=at,
                **{**more, "patent_kind": patent_kind},
            )  # fmt: skip
    except IntegrityError as error:
        raise CannotRegisterRight("这个登记号已经登记过。", fields={"number": "这个登记号已经登记过。"}) from error
    _write_fact(right, by=by, at=at)
    data = {"right": right.pk, "kind": kind}
    events.record("protection.right.registered", subject=organisation, by=by, at=at, data=data)
    return right


def _check(kind: str, number: str, name: str, source: str, patent_kind: str) -> None:
    wrong = {"kind": "请选择类别。"} if kind not in RightKind.values else {}
    for field, given in (("number", number), ("name", name), ("source", source)):
        if not given.strip():
            wrong[field] = "请填写。"
    if kind == RightKind.PATENT and patent_kind not in PatentKind.values:
        wrong["patent_kind"] = "请选择专利种类。"
    if wrong:
        raise CannotRegisterRight("还有内容没有填完整。", fields=wrong)


def _check_days(registered_on: date, valid_until: date | None, *, today: date) -> None:
    if registered_on > today:
        raise CannotRegisterRight("登记日期不能晚于今天。", fields={"registered_on": "不能晚于今天。"})
    if valid_until is not None and valid_until < registered_on:
        raise CannotRegisterRight("有效期早于登记日期。", fields={"valid_until": "不能早于登记日期。"})


def _write_fact(right: Right, *, by: User, at: datetime) -> None:
    """Write the record that eligibility reads; only what the catalogue has a fact for."""
    name = FACTS.get(right.kind)
    if name is None:
        return
    record: dict[str, Any] = {"number": right.number}
    if right.kind == RightKind.TRADEMARK:
        record |= {"name": right.name, "owned": right.owned}
    else:
        record["kind"] = right.patent_kind
    if right.valid_until:
        record["until"] = right.valid_until.isoformat()
    facts.record_dated(
        organisation=right.organisation, name=name, on=right.registered_on, record=record,
        supplied_by=right.supplied_by, source=right.source, by=by, at=at,
    )  # fmt: skip


@transaction.atomic
def end_right(*, right: Right, by: User, at: datetime) -> None:
    """Take a right out of the register, and its fact with it (撤下登记).

    :raises CannotRegisterRight: it is out already.
    """
    if not Right.objects.filter(pk=right.pk, ended_at__isnull=True).update(ended_at=at):
        raise CannotRegisterRight("这一条已经撤下。")
    name = FACTS.get(right.kind)
    if name is not None:
        facts.end_dated(organisation=right.organisation, name=name, key={"number": right.number}, by=by, at=at)
    data = {"right": right.pk, "kind": right.kind}
    events.record("protection.right.ended", subject=right.organisation, by=by, at=at, data=data)


@jobs.daily
def remind_of_ends(_payload: dict[str, str], at: datetime) -> None:
    """Tell a firm's people that a right of theirs lapses soon, once for each of the days (到期提醒)."""
    today = local_day(at)
    ending = Right.objects.filter(ended_at__isnull=True, valid_until__gte=today).select_related("organisation")
    for right in ending.exclude(valid_until=None).order_by("pk"):
        left = (right.valid_until - today).days if right.valid_until else REMIND_DAYS[0] + 1
        reached = [days for days in REMIND_DAYS if left <= days]
        if reached:
            _remind(right, min(reached), at=at)


def _remind(right: Right, days: int, *, at: datetime) -> None:
    for person in users_of(right.organisation):
        notify(
            recipient=person,
            key=f"right:{right.pk}:{right.valid_until}:{days}",
            title=f"{right.get_kind_display()}将于 {right.valid_until} 到期：{right.name}",
            title_en=f"{right.name} ({right.number}) lapses on {right.valid_until}",
            text=f"{right.number}　请及时办理续展、续费或重新备案。",
            text_en="Please renew it in time.",
            link="/enterprise/rights/",
            at=at,
        )
