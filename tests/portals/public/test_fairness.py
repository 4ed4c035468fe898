"""A published fairness report: anybody reads it, nobody is named in it."""

import json

import pytest
from django.test import Client
from django.urls import reverse

from pinzhang.domain.core.models import Event
from pinzhang.domain.review.models import FairnessReport, ReviewTask
from pinzhang.domain.review.refusals import CannotPublish
from pinzhang.domain.review.services.reports import draw_up_report, publish_report
from tests.factories import AT, make_round
from tests.factories.judging import judged_round, judging_edition

pytestmark = pytest.mark.django_db


@pytest.fixture
def judged():
    return judged_round(places=(3, 3), spread=16)


@pytest.fixture
def report(judged):
    return draw_up_report(round_=judged.round, by=judged.officer, at=AT)


def test_a_report_is_public_only_after_it_was_published(judged, report):
    address = reverse("public:fairness", args=[judged.round.edition.code, report.pk])
    programme = reverse("public:programme", args=[judged.round.edition.code])
    assert Client().get(address).status_code == 404
    assert address not in Client().get(programme).content.decode()

    publish_report(report=report, by=judged.officer, at=AT)
    page = Client().get(address).content.decode()
    for said in ("评审公平性报告", "由评审会讨论", "每位评审", 'class="rk ranks"', report.content["digest"]):
        assert said in page
    assert address in Client().get(programme).content.decode()
    english = Client().get(address, headers={"accept-language": "en"}).content.decode()
    assert "Fairness report" in english
    assert "First prize" in english
    paper = Client().get(reverse("public:fairness_paper", args=[judged.round.edition.code, report.pk]))
    assert b"".join(paper.streaming_content).startswith(b"%PDF")
    assert Event.objects.filter(name="review.fairness_report.published").count() == 1


def test_a_report_names_nobody(judged, report):
    text = json.dumps(report.content, ensure_ascii=False)
    names = [one.applicant.name for one in judged.applications] + [one.user.full_name for one in judged.reviewers]
    assert [name for name in names if name in text] == []
    assert [each["label"] for each in report.content["stages"][0]["severities"]] == ["A", "B", "C", "D", "E"]
    assert "reviewer" not in report.content["stages"][0]["severities"][0]


def test_the_same_scores_give_the_same_report_and_changed_ones_cannot_be_published(judged, report):
    assert draw_up_report(round_=judged.round, by=judged.officer, at=AT) == report
    task = ReviewTask.objects.first()
    task.marks["problem"]["score"] = "10"
    task.save()

    with pytest.raises(CannotPublish, match="重新编制"):
        publish_report(report=report, by=judged.officer, at=AT)
    report.refresh_from_db()
    assert report.published_at is None


def test_a_round_that_cannot_be_ranked_has_no_report():
    empty = make_round(judging_edition())
    with pytest.raises(CannotPublish, match="还没有提交"):
        draw_up_report(round_=empty, by=judged_round(edition=empty.edition, label="另一届").officer, at=AT)
    assert not FairnessReport.objects.exists()
