"""What leaders see: what needs them, figures that open their lists, districts, a page to print."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from pinzhang.domain.applications.choices import ObjectionState
from pinzhang.domain.applications.models import Objection
from pinzhang.domain.cases.models import BatchStage, Case, StageVisit
from pinzhang.domain.core.days import local_day
from pinzhang.domain.facts.services import record_value
from pinzhang.domain.parties.choices import PostRole
from pinzhang.domain.programmes.choices import DraftStage
from pinzhang.domain.programmes.models import EditionDraft
from pinzhang.domain.programmes.selectors import edition_document
from pinzhang.domain.programmes.services.drafts import start_draft
from pinzhang.domain.programmes.uploads import read_upload
from pinzhang.domain.reference.services import register_authority, register_region
from pinzhang.domain.supervision.services import alerts
from tests.factories import AT, make_department, make_enterprise, make_officer, make_post, make_signer
from tests.portals.staff.archives import archive, pack_texts
from tests.portals.staff.makers import judged, moved_on, signed_in, submitted
from tests.portals.staff.office import make_mark, premium_round, queries_of, stranger

pytestmark = pytest.mark.django_db
DASHBOARD = "staff:dashboard"


@pytest.fixture
def leader(round_):
    return signed_in(make_post(round_.authority, PostRole.LEADER).user)


def shown(client):
    return client.get(reverse(DASHBOARD)).context


def figures(client) -> dict[str, object]:
    return {figure["label"]: figure["value"] for figure in shown(client)["figures"]}


def needs(client) -> list[tuple[int, str]]:
    return [(need.count, need.text) for need in shown(client)["needs"]]


def test_a_quiet_day_says_that_nothing_needs_the_leader(leader):
    answer = leader.get(reverse(DASHBOARD))

    assert "没有需要您过问的事" in answer.content.decode()
    assert "示意图，不作为划界依据" in answer.content.decode()
    assert figures(leader)["按时办结率"] is None


def test_figures_count_marks_holders_and_applications(round_, leader):
    make_mark(round_, "JMQ-2026-0001")
    make_mark(round_, "JMQ-2026-0002")
    submitted(round_)

    found = figures(leader)

    assert (found["有效标识"], found["持有单位"], found["在办申报"], found["超期"]) == (2, 2, 1, 0)


def test_every_figure_opens_its_list(leader):
    for figure in shown(leader)["figures"]:
        assert leader.get(figure["url"]).status_code == 200


def test_late_cases_come_first_among_what_needs_the_leader(round_, leader):
    submitted(round_)
    Case.objects.update(due_on=timezone.localdate() - timedelta(days=1))

    assert needs(leader) == [(1, "件超期")]
    assert figures(leader)["超期"] == 1


def test_objections_drafts_and_lists_before_their_approval_need_the_leader(round_, leader):
    application = submitted(round_)
    stage = next(one for one in edition_document(round_.edition).stages if one.kind == "approval")
    officer = make_officer(round_.authority)
    opened = BatchStage.objects.create(
        batch=round_.batch, stage=stage.key, opened_at=AT, opened_by=officer, frozen=[], frozen_digest="0"
    )
    Objection.objects.create(
        application=application, batch_stage=opened, number="YY-1", text="有异议", raised_at=AT,
        state=ObjectionState.RECEIVED,
    )  # fmt: skip
    start_draft(document=read_upload(archive(pack_texts())), by=officer, at=timezone.now())
    EditionDraft.objects.update(stage=DraftStage.APPROVAL)

    assert needs(leader) == [(1, "件异议待核实"), (1, f"份名单待审定：{round_}"), (1, "份规则草案待审定")]


def test_marks_with_facts_against_them_need_the_leader():
    mark = make_mark(premium_round(), "YP-2026-0001")
    record_value(
        organisation=mark.holder, name="in_dishonesty_list", value=True, supplied_by="register", source="信用中国",
        as_of=AT.date(), by=None, at=AT,
    )  # fmt: skip
    alerts.watch_all({}, AT)

    assert needs(signed_in(make_post(mark.authority, PostRole.LEADER).user)) == [(1, "个标识有情况需要核实")]


def test_the_share_on_time_counts_this_years_stages_that_had_a_term(round_, leader):
    officer = make_officer(round_.authority)
    for _ in range(2):
        moved_on(judged(submitted(round_), officer), officer)
    now = timezone.now()
    checks = list(StageVisit.objects.filter(left_at__isnull=False, action="complete").order_by("pk")[:2])
    StageVisit.objects.update(due_on=None)
    StageVisit.objects.filter(pk=checks[0].pk).update(left_at=now, due_on=local_day(now))
    StageVisit.objects.filter(pk=checks[1].pk).update(left_at=now, due_on=local_day(now) - timedelta(days=1))

    late = leader.get(reverse("staff:late_visits"))

    assert figures(leader)["按时办结率"] * 2 == 1
    assert [visit.pk for visit, _stage in late.context["rows"]] == [checks[1].pk]
    assert checks[1].case.number in late.content.decode()


def test_without_late_stages_the_list_says_so(leader):
    assert "今年没有逾期办结的环节" in leader.get(reverse("staff:late_visits")).content.decode()


def test_the_districts_below_are_shown_in_figures_even_where_there_is_nothing(round_):
    city = round_.authority.parent
    register_region(code="370281", name="胶州市", parent=city.region)
    make_mark(round_, "JMQ-2026-0001")
    leader = signed_in(make_post(city, PostRole.LEADER).user)

    found = {one.name: (one.active, one.tile) for one in shown(leader)["districts"]}

    assert found == {"即墨区": (1, "t5 c3 r2"), "胶州市": (0, "t1 c1 r2")}


def test_districts_without_a_place_in_the_grid_stand_in_the_order_of_their_codes():
    region = register_region(code="330800", name="衢州市")
    register_region(code="330802", name="柯城区", parent=region)
    city = register_authority(code="330800-quzhou", name="衢州市市场监督管理局", region=region)
    leader = signed_in(make_post(city, PostRole.LEADER).user)

    assert [(one.name, one.tile) for one in shown(leader)["districts"]] == [("柯城区", "t1")]


def test_an_authority_without_a_region_has_no_districts():
    authority = register_authority(code="zone", name="高新区市场监督管理局")

    page = signed_in(make_post(authority, PostRole.LEADER).user).get(reverse(DASHBOARD)).content.decode()

    assert "没有登记区市" in page
    assert "还没有开放过的批次" in page


def test_rounds_and_months_count_what_was_handed_in(round_, leader):
    submitted(round_)

    context = shown(leader)

    assert [(each.label, one.applied, one.living, one.granted) for each, one in context["rounds"]] == [
        (round_.label, 1, 1, 0)
    ]
    assert len(context["months"]) == 12
    assert context["months"][-1]["label"] == f"{timezone.localdate():%Y-%m}"


def test_the_briefing_is_the_same_on_a_page_to_print(round_, leader):
    make_mark(round_, "JMQ-2026-0001")

    page = leader.get(reverse("staff:briefing")).content.decode()

    assert "质量工作简报" in page
    assert "data-print" in page
    assert "现在有效的标识和称号" in page


def test_everybody_sees_figures_of_what_they_may_read_and_enterprises_none(round_):
    make_mark(round_, "JMQ-2026-0001")
    submitted(round_)

    assert figures(stranger())["有效标识"] == 0
    assert figures(stranger())["在办申报"] == 0
    finance = make_department(round_.authority, "finance", "财政局")
    official = signed_in(make_post(round_.authority, PostRole.DEPARTMENT, department=finance).user)
    assert (figures(official)["在办申报"], needs(official)) == (0, [])
    assert signed_in(make_signer(make_enterprise())).get(reverse(DASHBOARD)).status_code == 404


def test_the_overview_asks_as_much_for_three_of_everything_as_for_one(round_, leader):
    submitted(round_)
    make_mark(round_, "JMQ-2026-0001")
    for_one = queries_of(leader, reverse(DASHBOARD))

    for serial in (2, 3):
        submitted(round_)
        make_mark(round_, f"JMQ-2026-000{serial}")

    assert queries_of(leader, reverse(DASHBOARD)) == for_one
