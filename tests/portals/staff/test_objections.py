"""Objections as the office decides them, on the page of the application they hold."""

import pytest

from pinzhang.domain.applications.models import Objection
from pinzhang.domain.applications.services import lists
from pinzhang.domain.review.services import tasks
from tests.factories import make_edition, make_officer, make_round, make_user
from tests.factories.programmes import PREMIUM_PACK
from tests.portals.staff.makers import LATER, fresh, noticed, submitted
from tests.portals.staff.pages import post, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def premium():
    round_ = make_round(make_edition(PREMIUM_PACK))
    return submitted(round_, sector="industry", subject_kind="product", subject_name="膜处理机组")


@pytest.fixture
def reviewer(premium):
    return tasks.enrol_reviewer(user=make_user("评审员张"), authority=premium.round.authority)


def test_an_objection_is_decided_on_the_page_of_the_case(premium, reviewer, clock):
    clock(LATER)
    officer = make_officer(premium.case.authority)
    objection = _objected(premium, officer, reviewer)
    application = fresh(premium)
    name = f"objection-{objection.pk}"
    text = text_of(officer, application)
    assert "标注的标准与公开的不一致" in text
    assert "市*，1****" in text
    assert "暂缓办理" in text
    stopped = post(officer, "set_aside", application, action="release", note="先放行")
    assert "还有异议没有认定，认定后自动恢复办理。" in stopped.content.decode()

    bare = post(officer, "decide_objection", application, objection.pk, **{f"{name}-upheld": "no"})
    assert bare.status_code == 422
    assert "请写明核实情况。" in bare.content.decode()

    done = {f"{name}-upheld": "no", f"{name}-finding": "标准编号已更新，一致"}
    assert post(officer, "decide_objection", application, objection.pk, **done).status_code == 302
    assert Objection.objects.get().state == "dismissed"
    assert not fresh(application).case.held
    assert "核实情况：标准编号已更新，一致" in text_of(officer, application)


def test_an_objection_that_is_upheld_ends_the_case(premium, reviewer, clock):
    clock(LATER)
    officer = make_officer(premium.case.authority)
    objection = _objected(premium, officer, reviewer)
    name = f"objection-{objection.pk}"
    done = {f"{name}-upheld": "yes", f"{name}-finding": "属实"}

    assert post(officer, "decide_objection", fresh(premium), objection.pk, **done).status_code == 302

    assert fresh(premium).case.outcome == "refused"
    assert "异议成立" in text_of(officer, premium)
    assert post(officer, "decide_objection", fresh(premium), objection.pk, **done).status_code == 422


def _objected(application, officer, reviewer):
    """Put a list with one application in public notice, and object to it."""
    application = noticed(application, officer, reviewer)
    opened = application.case.batch.stages.get(stage="public-notice")
    return lists.raise_objection(
        opened=opened, application=application, text="标注的标准与公开的不一致", name="市民", contact="12345", at=LATER
    )
