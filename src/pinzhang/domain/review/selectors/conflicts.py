"""Who must not judge what (回避): from registers, officers and declarations, under the policy of each edition."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import chain

from django.db.models import Q

from pinzhang.domain.applications.models import Application
from pinzhang.domain.core.days import local_day
from pinzhang.domain.facts.models import FactEntry
from pinzhang.domain.parties.models import Membership, Organisation, User
from pinzhang.domain.programmes.models import Round
from pinzhang.domain.programmes.selectors import edition_document
from pinzhang.domain.review.choices import RelationSource
from pinzhang.domain.review.models import Reviewer, ReviewerRelation
from pinzhang.engine.assignment.conflicts import (
    Candidate,
    Conflict,
    ConflictFindings,
    Declaration,
    Relation,
    counts,
    derive_conflicts,
)
from pinzhang.engine.assignment.policy import Policy, policy_of

GROUP_FACT = "group_credit_code"


@dataclass(frozen=True)
class Standing:
    """The conflicts that stand on a day between some reviewers and some applications (现有回避情形)."""

    conflicts: tuple[Conflict, ...]

    @cached_property
    def by_pair(self) -> dict[tuple[int, int], tuple[Conflict, ...]]:
        """Return the conflicts of each pair, by the keys of reviewer and application."""
        found: dict[tuple[int, int], list[Conflict]] = defaultdict(list)
        for conflict in self.conflicts:
            found[int(conflict.reviewer), int(conflict.application)].append(conflict)
        return {pair: tuple(each) for pair, each in found.items()}

    def between(self, reviewer: int, application: int) -> tuple[Conflict, ...]:
        """Return what stands between one reviewer and one application, by their keys."""
        return self.by_pair.get((reviewer, application), ())

    def is_barred(self, reviewer: int, application: int) -> bool:
        """Tell whether a reviewer must not judge an application."""
        return any(conflict.strength == "hard" for conflict in self.between(reviewer, application))

    @property
    def undeclared(self) -> tuple[Conflict, ...]:
        """Return what facts say and the reviewer has not declared (可能存在而未声明)."""
        return ConflictFindings(self.conflicts).possible_but_undeclared

    @property
    def without_ground(self) -> tuple[Conflict, ...]:
        """Return what was declared and no fact supports (声明而查无依据); it is respected all the same."""
        return ConflictFindings(self.conflicts).declared_without_ground


@dataclass(frozen=True)
class _Known:
    """What ties some reviewers to organisations."""

    relations: tuple[Relation, ...]
    declared: tuple[ReviewerRelation, ...]
    groups: dict[str, str]
    districts: dict[str, str]


def policy_for(round_: Round) -> Policy:
    """Return the rules on conflicts of interest that hold in a round, and whether its sources say them."""
    return policy_of(edition_document(round_.edition).criteria.conflicts)


def standing_conflicts(round_: Round, *, on: date) -> Standing:
    """Return every conflict in a round on a day, of the pool of its authority and of whoever has a task in it."""
    above = [round_.authority.path[: i + 1] for i, letter in enumerate(round_.authority.path) if letter == "/"]
    concerned = Q(active=True, authority__path__in=above) | Q(tasks__application__round=round_)
    return conflicts_between(
        Reviewer.objects.filter(concerned).distinct(), Application.objects.filter(round=round_, ended=False), on=on
    )


def conflicts_between(reviewers: Iterable[Reviewer], applications: Iterable[Application], *, on: date) -> Standing:
    """Return the conflicts of some reviewers with some applications on a day, each under its own edition."""
    judges = list(reviewers)
    judged: dict[str, list[Application]] = defaultdict(list)
    for application in _with_parties(applications):
        judged[application.round.edition.digest].append(application)
    known = _known_of(judges) if judges and judged else None
    if known is None:
        return Standing(())
    found = chain.from_iterable(_under_one_edition(known, each, on) for each in judged.values())
    return Standing(tuple(found))


def barred_applications(user: User, *, on: date) -> list[int]:
    """Return the keys of the applications among a reviewer's tasks that they must not judge on a day."""
    reviewer = Reviewer.objects.filter(user=user).first()
    if reviewer is None:
        return []
    given = Application.objects.filter(review_tasks__reviewer=reviewer).distinct()
    standing = conflicts_between([reviewer], given, on=on)
    return sorted({int(each.application) for each in standing.conflicts if each.strength == "hard"})


def _with_parties(applications: Iterable[Application]) -> Iterable[Application]:
    keys = [application.pk for application in applications]
    return (
        Application.objects.filter(pk__in=keys)
        .select_related("applicant__region", "subject__organisation", "round__edition")
        .defer("round__edition__content", "answers", "findings")
        .order_by("pk")
    )


def _under_one_edition(known: _Known, applications: Sequence[Application], on: date) -> tuple[Conflict, ...]:
    policy = policy_for(applications[0].round)
    candidates = [_candidate(application) for application in applications]
    return derive_conflicts(
        candidates=candidates,
        relations=known.relations,
        declarations=[each for one in known.declared for each in _declarations(one, candidates, policy, on)],
        policy=policy.rules,
        on=on,
        groups=known.groups,
        districts=known.districts,
    ).conflicts


def _candidate(application: Application) -> Candidate:
    applicant, owner = application.applicant, application.subject.organisation
    codes = dict.fromkeys([_code(applicant), _code(owner)])
    return Candidate(str(application.pk), tuple(codes), applicant.region.code if applicant.region else None)


def _code(organisation: Organisation) -> str:
    """Return what an organisation is known by; people, teams and some bodies have no code."""
    return organisation.credit_code or f"organisation:{organisation.pk}"


def _declarations(
    relation: ReviewerRelation, candidates: Sequence[Candidate], policy: Policy, on: date
) -> list[Declaration]:
    """Return what a declared relation says of each application; beyond its look-back it says nothing any more."""
    rule, tie = policy.rule(relation.kind), _relation(relation)
    lapsed = rule is not None and not counts(tie, rule, on)
    if lapsed and relation.application_id is None:
        return []
    day = local_day(relation.recorded_at)
    return [
        Declaration(tie.reviewer, candidate.application, tie.kind, day)
        for candidate in candidates
        if tie.organisation in candidate.organisations or candidate.application == str(relation.application_id)
    ]


def _relation(relation: ReviewerRelation) -> Relation:
    code = relation.credit_code
    if not code and relation.application is not None:
        code = _code(relation.application.applicant)
    return Relation(str(relation.reviewer_id), relation.kind, code, relation.from_on, relation.to_on)  # type: ignore[arg-type]


def _known_of(reviewers: Sequence[Reviewer]) -> _Known:
    keys = [reviewer.pk for reviewer in reviewers]
    entered = list(
        ReviewerRelation.objects.filter(reviewer__in=keys, withdrawn_at__isnull=True)
        .select_related("application__applicant")
        .defer("application__answers", "application__findings")
        .order_by("pk")
    )
    relations = [_relation(each) for each in entered if each.source != RelationSource.DECLARED]
    relations += [
        Relation(str(each.pk), "employment", each.employer_credit_code)
        for each in reviewers
        if each.employer_credit_code
    ]
    relations += _memberships(reviewers)
    return _Known(
        relations=tuple(relations),
        declared=tuple(each for each in entered if each.source == RelationSource.DECLARED),
        groups=_groups(),
        districts={str(each.pk): each.district_code for each in reviewers if each.district_code},
    )


def _memberships(reviewers: Sequence[Reviewer]) -> list[Relation]:
    """Return for whom the reviewers act or have acted here, which counts as employment."""
    of_user = {reviewer.user_id: str(reviewer.pk) for reviewer in reviewers}
    return [
        Relation(
            of_user[each.user_id],
            "employment",
            _code(each.organisation),
            local_day(each.since_at),
            local_day(each.until_at) if each.until_at else None,
        )
        for each in Membership.objects.filter(user__in=of_user).select_related("organisation").order_by("pk")
    ]


def _groups() -> dict[str, str]:
    """Return the parent of each organisation that is known to belong to a group; the parent is of it too."""
    entries = FactEntry.objects.filter(name=GROUP_FACT, ended_at__isnull=True, subject__isnull=True)
    known = dict(entries.exclude(organisation__credit_code=None).values_list("organisation__credit_code", "value"))
    return {parent: parent for parent in known.values()} | known
