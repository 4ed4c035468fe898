"""The ranking, the agreement, the fairness report and the room of a panel, as the office sees them."""

import pytest
from django.urls import reverse

from pinzhang.domain.review.models import Ballot, FairnessReport, PanelRoom
from pinzhang.domain.review.services import calibrations, panel
from pinzhang.domain.review.services.rooms import open_room
from tests.factories import AT, make_round
from tests.factories.judging import judged_round
from tests.portals.staff.makers import signed_in
from tests.portals.staff.office import queries_of, stranger

pytestmark = pytest.mark.django_db


@pytest.fixture
def judged():
    return judged_round(places=(3, 3), spread=16)


@pytest.fixture
def office(judged):
    return signed_in(judged.officer)


@pytest.fixture
def opened(judged):
    return panel.open_panel(round_=judged.round, stage="panel", by=judged.officer, at=AT)


def address(name, *args):
    return reverse(f"staff:{name}", args=args)


def test_the_ranking_shows_raw_beside_corrected_zones_chances_and_what_would_help(judged, office):
    page = office.get(address("ranking", judged.round.pk)).content.decode()
    for said in (
        "按修正宽严后的得分排名",
        "可以直接确认",
        "需要评委会讨论",
        "不进入",
        "名次区间",
        "一等奖（前 3）",
        "加评",
        "按得分拟定",
    ):
        assert said in page
    assert judged.applications[0].applicant.name in page
    assert page.count('class="rk"') >= 12

    everybody = office.get(address("ranking", judged.round.pk), {"cut": "all"}).content.decode()
    assert "全部 12 件" in everybody
    assert "可以直接确认" not in everybody


def test_an_office_of_another_district_sees_nothing_of_it(judged):
    for name in ("ranking", "agreement", "fairness"):
        assert stranger().get(address(name, judged.round.pk)).status_code == 404


def test_the_pages_cost_the_same_for_few_and_for_many(judged, office):
    many = judged_round(count=30, edition=judged.round.edition, label="另一届")
    more = signed_in(many.officer)
    for name in ("ranking", "agreement"):
        assert queries_of(office, address(name, judged.round.pk)) == queries_of(more, address(name, many.round.pk))


def test_a_ranking_that_is_not_there_yet_or_cannot_be_says_so(judged, office, monkeypatch):
    empty = make_round(judged.round.edition, label="还没有评")
    assert "还没有提交的评分" in office.get(address("ranking", empty.pk)).content.decode()
    assert "还没有可以比较的评分" in office.get(address("agreement", empty.pk)).content.decode()

    monkeypatch.setattr(calibrations, "SMALL", 1)
    assert "名次还在计算" in office.get(address("ranking", judged.round.pk)).content.decode()


def test_agreement_names_severity_fit_drift_and_who_decides_without_whom(judged, office):
    page = office.get(address("agreement", judged.round.pk)).content.decode()
    for said in (
        "评审宽严",
        "infit / outfit",
        "ICC",
        "克里彭多夫",
        "去掉任一位评审",
        "偏离最大的评分",
        'class="heat"',
        "偏严",
    ):
        assert said in page
    assert judged.reviewers[0].user.full_name in page


def test_a_report_is_drawn_up_read_as_pdf_and_published_by_an_officer(judged, office):
    assert office.post(address("draw_up_fairness", judged.round.pk)).status_code == 302
    report = FairnessReport.objects.get()
    paper = office.get(address("fairness_paper", judged.round.pk, report.pk))
    assert b"".join(paper.streaming_content).startswith(b"%PDF")
    assert "公开这份报告" in office.get(address("fairness", judged.round.pk)).content.decode()

    assert office.post(address("publish_fairness", judged.round.pk, report.pk)).status_code == 302
    again = office.post(address("publish_fairness", judged.round.pk, report.pk))
    assert again.status_code == 422
    assert "已经公开" in again.content.decode()


def test_a_panel_is_opened_votes_are_put_and_counted_and_names_come_back(judged, office, opened):
    assert "请哪些评委到会" in office.get(address("room", opened.pk)).content.decode()
    nobody = office.post(address("open_room", opened.pk))
    assert nobody.status_code == 422
    chosen = [one.pk for one in judged.reviewers]
    assert office.post(address("open_room", opened.pk), {"members": chosen}).status_code == 302

    room = PanelRoom.objects.get()
    page = office.get(address("room", opened.pk)).content.decode()
    blind = [
        page,
        *(
            office.get(address(*at)).content.decode()
            for at in (
                ("ranking", judged.round.pk),
                ("list", opened.pk),
                ("list_paper", opened.pk),
                ("agreement", judged.round.pk),
            )
        ),
    ]
    name = judged.applications[0].applicant.name
    assert [name in each for each in blind] == [False] * 5
    assert room.codes[str(judged.applications[0].pk)] in page

    first = judged.applications[0].pk
    assert office.post(address("open_ballots", opened.pk), {f"tier-{first}": "first"}).status_code == 302
    assert office.post(address("count_ballots", opened.pk)).status_code == 422
    assert office.post(address("unblind_room", opened.pk)).status_code == 422
    voter = Ballot.objects.get().voters.first()
    assert office.post(address("excuse_voter", opened.pk, voter.pk), {"ground": ""}).status_code == 422
    Ballot.objects.get().voters.update(has_voted=True)
    Ballot.objects.update(in_favour=5)
    assert office.post(address("count_ballots", opened.pk)).status_code == 302
    assert "通过" in office.get(address("room", opened.pk)).content.decode()
    assert office.post(address("unblind_room", opened.pk)).status_code == 302
    assert name in office.get(address("room", opened.pk)).content.decode()


def test_a_member_leaves_and_an_application_is_brought_forward(judged, office, opened):
    room = open_room(opened=opened, round_=judged.round, members=judged.reviewers, by=judged.officer, at=AT)
    member = room.members.first()
    office.post(address("seat_member", opened.pk, member.pk), {"present": "no"})
    member.refresh_from_db()
    assert not member.present

    last = room.agenda[-1]
    office.post(address("bring_forward", opened.pk, last))
    room.refresh_from_db()
    assert room.agenda[0] == last
    assert stranger().post(address("bring_forward", opened.pk, last)).status_code == 404
