"""What the pages about programmes show."""

from collections import defaultdict
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from pinzhang.domain.core.days import local_day
from pinzhang.domain.marks.selectors import counts_by_code
from pinzhang.domain.programmes.models import ProgrammeEdition, Round
from pinzhang.domain.programmes.selectors import (
    drafts_shown_to_the_public,
    edition_document,
    editions_of,
    latest_editions,
    open_rounds,
    takes_comments,
)
from pinzhang.domain.review.fairness import published_reports
from pinzhang.engine.packs.schema import Edition
from pinzhang.engine.packs.schema.outcomes import Ground, Quota
from pinzhang.portals.public.pages import regulation
from pinzhang.portals.public.pages.names import kinds, label_of, name_of
from pinzhang.portals.ui.components.numbers import number
from pinzhang.portals.ui.components.words import words


def programme_lines(at: datetime) -> list[dict[str, Any]]:
    """Return every programme with its open rounds, how complete its source is, and what it conferred."""
    today = local_day(at)
    rounds: dict[str, list[Round]] = defaultdict(list)
    for round_ in open_rounds(at):
        rounds[round_.edition.code].append(round_)
    counts = counts_by_code(today)
    return [
        {
            "edition": edition,
            "name": name_of(edition),
            "authority": name_of(edition.authority),
            "head": edition_document(edition).programme,
            "rounds": [(label_of(round_), round_, days_left(round_, today)) for round_ in rounds[edition.code]],
            "active": counts.get(edition.code, {}).get("active", 0),
            **completeness(edition_document(edition)),
        }
        for edition in latest_editions(today)
    ]


def days_left(round_: Round, today: date) -> int:
    """Return how many days a round stays open after today."""
    return (local_day(round_.closes_at) - today).days


def completeness(document: Edition) -> dict[str, int]:
    """Return how many rules an edition has in force, and how many clauses are not published."""
    return {"rule_count": len(document.eligibility.rules), "missing_count": len(document.programme.missing)}


def programme_page(edition: ProgrammeEdition, *, sector: str | None, at: datetime) -> dict[str, Any]:
    """Return what the page of one programme shows."""
    document, today = edition_document(edition), local_day(at)
    head, outcomes = document.programme, document.outcomes
    chosen = regulation.chosen_sector(document, sector)
    rounds = [round_ for round_ in open_rounds(at) if round_.edition.code == edition.code]
    return {
        "edition": edition,
        "name": name_of(edition),
        "document": document,
        "head": head,
        "in_force": edition.valid_from <= today and (edition.valid_to is None or edition.valid_to >= today),
        "rounds": [(label_of(round_), round_, days_left(round_, today)) for round_ in rounds],
        "rules": regulation.rules_of(document, sector=chosen, on=today),
        "sector": chosen,
        "tabs": _sector_tabs(document, chosen, edition),
        "routes": regulation.routes_of(document),
        "tiers": [_tier(tier.name, tier.quota, tier) for tier in outcomes.tiers],
        "total_quota": quota_words(outcomes.total_quota),
        "validity": regulation.period_words(outcomes.mark.validity) if outcomes.mark else "",
        "grounds": _grounds(outcomes.grounds),
        "sources": regulation.sources_of(document),
        "applicants": kinds(head.applicant_kinds),
        "subjects": kinds(head.subject_kinds),
        "departments": _("、").join(words(department.name) for department in head.co_departments),
        "cycle": _cycle(document),
        "editions": _editions(edition),
        "fairness": published_reports(edition.code),
        "drafts": [
            one for one in drafts_shown_to_the_public() if one.code == edition.code and takes_comments(one, today)
        ],
        **completeness(document),
    }


def _sector_tabs(document: Edition, chosen: str, edition: ProgrammeEdition) -> list[dict[str, Any]]:
    return [
        {
            "title": words(sector.name),
            "url": f"?edition={edition.edition}&sector={sector.key}#rules",
            "current": sector.key == chosen,
        }
        for sector in document.programme.sectors
    ]


def _tier(name: Any, quota: Quota, tier: Any) -> dict[str, Any]:
    return {"name": words(name), "quota": quota_words(quota), "tier": tier}


def quota_words(quota: Quota) -> str:
    """Say how many places there are at most; nothing where the source names no number."""
    said = []
    if quota.maximum is not None:
        said.append(_("最多 %(n)s 个") % {"n": number(quota.maximum)})
    if quota.per_recommender is not None:
        said.append(_("每个推荐单位最多 %(n)s 个") % {"n": number(quota.per_recommender)})
    if quota.may_stay_vacant:
        said.append(_("可以空缺"))
    if quota.reaward_outside_quota:
        said.append(_("再次获评的不占名额"))
    return _("，").join(said)


def _grounds(grounds: tuple[Ground, ...]) -> list[dict[str, Any]]:
    titles = {"revoke": _("会被撤销的情形"), "suspend": _("会被暂停使用的情形"), "lapse": _("会失效的情形")}
    return [
        {"title": title, "effect": effect, "grounds": [ground for ground in grounds if ground.effect == effect]}
        for effect, title in titles.items()
        if any(ground.effect == effect for ground in grounds)
    ]


def _cycle(document: Edition) -> str:
    cycle = document.programme.cycle
    if cycle.rolling:
        return _("常年受理")
    return _("每 %(period)s一届") % {"period": regulation.period_words(cycle.every)} if cycle.every else ""


def _editions(edition: ProgrammeEdition) -> list[dict[str, Any]]:
    """Return all editions of the programme, each with the one before it to compare with."""
    rows = list(editions_of(edition.code))
    earlier = [*rows[1:], None]
    return [
        {"edition": row, "earlier": before, "current": row.pk == edition.pk}
        for row, before in zip(rows, earlier, strict=True)
    ]
