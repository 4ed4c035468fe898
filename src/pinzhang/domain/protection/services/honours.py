"""Honours of other authorities: entered with evidence, kept as facts as well."""

import re
from datetime import date, datetime

from django.db import IntegrityError, transaction

from pinzhang.domain.core.days import local_day
from pinzhang.domain.core.services import events, files
from pinzhang.domain.facts import services as facts
from pinzhang.domain.parties.models import Organisation, User
from pinzhang.domain.protection.choices import HonourLevel
from pinzhang.domain.protection.models import Honour, HonourList
from pinzhang.domain.protection.refusals import CannotEnterHonour


@transaction.atomic
def open_honour_list(
    *,
    code: str,
    name: str,
    conferred_by: str,
    level: str,
    by: User,
    at: datetime,
    name_en: str = "",
    conferred_by_en: str = "",
) -> HonourList:
    """Open a list of honours that another authority confers (设立榜单).

    :raises CannotEnterHonour: something is missing, or the code is taken.
    """
    wrong = {
        field: "请填写。" for field, given in (("name", name), ("conferred_by", conferred_by)) if not given.strip()
    }
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", code):
        wrong["code"] = "用小写字母、数字和短横线，如 time-honoured-brand。"
    if level not in HonourLevel.values:
        wrong["level"] = "请选择层级。"
    if wrong:
        raise CannotEnterHonour("榜单还没有填完整。", fields=wrong)
    try:
        with transaction.atomic():
            found = HonourList.objects.create(
                code=code, name=name.strip(), name_en=name_en.strip(), conferred_by=conferred_by.strip(),
                conferred_by_en=conferred_by_en.strip(), level=level,
            )  # fmt: skip
    except IntegrityError as error:
        raise CannotEnterHonour("这个代码已经用过。", fields={"code": "这个代码已经用过。"}) from error
    events.record("protection.honour_list.opened", subject=found, by=by, at=at, data={"code": code})
    return found


@transaction.atomic
def enter_honour(
    *,
    honour_list: HonourList,
    organisation: Organisation,
    since_on: date,
    source: str,
    content: bytes,
    name: str,
    by: User,
    at: datetime,
    subject: str = "",
    valid_until: date | None = None,
) -> Honour:
    """Enter an honour that another authority conferred, with its evidence (登记荣誉).

    :raises CannotEnterHonour: no source, the dates run backwards or ahead, or it is entered already.
    :raises CannotKeepFile: there is no evidence, or its bytes are of no accepted type.
    """
    if not source.strip():
        raise CannotEnterHonour("请写明依据。", fields={"source": "请写明公布的文件或网页。"})
    if since_on > local_day(at):
        raise CannotEnterHonour("授予日期不能晚于今天。", fields={"since_on": "不能晚于今天。"})
    if valid_until is not None and valid_until < since_on:
        raise CannotEnterHonour("有效期早于授予日期。", fields={"valid_until": "不能早于授予日期。"})
    evidence = files.keep_file(content, name=name, accept=("pdf", "jpg", "png"), max_mb=20, by=by, at=at)
    try:
        with transaction.atomic():
            honour = Honour.objects.create(
                list=honour_list, organisation=organisation, subject=subject.strip(), since_on=since_on,
                valid_until=valid_until, source=source.strip(), evidence=evidence, entered_by=by, entered_at=at,
            )  # fmt: skip
    except IntegrityError as error:
        raise CannotEnterHonour("这项荣誉已经登记过。") from error
    _write_fact(honour, "active", by=by, at=at)
    events.record("protection.honour.entered", subject=honour, by=by, at=at, data={"list": honour_list.code})
    return honour


def _write_fact(honour: Honour, status: str, *, by: User, at: datetime) -> None:
    """Write the record that eligibility reads, in the words of the fact ``honours``."""
    record = {
        "programme": honour.list.code,
        "tier": honour.list.name,
        "authority": honour.list.conferred_by,
        "status": status,
        "number": f"honour:{honour.pk}",
    }
    if honour.valid_until:
        record["until"] = honour.valid_until.isoformat()
    facts.end_dated(organisation=honour.organisation, name="honours", key={"number": record["number"]}, by=by, at=at)
    facts.record_dated(
        organisation=honour.organisation, name="honours", on=honour.since_on, record=record, supplied_by="office",
        source=honour.withdrawn_source or honour.source, by=by, at=at,
    )  # fmt: skip


@transaction.atomic
def withdraw_honour(*, honour: Honour, on: date, source: str, by: User, at: datetime) -> Honour:
    """Note that the authority has taken an honour back; it stays on the list, marked (荣誉被取消).

    :raises CannotEnterHonour: it is noted already, no source is named, or the day is before the conferral or ahead.
    """
    honour = Honour.objects.select_for_update(of=("self",)).select_related("list", "organisation").get(pk=honour.pk)
    if honour.withdrawn_on is not None:
        raise CannotEnterHonour("这项荣誉已经记为取消。")
    if not source.strip():
        raise CannotEnterHonour("请写明依据。", fields={"source": "请写明依据。"})
    if not honour.since_on <= on <= local_day(at):
        raise CannotEnterHonour("取消日期应在授予以后、今天以前。", fields={"on": "应在授予以后、今天以前。"})
    honour.withdrawn_on, honour.withdrawn_source = on, source.strip()
    honour.save(update_fields=["withdrawn_on", "withdrawn_source"])
    _write_fact(honour, "revoked", by=by, at=at)
    events.record("protection.honour.withdrawn", subject=honour, by=by, at=at, data={"list": honour.list.code})
    return honour
