"""Several applications at once: each stands or falls on its own."""

import pytest

from pinzhang.domain.applications.models import Application
from pinzhang.domain.applications.services.together import assign_together, pass_together, preview_passing
from pinzhang.domain.cases.models import Case
from tests.factories import AT, make_district, make_edition, make_officer, make_round, make_user
from tests.factories.flow import bring_to, decide_judgements, draft, submitted
from tests.factories.programmes import PREMIUM_PACK

pytestmark = pytest.mark.django_db


def _seen(application):
    fresh = Application.objects.select_related("case__authority", "round__edition").get(pk=application.pk)
    return fresh, fresh.case.version


def _in_check(round_, officer):
    application = submitted(round_)
    bring_to(application, "eligibility-check", officer=officer)
    return application


def _make_all_met(application):
    fresh = Application.objects.get(pk=application.pk)
    rules = [{**rule, "verdict": "met"} for rule in fresh.findings["rules"]]
    Application.objects.filter(pk=fresh.pk).update(findings={**fresh.findings, "rules": rules})


def test_only_what_leaves_nothing_to_weigh_passes_together():
    round_ = make_round()
    officer = make_officer(round_.authority)
    clear, undecided, unchecked, still_draft, old = (
        _in_check(round_, officer),
        _in_check(round_, officer),
        _in_check(round_, officer),
        draft(round_),
        _in_check(round_, officer),
    )
    for application in (clear, unchecked, old):
        decide_judgements(application, officer)
        _make_all_met(application)
    Application.objects.filter(pk=unchecked.pk).update(findings=None)
    chosen = [_seen(one) for one in (clear, undecided, unchecked, still_draft)] + [(_seen(old)[0], 1)]

    handled = pass_together(chosen, by=officer, at=AT)

    obstacles = [one.obstacle for one in handled]
    assert obstacles[0] == ""
    assert obstacles[2:] == ["还没有核对规则，须单件办理", "不在资格审查环节", "刚刚已由他人处理"]
    assert obstacles[1] != ""
    assert Case.objects.get(pk=clear.case_id).stage == "document-review"
    standing = Case.objects.exclude(pk=clear.case_id).values_list("stage", flat=True)
    assert set(standing) == {"eligibility-check", "submission"}


@pytest.mark.parametrize(
    ("change", "obstacle"),
    [
        ({"waiting": True}, "正在等待补正"),
        ({"held": True}, "已暂缓办理"),
        ({"outcome": "refused", "ended_at": AT}, "已经办结"),
    ],
)
def test_a_case_that_rests_or_has_ended_does_not_follow(change, obstacle):
    application = submitted(make_round())
    Case.objects.filter(pk=application.case_id).update(**change)

    handled = preview_passing([_seen(application)], by=make_officer(application.case.authority))

    assert [one.obstacle for one in handled] == [obstacle]


def test_an_officer_of_another_authority_passes_and_assigns_nothing():
    application = submitted(make_round(make_edition(PREMIUM_PACK)))
    stranger = make_officer(make_district())

    passed = pass_together([_seen(application)], by=stranger, at=AT)
    assigned = assign_together([_seen(application)], to=stranger, by=stranger, at=AT)

    assert [one.obstacle for one in (*passed, *assigned)] == ["不由您的单位办理"] * 2
    assert Case.objects.get().assignee is None


def test_cases_are_given_to_officers_only():
    application = submitted(make_round())
    officer, colleague = make_officer(application.case.authority), make_officer(application.case.authority, "李航")

    to_nobody = assign_together([_seen(application)], to=make_user("外人"), by=officer, at=AT)
    before = Case.objects.get().assignee
    assign_together([_seen(application)], to=colleague, by=officer, at=AT)

    assert [one.obstacle for one in to_nobody] == ["外人 不是本单位经办"]
    assert (before, Case.objects.get().assignee) == (None, colleague)
