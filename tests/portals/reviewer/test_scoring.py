"""Scoring criterion by criterion, submission, and what is read-only afterwards."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from pinzhang.domain.applications.services.stages import decide_stage
from pinzhang.domain.cases.models import Attachment
from pinzhang.domain.review.services import tasks as services
from pinzhang.engine.stages import Action
from tests.factories import make_officer, make_round
from tests.factories.forms import PDF, PNG
from tests.factories.review import (
    NEXT_DAY,
    full_marks,
    make_anonymous_edition,
    make_application_in_review,
    make_finely_scaled_edition,
    make_open_task,
)

pytestmark = pytest.mark.django_db


def url(task, name="task", *args):
    return reverse(f"reviewer:{name}", args=[task.pk, *args])


@pytest.fixture
def task(client):
    opened = make_open_task(make_application_in_review(name="青岛样例泵业有限公司"))
    client.force_login(opened.reviewer.user)
    return opened


def go_on(application):
    officer = make_officer(application.round.authority)
    decide_stage(application=application, action=Action.COMPLETE, role="office", by=officer, at=NEXT_DAY)


def test_a_criterion_shows_its_bands_steps_and_the_file_beside_it(client, task):
    page = client.get(url(task, "mark", "role-of-senior-leaders")).text

    assert "没有系统的方法，只有零散信息" in page
    assert page.count('type="radio" name="score"') == 22
    assert "不计入总分，不等于 0 分" in page
    assert "青岛样例泵业有限公司" in page
    assert "满分 50 分" in page


def test_bands_that_the_source_does_not_describe_are_shown_as_such(client, task):
    page = client.get(url(task, "mark", "product-and-service-results")).text

    assert "来源没有写这一档的说明" in page
    assert "70—100%" in page


def test_saving_a_criterion_keeps_it_and_leads_to_the_next(client, task):
    services.save_mark(task=task, criterion="governance", mark={"score": "45"}, at=NEXT_DAY)

    answer = client.post(
        url(task, "mark", "role-of-senior-leaders") + "?section=statement",
        {"score": "55", "strength": "分类清楚", "ground": "缺少对标"},
    )

    task.refresh_from_db()
    assert answer.headers["Location"] == url(task, "mark", "governance") + "?section=statement"
    assert task.marks == {
        "governance": {"score": "45"},
        "role-of-senior-leaders": {"score": "55", "strength": "分类清楚", "ground": "缺少对标"},
    }


def test_the_last_criterion_leads_to_the_overview(client, task):
    answer = client.post(url(task, "mark", "leadership-results"), {"score": "na"})

    assert answer.headers["Location"] == url(task, "summary")


def test_a_background_save_answers_nothing_and_keeps_what_is_typed(client, task):
    answer = client.post(
        url(task, "mark", "governance"), {"score": "", "ground": "写到一半"}, headers={"X-Requested-With": "autosave"}
    )

    task.refresh_from_db()
    assert answer.status_code == 204
    assert task.marks == {"governance": {"ground": "写到一半"}}


def test_a_score_that_is_no_step_is_refused_and_nothing_changes(client, task):
    answer = client.post(url(task, "mark", "governance"), {"score": "57", "ground": "有"})

    task.refresh_from_db()
    assert answer.status_code == 422
    assert "请在这一条的评分尺度上选择。" in answer.text
    assert task.marks == {}


def test_a_scale_of_many_steps_is_typed_and_a_score_off_it_is_kept_with_its_fault(client):
    opened = make_open_task(make_application_in_review(make_round(make_finely_scaled_edition())))
    client.force_login(opened.reviewer.user)
    place = url(opened, "mark", "governance")

    page = client.get(place).text
    answers = [client.post(place, {"score": typed, "ground": "有"}) for typed in ("101", "六十")]
    answers.append(client.post(place, {"score": "", "not_applicable": "on", "ground": "不涉及"}))
    opened.refresh_from_db()
    not_applicable, shown = opened.marks["governance"]["score"], client.get(place).text
    answers.append(client.post(place, {"score": "57", "ground": "有"}))

    opened.refresh_from_db()
    assert 'type="radio" name="score"' not in page
    assert [answer.status_code for answer in answers] == [422, 422, 302, 302]
    assert "“组织治理”的评分 101 超出范围 0 至 100" in answers[0].text
    assert "“六十”不是数字" in answers[1].text
    assert not_applicable == "na"
    assert re.search(r'<input type="checkbox" name="not_applicable"[^>]* checked', shown) is not None
    assert opened.marks["governance"] == {"score": "57", "ground": "有"}
    assert "17.1" in client.get(url(opened, "summary")).text


def test_a_criterion_that_the_rubric_has_not_or_that_has_parts_does_not_exist(client, task):
    assert client.get(url(task, "mark", "leadership")).status_code == 404
    assert client.get(url(task, "mark", "nonsense")).status_code == 404


def test_submission_names_every_criterion_that_is_not_done_and_keeps_the_judgement(client, task):
    marks = full_marks(task)
    marks["governance"] = {"score": "60"}
    del marks["people"]
    services.save_marks(task=task, marks=marks, summary="", confidence=None, at=NEXT_DAY)

    answer = client.post(url(task, "summary"), {"action": "submit", "summary": "总体良好", "confidence": "4"})

    task.refresh_from_db()
    assert answer.status_code == 422
    assert "还没有提交：有 2 处没有填好" in answer.text
    assert "4.1.3 组织治理：还没有写依据" in answer.text
    assert "4.4.2 人力资源：还没有评分，还没有写依据" in answer.text
    assert (task.submitted_at, task.summary, task.confidence) == (None, "总体良好", 4)


def test_a_complete_rubric_is_submitted_once_and_is_read_only_afterwards(client, task):
    services.save_marks(task=task, marks=full_marks(task), summary="", confidence=None, at=NEXT_DAY)

    ready = client.get(url(task), follow=True)
    first = client.post(url(task, "summary"), {"action": "submit", "summary": "总体良好"}, follow=True)
    second = client.post(url(task, "summary"), {"action": "submit", "summary": "改一改"})
    typed = client.post(url(task, "mark", "governance"), {"score": "0", "ground": "改一改"})
    late = client.post(url(task, "recuse"), {"ground": "曾任职"})

    task.refresh_from_db()
    assert "23 项都已评完。" in ready.text
    assert "评分已提交，不能再改。谢谢您。" in first.text
    assert "得分 600.0 / 1,000" in first.text
    assert "<form method" not in first.text.partition("pz-review")[2]
    assert second.status_code == 422
    assert [answer.status_code for answer in (typed, late)] == [422, 422]
    assert "已经提交，不能再改。" in typed.text
    assert "改一改" in typed.text
    assert "已经提交、谢绝或回避，不能再改。" in late.text
    assert client.get(url(task, "mark", "governance")).headers["Location"] == url(task, "summary")
    assert (str(task.score), task.summary, task.marks["governance"]["score"]) == ("600.000", "总体良好", "60")
    assert client.get(url(task, "recuse")).status_code == 302


def test_a_draft_of_the_judgement_is_kept(client, task):
    answer = client.post(url(task, "summary"), {"action": "save", "summary": "草稿", "confidence": "2"}, follow=True)
    silent = client.post(url(task, "summary"), {"summary": "草稿二"}, headers={"X-Requested-With": "autosave"})

    task.refresh_from_db()
    assert "草稿已保存。" in answer.text
    assert silent.status_code == 204
    assert (task.summary, task.confidence) == ("草稿二", None)


def test_a_stage_that_has_ended_takes_no_more_scores(client, task):
    go_on(task.application)

    answer = client.get(url(task), follow=True).text

    assert "您的草稿没有提交，不计入结果。" in answer
    assert client.get(url(task, "mark", "governance")).status_code == 302


def test_a_stage_without_criteria_asks_for_an_opinion_in_words(client, task):
    application = task.application
    go_on(application)
    application.case.refresh_from_db()
    visit = services.assign_reviewer(application=application, reviewer=task.reviewer, by=task.assigned_by, at=NEXT_DAY)
    services.declare_conflict(task=visit, conflict=False, ground="", at=NEXT_DAY)

    page = client.get(url(visit), follow=True).text
    refused = client.post(url(visit, "summary"), {"action": "submit", "summary": ""})
    client.post(url(visit, "summary"), {"action": "submit", "summary": "现场与材料一致"})

    visit.refresh_from_db()
    assert "这个环节不打分" in page
    assert refused.status_code == 422
    assert "请写明评审意见。" in refused.text
    assert visit.submitted_at is not None


def test_findings_on_site_are_recorded_with_their_photographs_and_shown_to_nobody_else(client, task):
    application = task.application
    go_on(application)
    application.case.refresh_from_db()
    visit = services.assign_reviewer(application=application, reviewer=task.reviewer, by=task.assigned_by, at=NEXT_DAY)
    services.declare_conflict(task=visit, conflict=False, ground="", at=NEXT_DAY)

    wrong = client.post(
        url(visit, "findings"), {"text": "车间整洁", "photo": SimpleUploadedFile("a.jpg", b"not a picture")}
    )
    client.post(url(visit, "findings"), {"text": "车间整洁", "photo": SimpleUploadedFile("a.png", PNG)})
    found = visit.findings.get()
    photo = client.get(url(visit, "photo", found.pk))
    picture = b"".join(photo.streaming_content)

    assert wrong.status_code == 422
    assert "不是可以接收的类型" in wrong.text
    assert "车间整洁" in client.get(url(visit, "findings")).text
    assert (photo.headers["Content-Type"], picture) == ("image/png", PNG)
    assert photo.headers["Cache-Control"] == "private, no-store"
    assert client.get(url(visit, "photo", found.pk + 1)).status_code == 404
    assert client.get(url(task, "findings")).status_code == 404


def test_attachments_open_for_the_reviewer_of_the_file_only(client, task):
    attachment = Attachment.objects.filter(case=task.application.case).first()
    other = Attachment.objects.exclude(case=task.application.case)

    answer = client.get(url(task, "paper", attachment.pk))

    content = b"".join(answer.streaming_content)
    assert (answer.headers["Content-Type"], content) == ("application/pdf", PDF)
    assert answer.headers["Content-Disposition"].startswith("inline")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert not other.exists()
    assert client.get(url(task, "paper", attachment.pk + 1000)).status_code == 404


def test_an_anonymous_stage_shows_nowhere_on_the_page_whose_file_it_is(client):
    application = make_application_in_review(make_round(make_anonymous_edition()), name="青岛样例泵业有限公司")
    answers = {
        key: value.replace("示例内容", "青岛样例泵业有限公司") if isinstance(value, str) else value
        for key, value in application.answers.items()
    }
    type(application).objects.filter(pk=application.pk).update(answers=answers)
    task = make_open_task(application)
    client.force_login(task.reviewer.user)

    pages = [client.get(url(task), follow=True).text, client.get(reverse("reviewer:tasks")).text]
    sections = ("organisation", "contact", "figures", "honours", "self-assessment", "evidence")
    pages += [client.get(url(task, "summary"), {"section": key}).text for key in sections]

    assert ["青岛样例泵业有限公司" in page for page in pages] == [False] * 8
    assert any("〔已隐去〕" in page for page in pages)
    assert "身份已隐去" in pages[0]
    assert "0532-88880000" not in "".join(pages)
