"""The holder appeals; somebody else decides; the edition says what happens meanwhile."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from pinzhang.domain.core.refusals import ChangedMeanwhile
from pinzhang.domain.core.services import jobs
from pinzhang.domain.marks.models import Mark, MarkChange
from pinzhang.domain.messages.models import Letter
from pinzhang.domain.parties.services import prefer_language
from pinzhang.domain.supervision.models import Appeal
from pinzhang.domain.supervision.refusals import CannotAppeal
from pinzhang.domain.supervision.services import appeals
from pinzhang.engine.packs.schema.base import Words
from pinzhang.engine.packs.schema.outcomes import AppealRule
from pinzhang.engine.packs.schema.stages import Term
from tests.domain.supervision.casting import AFTER, DAY, refused, set_the_stage
from tests.factories import make_officer, make_round
from tests.factories.marks import make_held_mark, premium_edition

pytestmark = [pytest.mark.django_db, pytest.mark.data]
LATER = AFTER + DAY


@pytest.fixture
def cast():
    return set_the_stage()


def _rule(effect: str) -> AppealRule:
    term = {"unit": "days", "basis": "legal", "clause": "第二十条", "source": "opinions"}
    return AppealRule(
        within=Term(count="30", **term), decide=Term(count="60", **term), effect=effect,
        text=Words(zh="三十日内申诉"), clause="第二十条", source="opinions",
    )  # fmt: skip


def _staged(effect: str):
    return set_the_stage(make_held_mark(make_round(premium_edition(appeal=_rule(effect)))))


def _appealed(cast):
    change = cast.decided().change
    return appeals.raise_appeal(change=change, text="复检合格", by=cast.lin, at=LATER)


def test_the_letters_are_translated_for_whoever_reads_english(cast):
    prefer_language(user=cast.lin, language="en")
    appeal = _appealed(cast)
    zhao = make_officer(cast.mark.authority, "赵岩")
    appeals.decide_appeal(appeal=appeal, upheld=True, finding="抽样程序有误", by=zhao, at=LATER)
    while jobs.run_due(at=LATER):
        pass

    english = {letter.kind: letter.content.get("english", {}) for letter in Letter.objects.all()}
    said = {kind: "\n".join([text["heading"], *text["paragraphs"]]) for kind, text in english.items() if text}
    assert "Notice of intended revocation" in said["hearing"]
    assert "In the words of the office: " in said["decision"]
    assert "The appeal is upheld." in said["appeal"]
    assert "抽样程序有误" in said["appeal"]


def test_an_upheld_appeal_undoes_the_revocation(cast):
    appeal = _appealed(cast)
    zhao = make_officer(cast.mark.authority, "赵岩")
    assert (appeal.stays, appeal.case.due_on, Mark.objects.get().state) == (False, None, "revoked")

    appeals.decide_appeal(appeal=appeal, upheld=True, finding="抽样程序有误", by=zhao, at=LATER)
    while jobs.run_due(at=LATER):
        pass

    assert (Mark.objects.get().state, MarkChange.objects.last().annuls) == ("active", appeal.change)
    assert Letter.objects.get(kind="appeal").number == appeal.case.number


def test_a_dismissed_appeal_lets_the_measure_stand(cast):
    appeal = _appealed(cast)
    zhao = make_officer(cast.mark.authority, "赵岩")

    decided = appeals.decide_appeal(appeal=appeal, upheld=False, finding="无误", by=zhao, at=LATER)

    assert (Mark.objects.get().state, decided.case.outcome) == ("revoked", "refused")
    refused(CannotAppeal, appeals.decide_appeal, appeal=appeal, upheld=True, finding="x", by=zhao, at=LATER)


def test_whoever_decided_first_does_not_decide_the_appeal(cast):
    appeal = _appealed(cast)
    given = {"appeal": appeal, "upheld": False, "at": LATER}
    refused(CannotAppeal, appeals.decide_appeal, finding="无误", by=cast.wang, **given)
    zhao = make_officer(cast.mark.authority, "赵岩")
    refused(CannotAppeal, appeals.decide_appeal, finding=" ", by=zhao, **given)
    refused(ChangedMeanwhile, appeals.decide_appeal, finding="无误", by=zhao, expected_version=9, **given)
    with pytest.raises(IntegrityError), transaction.atomic():
        Appeal.objects.update(decided_by=cast.wang, decided_at=LATER, outcome="dismissed", finding="x")


def test_an_appeal_is_the_signers_once_and_against_a_measure(cast):
    change = cast.decided().change
    given = {"change": change, "text": "复检合格", "at": LATER}
    refused(CannotAppeal, appeals.raise_appeal, by=cast.wang, **given)
    refused(CannotAppeal, appeals.raise_appeal, by=cast.lin, **{**given, "text": " "})
    conferral = MarkChange.objects.first()
    refused(CannotAppeal, appeals.raise_appeal, by=cast.lin, **{**given, "change": conferral})

    appeals.raise_appeal(by=cast.lin, **given)

    refused(CannotAppeal, appeals.raise_appeal, by=cast.lin, **given)


def test_the_office_names_the_day_where_the_edition_is_silent(cast):
    appeal = _appealed(cast)
    given = {"appeal": appeal, "by": cast.wang, "at": LATER}
    refused(CannotAppeal, appeals.set_appeal_term, until_on=LATER.date(), **given)

    appeals.set_appeal_term(until_on=date(2026, 4, 30), **given)

    assert Appeal.objects.get().case.due_on == date(2026, 4, 30)


def test_the_terms_of_the_edition_count():
    cast = _staged("none")
    change = cast.decided().change
    late = {"change": change, "text": "复检合格", "by": cast.lin}
    refused(CannotAppeal, appeals.raise_appeal, at=AFTER + 40 * DAY, **late)

    appeal = appeals.raise_appeal(at=LATER, **late)

    assert appeal.case.due_on == date(2026, 5, 13)
    given = {"until_on": date(2026, 6, 1), "by": cast.wang, "at": LATER}
    refused(CannotAppeal, appeals.set_appeal_term, appeal=appeal, **given)


@pytest.mark.parametrize(("upheld", "state"), [(True, "active"), (False, "revoked")])
def test_where_the_edition_says_so_the_measure_rests_meanwhile(upheld, state):
    cast = _staged("stay")
    appeal = _appealed(cast)
    assert (appeal.stays, Mark.objects.get().state) == (True, "active")
    zhao = make_officer(cast.mark.authority, "赵岩")

    appeals.decide_appeal(appeal=appeal, upheld=upheld, finding="复核", by=zhao, at=LATER)

    assert Mark.objects.get().state == state
