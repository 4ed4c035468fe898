"""Marks are conferred once, changed on grounds, and what others need to know of them is a fact."""

from datetime import timedelta

import pytest

from pinzhang.domain.applications.models import Application
from pinzhang.domain.applications.refusals import CannotDecide
from pinzhang.domain.applications.services import lists
from pinzhang.domain.cases.models import Case
from pinzhang.domain.cases.refusals import CannotMove
from pinzhang.domain.core.days import local_day
from pinzhang.domain.core.models import Event, Job
from pinzhang.domain.core.refusals import ChangedMeanwhile
from pinzhang.domain.core.services import jobs
from pinzhang.domain.facts.models import FactEntry
from pinzhang.domain.marks import services
from pinzhang.domain.marks.models import Mark, MarkChange
from pinzhang.domain.marks.refusals import CannotChangeMark, CannotConfer
from pinzhang.domain.messages.models import Letter
from tests.factories import AT, make_edition, make_round
from tests.factories.flow import DAY, in_notice
from tests.factories.programmes import PREMIUM_PACK, load

pytestmark = pytest.mark.django_db
NOW = AT + 9 * DAY


def _round(validity: str | None = None, *, mark: bool = True):
    document = load(PREMIUM_PACK)
    rule = document.outcomes.mark.model_copy(update={"validity": validity}) if mark else None
    outcomes = document.outcomes.model_copy(update={"mark": rule})
    return make_round(make_edition(document=document.model_copy(update={"outcomes": outcomes})))


def _before_conferral(round_, count=1):
    notice, officer = in_notice(round_, count=count)
    lists.close_list(opened=notice, round_=round_, by=officer, at=NOW)
    decision = lists.open_list(round_=round_, stage="decision", by=officer, at=NOW)
    lists.close_list(opened=decision, round_=round_, by=officer, at=NOW, document_number="青质〔2026〕1号")
    return lists.open_list(round_=round_, stage="conferral", by=officer, at=NOW), officer


def _conferred(validity: str | None = None):
    round_ = _round(validity)
    opened, officer = _before_conferral(round_)
    return services.confer(opened=opened, round_=round_, by=officer, at=NOW)[0], officer


def _honours(mark) -> list[dict]:
    return list(FactEntry.objects.filter(name="honours", ended_at=None).values_list("value", flat=True))


def _refused(refused, act, **given):
    tables = (Mark, MarkChange, Case, FactEntry)
    before = [list(table.objects.order_by("pk").values()) for table in tables]
    events = Event.objects.count()
    with pytest.raises(refused) as refusal:
        act(**given)
    assert [list(table.objects.order_by("pk").values()) for table in tables] == before
    assert Event.objects.count() == events
    return refusal.value


def test_a_list_is_conferred_once_and_by_conferring_only():
    round_ = _round()
    opened, officer = _before_conferral(round_, count=2)
    given = {"opened": opened, "round_": round_, "by": officer, "at": NOW}
    _refused(CannotDecide, lists.close_list, **given)

    marks = services.confer(**given)

    assert [mark.number for mark in marks] == ["YP-2026-0001", "YP-2026-0002"]
    assert {mark.document_number for mark in marks} == {"青质〔2026〕1号"}
    assert set(Case.objects.values_list("outcome", flat=True)) == {"granted"}
    _refused(CannotMove, services.confer, **given)


def test_a_case_that_has_ended_or_is_held_gets_no_mark():
    round_ = _round()
    opened, officer = _before_conferral(round_, count=3)
    first, second, third = opened.frozen
    Case.objects.filter(number=first).update(outcome="void", ended_at=NOW)
    Case.objects.filter(number=second).update(held=True)

    marks = services.confer(opened=opened, round_=round_, by=officer, at=NOW)

    assert [mark.application.case.number for mark in marks] == [third]
    assert Case.objects.get(number=first).outcome == "void"


def test_nobody_without_a_tier_is_conferred():
    round_ = _round()
    opened, officer = _before_conferral(round_)
    Application.objects.update(tier="")

    refusal = _refused(CannotConfer, services.confer, opened=opened, round_=round_, by=officer, at=NOW)

    assert refusal.reasons == tuple(opened.frozen)


def test_an_edition_without_a_mark_confers_none_and_its_list_is_closed_plainly():
    round_ = _round(mark=False)
    opened, officer = _before_conferral(round_)
    given = {"opened": opened, "round_": round_, "by": officer, "at": NOW}
    _refused(CannotConfer, services.confer, **given)

    lists.close_list(**given)

    assert Case.objects.get().outcome == "granted"
    assert not Mark.objects.exists()


def test_what_becomes_of_a_mark_is_written_as_a_fact_of_its_holder():
    mark, officer = _conferred("3y")
    said = [_honours(mark)]
    given = {"mark": mark, "by": officer, "at": NOW}
    services.suspend_mark(**given, ground="dishonesty-listed-suspension", text="列入名单")
    said.append(_honours(mark))
    services.restore_mark(**given, text="已移出名单")
    services.revoke_mark(**given, ground="dishonesty-listed", text="再次列入名单")
    said.append(_honours(mark))

    assert [[one["status"] for one in honours] for honours in said] == [["active"], ["suspended"], ["revoked"]]
    assert said[0][0] == {
        "programme": mark.edition.code,
        "tier": "premium",
        "authority": "370200-qingdao",
        "number": mark.number,
        "status": "active",
        "until": mark.valid_until.isoformat(),
    }
    changes = list(MarkChange.objects.order_by("pk").values_list("from_state", "to_state", "clause"))
    assert changes == [
        ("", "active", ""),
        ("active", "suspended", "四（三）"),
        ("suspended", "active", ""),
        ("active", "revoked", "四（三）"),
    ]


@pytest.mark.parametrize(
    ("act", "given"),
    [
        (services.suspend_mark, {"ground": "no-such-ground", "text": "x"}),
        (services.suspend_mark, {"ground": "dishonesty-listed", "text": " "}),
        (services.revoke_mark, {"ground": "dishonesty-listed-suspension", "text": "x"}),
        (services.revoke_mark, {"ground": "", "text": "x"}),
        (services.restore_mark, {"text": "x"}),
    ],
)
def test_a_mark_is_changed_only_on_a_ground_of_its_edition_and_from_a_state_that_allows_it(act, given):
    mark, officer = _conferred()

    _refused(CannotChangeMark, act, mark=mark, by=officer, at=NOW, **given)


def test_a_revoked_mark_stays_revoked():
    mark, officer = _conferred()
    given = {"mark": mark, "by": officer, "at": NOW, "text": "属实"}
    services.revoke_mark(**given, ground="dishonesty-listed")

    _refused(CannotChangeMark, services.restore_mark, **given)
    _refused(CannotChangeMark, services.suspend_mark, **given, ground="dishonesty-listed-suspension")
    _refused(CannotChangeMark, services.revoke_mark, **given, ground="dishonesty-listed")


def test_an_officer_with_an_old_page_revokes_nothing():
    mark, officer = _conferred()
    given = {"mark": mark, "by": officer, "at": NOW, "text": "属实", "expected_version": 1}
    services.suspend_mark(**given, ground="dishonesty-listed-suspension")

    _refused(ChangedMeanwhile, services.revoke_mark, **given, ground="dishonesty-listed")


@pytest.mark.parametrize(
    ("validity", "last"),
    [("3y", (2029, 3, 10)), ("6m", (2026, 9, 10)), ("10d", (2026, 3, 20))],
)
def test_a_mark_is_valid_to_the_day_before_its_anniversary_and_expires_after_it(validity, last):
    mark, _ = _conferred(validity)
    until = mark.valid_until
    days = until - local_day(NOW)

    services.expire_marks({}, NOW + days)
    on_the_day = Mark.objects.get().state
    services.expire_marks({}, NOW + days + timedelta(days=1))
    services.expire_marks({}, NOW + days + timedelta(days=2))

    assert (until.year, until.month, until.day) == last
    assert (on_the_day, Mark.objects.get().state) == ("active", "expired")
    assert [one["status"] for one in _honours(mark)] == ["expired"]
    assert Event.objects.filter(name="marks.mark.expired").count() == 1


def test_each_decision_has_its_own_letter_even_when_the_next_one_came_before_it_was_written():
    mark, officer = _conferred()
    given = {"mark": mark, "by": officer, "at": NOW}
    services.suspend_mark(**given, ground="dishonesty-listed-suspension", text="列入名单")
    services.restore_mark(**given, text="已移出名单")
    services.revoke_mark(**given, ground="dishonesty-listed", text="再次列入")

    while jobs.run_due(at=NOW):
        pass

    titles = list(Letter.objects.filter(kind="decision").order_by("pk").values_list("title", flat=True))
    assert titles == ["关于暂停使用青岛优品的通知", "关于撤销青岛优品的通知"]
    assert not Job.objects.exclude(state=Job.DONE).exists()
    assert Letter.objects.filter(kind="certificate").count() <= 1
