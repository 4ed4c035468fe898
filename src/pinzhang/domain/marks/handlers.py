"""Certificates, letters and notices about marks."""

from datetime import datetime
from typing import Any

from django.conf import settings

from pinzhang.domain.core.days import local_day
from pinzhang.domain.core.models import Event
from pinzhang.domain.core.services.events import handles
from pinzhang.domain.marks.models import Mark, MarkChange
from pinzhang.domain.marks.selectors import tier_of
from pinzhang.domain.messages.services import Translation, issue_letter, notify
from pinzhang.domain.parties.choices import PostRole
from pinzhang.domain.parties.selectors import officials_of, users_of
from pinzhang.domain.programmes.selectors import edition_document
from pinzhang.domain.trust.choices import AlertKind
from pinzhang.domain.trust.selectors import credential_of
from pinzhang.engine.packs.schema.outcomes import Ground
from pinzhang.engine.packs.schema.outcomes import Mark as MarkRule

_TITLES = {
    "conferred": ("证书已发放", "Certificate issued"),
    "suspended": ("标识暂停使用", "Mark suspended"),
    "revoked": ("标识已撤销", "Mark revoked"),
    "restored": ("标识恢复使用", "Mark restored"),
    "expired": ("标识已到期", "Mark expired"),
    "surrendered": ("标识已交回", "Mark handed back"),
    "superseded": ("标识已换发", "Mark superseded"),
    "reinstated": ("申诉成立，标识处置已撤销", "Appeal upheld, the measure is undone"),
    "transferred": ("标识持有单位已变更", "Mark passed on"),
}


def _mark(event: Event) -> Mark:
    pk = int(event.stream.partition(":")[2])
    return Mark.objects.select_related("edition", "holder", "subject", "authority", "round").get(pk=pk)


@handles(*(f"marks.mark.{name}" for name in _TITLES))
def tell_holder(event: Event, at: datetime) -> None:
    """Tell the holder's people what became of the mark."""
    mark = _mark(event)
    title, title_en = _TITLES[event.name.rpartition(".")[2]]
    for person in users_of(mark.holder):
        notify(
            recipient=person,
            key=f"event:{event.pk}",
            title=f"{title}：{mark.number}",
            title_en=f"{title_en}: {mark.number}",
            text=f"{mark.edition.name} {mark.subject.name}",
            text_en=f"{mark.edition.name_en or mark.edition.name} {mark.subject.name}",
            link=f"/m/{mark.number}",
            at=at,
        )


@handles("trust.scan.suspected")
def tell_officers_of_scans(event: Event, at: datetime) -> None:
    """Tell the officers of the authority that a serial of a mark was looked up implausibly often or far apart."""
    mark = Mark.objects.select_related("authority", "subject").filter(number=event.data["number"]).first()
    if mark is None:
        return
    for person in officials_of(mark.authority.path, PostRole.OFFICER):
        notify(
            recipient=person,
            key=f"event:{event.pk}",
            title=f"查验异常：{mark.number} 序号 {event.data['serial']}",
            text=f"{AlertKind(event.data['kind']).label}　{mark.subject.name}　请核实。",
            link="/staff/scans",
            at=at,
        )


@handles("marks.mark.conferred", "marks.mark.transferred")
def issue_certificate(event: Event, at: datetime) -> None:
    """Set the certificate, where the edition gives one; the successor of a holder gets one of its own."""
    mark = _mark(event)
    rule = edition_document(mark.edition).outcomes.mark
    if rule is None or not rule.certificate:
        return
    passed_on = f"-{event.data['change']}" if "change" in event.data else ""
    issue_letter(
        kind="certificate",
        number=f"{mark.number}{passed_on}",
        about=f"mark:{mark.pk}",
        organisation=mark.holder,
        title=f"{mark.edition.name}证书",
        content=certificate_content(mark, rule),
        by=None,
        at=at,
    )


def certificate_content(mark: Mark, rule: MarkRule) -> dict[str, Any]:
    """Return what a certificate says: what is conferred on whom, until when, and how it may be used."""
    credential = credential_of(mark.number)
    return {
        "programme": mark.edition.name,
        "programme_en": mark.edition.name_en,
        "title": rule.name.zh,
        "tier": tier_of(mark).name.zh,
        "holder": mark.holder.name,
        "subject": mark.subject.name if mark.subject.name != mark.holder.name else "",
        "scope": mark.scope,
        "number": mark.number,
        "authority": mark.authority.name,
        "conferred_on": mark.conferred_on.isoformat(),
        "valid_until": mark.valid_until.isoformat() if mark.valid_until else "",
        "document_number": mark.document_number,
        "round": mark.round.label if mark.round else "",
        "use_rules": [f"{one.text.zh}（{one.clause}）" for one in rule.use_rules],
        "verify_url": credential.compact if credential else f"{settings.SITE_URL}/m/{mark.number}",
        "credential": credential.full if credential else "",
    }


@handles("marks.mark.suspended", "marks.mark.revoked")
def issue_decision_letter(event: Event, at: datetime) -> None:
    """Set the letter that tells the holder of the suspension or revocation, its ground and what follows."""
    mark = _mark(event)
    change = MarkChange.objects.get(pk=event.data["change"])
    ground = next(g for g in edition_document(mark.edition).outcomes.grounds if g.key == change.ground)
    heading = f"关于{'撤销' if event.name.endswith('revoked') else '暂停使用'}{mark.edition.name}的通知"
    content = {
        "heading": heading,
        "holder": mark.holder.name,
        "number": mark.number,
        "subject": mark.subject.name,
        "ground": ground.title.zh,
        "clause": change.clause,
        "text": change.text,
        "consequences": [words.zh for words in ground.consequences],
        "authority": mark.authority.name,
        "on": local_day(change.at).isoformat(),
    }
    issue_letter(
        kind="decision",
        number=f"{mark.number}-{change.pk}",
        about=f"mark:{mark.pk}",
        organisation=mark.holder,
        title=heading,
        content=content,
        by=None,
        at=at,
        english=_decision_in_english(mark, change, ground, revoked=event.name.endswith("revoked")),
    )


def _decision_in_english(mark: Mark, change: MarkChange, ground: Ground, *, revoked: bool) -> Translation:
    name, measure = mark.edition.name_en or mark.edition.name, "Revocation" if revoked else "Suspension"
    what = ground.title.en or ground.title.zh
    consequences = [words.en or words.zh for words in ground.consequences]
    return {
        "heading": f"{measure} of {name}",
        "paragraphs": [
            f"It has been established of {mark.subject.name} (number {mark.number}): {what} ({change.clause}).",
            f"In the words of the office: {change.text}",
            *(["From the day of this letter:"] if consequences else []),
            *(f"{place}. {text}" for place, text in enumerate(consequences, 1)),
        ],
    }
