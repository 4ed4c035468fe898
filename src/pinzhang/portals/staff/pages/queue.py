"""The queue: what waits for an official, narrowed by filters, sorted by what runs out soonest."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any

from django.db.models import Count, Exists, F, IntegerField, Max, OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest, QueryDict

from pinzhang.domain.applications.choices import ObjectionState
from pinzhang.domain.applications.models import Application, Objection, Opinion
from pinzhang.domain.applications.selectors import Tally, tally_of
from pinzhang.domain.cases.clocks import Reading, is_paused, reading_of
from pinzhang.domain.cases.models import CorrectionRequest
from pinzhang.domain.core.days import local_day
from pinzhang.domain.programmes.selectors import edition_document
from pinzhang.domain.reference.selectors import regions_of_authorities
from pinzhang.domain.review.desk import NOBODY, Desk
from pinzhang.domain.review.turns import LIVING
from pinzhang.engine.packs.schema.stages import Stage, StageKind
from pinzhang.engine.stages import kind_name
from pinzhang.portals.staff.forms_cases import QueueFilter
from pinzhang.portals.staff.pages.names import sector_name, stage_of
from pinzhang.portals.ui.pagination import Page, keyset_page, numbered_page

VIEWS = (
    ("mine", "等我办", ""),
    ("late", "超期", "bad"),
    ("today", "今天到期", ""),
    ("correction", "等企业补正", ""),
    ("opinions", "等部门意见", ""),
    ("unassigned", "未分派", ""),
    ("all", "全部", ""),
)


@dataclass(frozen=True)
class Row:
    """One case of the queue."""

    application: Application
    stage: Stage
    sector: str
    clock: Reading | None
    why: str
    """Below the clock: the day, or who is being waited for."""
    tally: Tally
    flags: tuple[str, ...]
    list_pk: int | None
    """The open list that the case is on."""

    @property
    def chosen_value(self) -> str:
        return f"{self.application.pk}:{self.application.case.version}"


def filter_form(desk: Desk, query: QueryDict) -> QueueFilter:
    """Return the filters with the choices of the official's regions, rounds and colleagues."""
    regions = regions_of_authorities(post.authority.path for post in desk.posts)
    choices = {
        "district": [(region.code, region.name) for region in regions],
        "sector": _sectors(desk),
        "kind": _kinds(desk),
        "round": [(str(each.pk), f"{each.edition.name}　{each.label}") for each in desk.rounds],
        "assignee": [
            ("me", "我"),
            ("mine", "我和未分派"),
            (NOBODY, "未分派"),
            *((str(each.pk), str(each)) for each in desk.officers_below if each.pk != desk.user.pk),
        ],
    }
    return QueueFilter(query, choices=choices)


def _sectors(desk: Desk) -> list[tuple[str, str]]:
    documents = [edition_document(edition) for edition in desk.editions]
    return list({sector.key: sector.name.zh for each in documents for sector in each.programme.sectors}.items())


def _kinds(desk: Desk) -> list[tuple[str, str]]:
    documents = [edition_document(edition) for edition in desk.editions]
    kinds: dict[StageKind, str] = {stage.kind: kind_name(stage.kind).zh for each in documents for stage in each.stages}
    return [(str(kind), name) for kind, name in kinds.items()]


COUNTED = 1_000
"""Beyond so many, all cases are neither counted nor sorted by what runs out: they come by the day they came in."""


class _Counted(Subquery):
    """How many rows a query has, beside whatever else is counted in the same statement."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()


def counts(
    found: QuerySet[Application], views: Mapping[str, Q], due: Mapping[date, Q]
) -> tuple[dict[str, int], dict[date, int]]:
    """Return how many cases every view has and how many run out on each day, in one statement.

    Of all cases only whether there are more than :data:`COUNTED`.
    """
    few = found.order_by().values("pk")[: COUNTED + 1]
    conditions = {**views, **{day.isoformat(): condition for day, condition in due.items()}}
    wanted = {name: Count("pk", filter=condition) for name, condition in conditions.items() if condition}
    counted = found.order_by().filter(LIVING).aggregate(**wanted, all=Max(_Counted(few)))
    if counted["all"] is None:  # nothing lives, so nothing was counted beside it
        counted["all"] = few.count()
    return {name: counted[name] for name in views}, {day: counted[day.isoformat()] for day in due}


def page_of(found: QuerySet[Application], view: str, count: int, request: HttpRequest) -> Page[Application]:
    """Return a page of a view: sorted by what runs out, and where there are too many, the newest first."""
    if view == "all" and count > COUNTED:
        return keyset_page(shown_with(found), request, order=("-case__opened_at", "-pk"))
    return numbered_page(in_order(found), request, total=count)


def shown_with(found: QuerySet[Application]) -> QuerySet[Application]:
    """Return cases with what a row shows of them, whether an objection is open and what was asked when."""
    objected = Objection.objects.filter(application=OuterRef("pk"), state=ObjectionState.RECEIVED)
    asked = CorrectionRequest.objects.filter(
        case=OuterRef("case"), answered_at__isnull=True, withdrawn_at__isnull=True
    ).order_by("-pk")
    return (
        found.defer(None)
        .defer("round__edition__content", "answers", "unread", "feedback")
        .annotate(disputed=Exists(objected), asked_at=Subquery(asked.values("asked_at")[:1]))
    )


def in_order(found: QuerySet[Application]) -> QuerySet[Application]:
    """Return cases with what a row shows: living ones first, then what runs out soonest, those on pause after it."""
    return shown_with(found).order_by(
        F("case__ended_at").desc(nulls_first=True),
        "case__waiting",
        F("case__due_on").asc(nulls_last=True),
        "case__opened_at",
        "pk",
    )


def rows_of(found: Sequence[Any], desk: Desk) -> list[Row]:
    """Return the rows of a page; what stands beside the cases is read for all of them at once."""
    silent = _silent([each.pk for each in found if stage_of(each).kind == "consultation"])
    opened = {(each.batch_id, each.stage): each.pk for each in desk.opened}
    today = desk.today
    return [
        _row(
            each,
            today=today,
            waited=(today - local_day(each.asked_at)).days if each.asked_at else None,
            silent=silent[each.pk],
            disputed=each.disputed,
            list_pk=opened.get((each.case.batch_id, each.case.stage)),
        )
        for each in found
    ]


def _silent(pks: list[int]) -> dict[int, list[str]]:
    """Return the departments that have not answered, by case."""
    silent: dict[int, list[str]] = defaultdict(list)
    if pks:
        unanswered = Opinion.objects.filter(application__in=pks, kind="", batch_stage__closed_at__isnull=True)
        for pk, name in unanswered.order_by("pk").values_list("application", "department_name"):
            silent[pk].append(name)
    return silent


EXPORTED_AT_ONCE = 500


def exported(found: QuerySet[Application], desk: Desk) -> Iterator[tuple[object, ...]]:
    """Return the cells of every case, some hundreds at a time, so that a long list needs no more memory."""
    cases = in_order(found).iterator(chunk_size=EXPORTED_AT_ONCE)
    while some := list(islice(cases, EXPORTED_AT_ONCE)):
        yield from (cells_of(row) for row in rows_of(some, desk))


def _row(
    application: Application,
    *,
    today: date,
    waited: int | None,
    silent: list[str],
    disputed: bool,
    list_pk: int | None,
) -> Row:
    stage = stage_of(application)
    tally = tally_of(application)
    return Row(
        application=application,
        stage=stage,
        sector=sector_name(application),
        clock=reading_of(application.case, stage, today=today),
        why=_why(application, stage, waited, silent),
        tally=tally,
        flags=tuple(_flags(tally, silent, disputed=disputed, checked=_is_checked(application))),
        list_pk=None if application.case.outcome else list_pk,
    )


def _why(application: Application, stage: Stage, waited: int | None, silent: list[str]) -> str:
    case = application.case
    if case.outcome:
        return ""
    if waited is not None:
        since = f"已等 {waited} 天" if waited else "今天发出"
        return f"等企业补正，{since}" if is_paused(case, stage) else f"等企业补正，{since}，计时不停"
    if silent:
        return f"还有 {len(silent)} 个部门没有回复"
    return f"{case.due_on:%m-%d}" if case.due_on else ""


def _is_checked(application: Application) -> bool:
    """Tell whether the eligibility check is behind an application, so that what it left open is settled."""
    stages = edition_document(application.round.edition).stages
    return any(stage.kind == "eligibility_check" and stage.key in application.case.passed for stage in stages)


def _flags(tally: Tally, silent: list[str], *, disputed: bool, checked: bool) -> list[str]:
    flags = []
    if disputed:
        flags.append("收到异议，待核实")
    if tally.not_met:
        flags.append(f"规则 {tally.not_met} 条不符合")
    if tally.undecided and not checked:
        flags.append(f"规则 {tally.undecided} 条待人工认定")
    if tally.unknown and not checked:
        flags.append(f"规则 {tally.unknown} 条还不知道")
    if silent:
        flags.append(f"{'、'.join(silent[:3])}{'等' if len(silent) > 3 else ''}未回")  # noqa: PLR2004 - a line's worth
    return flags


COLUMNS = (
    *("申报号", "申报组织", "统一社会信用代码", "申报对象", "项目", "批次", "区市", "领域"),
    *("环节", "状态", "应办结日期", "时限", "经办人", "提示"),
)


def cells_of(row: Row) -> tuple[object, ...]:
    """Return a row of the queue as cells of a workbook."""
    application, case = row.application, row.application.case
    state = case.get_outcome_display() or ("补正中" if case.waiting else "暂缓办理" if case.held else "在办")
    return (
        case.number,
        application.applicant.name,
        application.applicant.credit_code or "",
        application.subject.name,
        application.round.edition.name,
        application.round.label,
        application.applicant.region.name if application.applicant.region else "",
        row.sector,
        row.stage.name.zh,
        state,
        case.due_on,
        row.clock.sentence.zh if row.clock else "",
        str(case.assignee or ""),
        "；".join(row.flags),
    )
