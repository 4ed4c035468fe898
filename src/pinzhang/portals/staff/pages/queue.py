"""The queue: what waits for an official, narrowed by filters, sorted by what runs out soonest."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Q, QuerySet
from django.http import QueryDict

from pinzhang.domain.applications.choices import ObjectionState
from pinzhang.domain.applications.models import Application, Objection, Opinion
from pinzhang.domain.applications.selectors import Tally, tally_of
from pinzhang.domain.cases.clocks import Reading, is_paused, reading_of
from pinzhang.domain.cases.models import BatchStage, CorrectionRequest
from pinzhang.domain.core.days import local_day
from pinzhang.domain.programmes.selectors import edition_document
from pinzhang.domain.review.desk import NOBODY, Desk
from pinzhang.engine.packs.schema.stages import Stage, StageKind
from pinzhang.engine.stages import kind_name
from pinzhang.portals.staff.forms_cases import QueueFilter
from pinzhang.portals.staff.pages.names import sector_name, stage_of

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
    """Return the filters with the choices that lead somewhere."""
    readable = desk.readable.order_by()
    districts = readable.filter(applicant__region__isnull=False).values_list(
        "applicant__region__code", "applicant__region__name"
    )
    rounds = readable.values_list("round", "round__edition__name", "round__label")
    assignees = readable.filter(case__assignee__isnull=False).values_list(
        "case__assignee", "case__assignee__full_name", "case__assignee__username"
    )
    choices = {
        "district": sorted(set(districts)),
        "sector": _sectors(desk),
        "kind": _kinds(desk),
        "round": [(str(pk), f"{name}　{label}") for pk, name, label in sorted(set(rounds), reverse=True)],
        "assignee": [
            ("me", "我"),
            ("mine", "我和未分派"),
            (NOBODY, "未分派"),
            *((str(pk), name or username) for pk, name, username in sorted(set(assignees)) if pk != desk.user.pk),
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


def counts(found: QuerySet[Application], views: dict[str, Q]) -> dict[str, int]:
    """Return how many cases every view has, in one query."""
    counted = found.order_by().aggregate(**{name: Count("pk", filter=view) for name, view in views.items() if view})
    return {**counted, "all": found.count()}


def in_order(found: QuerySet[Application]) -> QuerySet[Application]:
    """Return cases with what a row shows: living ones first, then what runs out soonest, those on pause after it."""
    return (
        found.defer(None)
        .defer("round__edition__content", "answers", "unread", "feedback")
        .order_by(
            F("case__ended_at").desc(nulls_first=True),
            "case__waiting",
            F("case__due_on").asc(nulls_last=True),
            "case__opened_at",
            "pk",
        )
    )


def rows_of(found: Sequence[Application], *, today: date) -> list[Row]:
    """Return the rows of a page; what stands beside the cases is read for all of them at once."""
    pks = [each.pk for each in found]
    asked = dict(
        CorrectionRequest.objects.filter(
            case__application__in=pks, answered_at__isnull=True, withdrawn_at__isnull=True
        ).values_list("case__application", "asked_at")
    )
    objected = Objection.objects.filter(application__in=pks, state=ObjectionState.RECEIVED)
    silent: dict[int, list[str]] = defaultdict(list)
    unanswered = Opinion.objects.filter(application__in=pks, kind="", batch_stage__closed_at__isnull=True)
    for pk, name in unanswered.order_by("pk").values_list("application", "department_name"):
        silent[pk].append(name)
    opened = _open_lists({each.case.batch_id for each in found})
    disputed = set(objected.values_list("application", flat=True))
    return [
        _row(
            each,
            today=today,
            waited=(today - local_day(asked[each.pk])).days if each.pk in asked else None,
            silent=silent[each.pk],
            disputed=each.pk in disputed,
            list_pk=opened.get((each.case.batch_id, each.case.stage)),
        )
        for each in found
    ]


def _open_lists(batches: set[int | None]) -> dict[tuple[int | None, str], int]:
    opened = BatchStage.objects.filter(batch__in=batches, closed_at__isnull=True)
    return {(batch, stage): pk for batch, stage, pk in opened.values_list("batch", "stage", "pk")}


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
