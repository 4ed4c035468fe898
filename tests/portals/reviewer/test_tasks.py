"""A reviewer's tasks, the declaration before a file opens, and recusal."""

import pytest
from django.urls import reverse

from pinzhang.domain.core.models import Event
from pinzhang.domain.review.choices import ConflictAnswer
from pinzhang.domain.review.services import tasks as services
from tests.factories import make_enterprise, make_round, make_signer
from tests.factories.review import (
    NEXT_DAY,
    full_marks,
    make_anonymous_edition,
    make_application_in_review,
    make_open_task,
    make_task,
)

pytestmark = pytest.mark.django_db


def url(task, name="task", *args):
    return reverse(f"reviewer:{name}", args=[task.pk, *args])


def signed_in(client, task):
    client.force_login(task.reviewer.user)
    return client


def test_a_stranger_is_asked_to_sign_in_and_somebody_outside_the_pool_finds_no_page(client):
    lin = make_signer(make_enterprise())

    assert client.get(reverse("reviewer:tasks")).status_code == 302
    client.force_login(lin)
    assert client.get(reverse("reviewer:tasks")).status_code == 404


def test_the_list_names_no_applicant_before_the_declaration_and_names_it_after(client):
    application = make_application_in_review(name="青岛样例泵业有限公司")
    task = make_task(application)
    signed_in(client, task)

    before = client.get(reverse("reviewer:tasks")).text
    services.declare_conflict(task=task, conflict=False, ground="", at=NEXT_DAY)
    after = client.get(reverse("reviewer:tasks")).text

    assert application.case.number in before
    assert "先声明有无利害关系" in before
    assert "青岛样例泵业有限公司" not in before
    assert "青岛样例泵业有限公司" in after
    assert "已评 0 / 23 项" in after


def test_the_tabs_part_what_is_to_do_from_what_is_done_and_what_was_recused(client):
    round_ = make_round()
    first, second, third = (make_application_in_review(round_) for _ in range(3))
    task = make_open_task(first)
    signed_in(client, task)
    for application, conflict in ((second, True), (third, False)):
        more = services.assign_reviewer(
            application=application, reviewer=task.reviewer, by=task.assigned_by, at=NEXT_DAY
        )
        services.declare_conflict(task=more, conflict=conflict, ground="曾任职" if conflict else "", at=NEXT_DAY)
    services.save_marks(task=task, marks=full_marks(task), summary="良好", confidence=3, at=NEXT_DAY)
    services.submit_marks(task=task, at=NEXT_DAY)

    pages = {
        state: client.get(reverse("reviewer:tasks"), {"state": state}).text for state in ("todo", "done", "recused")
    }

    assert [first.case.number in pages[s] for s in pages] == [False, True, False]
    assert [second.case.number in pages[s] for s in pages] == [False, False, True]
    assert [third.case.number in pages[s] for s in pages] == [True, False, False]
    assert "得分 600.0 / 1,000" in pages["done"]


def test_an_empty_list_says_what_comes_next(client):
    task = make_task(make_application_in_review())
    services.withdraw_task(task=task, by=task.assigned_by, at=NEXT_DAY)
    signed_in(client, task)

    assert "现在没有要评的材料" in client.get(reverse("reviewer:tasks")).text
    assert "这里没有任务" in client.get(reverse("reviewer:tasks"), {"state": "recused"}).text


def test_the_list_asks_the_database_as_often_for_three_tasks_as_for_one(client, django_assert_max_num_queries):
    round_ = make_round()
    task = make_open_task(make_application_in_review(round_))
    signed_in(client, task)
    client.get(reverse("reviewer:tasks"))
    with django_assert_max_num_queries(100) as one:
        client.get(reverse("reviewer:tasks"))
    for _ in range(2):
        services.assign_reviewer(
            application=make_application_in_review(round_), reviewer=task.reviewer, by=task.assigned_by, at=NEXT_DAY
        )
    with django_assert_max_num_queries(100) as three:
        client.get(reverse("reviewer:tasks"))

    assert len(three) == len(one)


def test_the_declaration_shows_the_applicant_even_of_an_anonymous_stage_and_the_file_stays_closed(client):
    application = make_application_in_review(make_round(make_anonymous_edition()), name="青岛样例泵业有限公司")
    task = make_task(application)
    signed_in(client, task)

    page = client.get(url(task), follow=True).text

    assert "青岛样例泵业有限公司" in page
    assert "只在这一页显示名称" in page
    assert client.get(url(task, "mark", "governance")).status_code == 404
    assert client.get(url(task, "summary")).status_code == 404


def test_declaring_no_conflict_opens_the_first_criterion(client):
    task = make_task(make_application_in_review())
    signed_in(client, task)

    answer = client.post(url(task, "declare"), {"conflict": "none", "ground": ""}, follow=True)

    task.refresh_from_db()
    assert task.conflict == ConflictAnswer.NONE
    assert answer.redirect_chain[-1][0] == url(task, "mark", "role-of-senior-leaders")
    assert "已接受评审，材料已打开。" in answer.text


def test_declaring_a_conflict_without_its_kind_is_refused_and_nothing_changes(client):
    task = make_task(make_application_in_review())
    signed_in(client, task)
    before = Event.objects.count()

    answer = client.post(url(task, "declare"), {"conflict": "conflict", "ground": " "})

    task.refresh_from_db()
    assert answer.status_code == 422
    assert "请说明是哪一种利害关系。" in answer.text
    assert task.conflict == ConflictAnswer.UNDECLARED
    assert Event.objects.count() == before


def test_declaring_nothing_is_an_error_at_the_choice(client):
    task = make_task(make_application_in_review())

    answer = signed_in(client, task).post(url(task, "declare"), {})

    assert answer.status_code == 422
    assert "请选择一项。" in answer.text


def test_declaring_a_conflict_closes_the_file_for_good(client):
    task = make_task(make_application_in_review())
    signed_in(client, task)

    answer = client.post(url(task, "declare"), {"conflict": "conflict", "ground": "曾任职"}, follow=True)

    task.refresh_from_db()
    assert task.is_recused
    assert "您已申请回避" in answer.text
    assert client.get(url(task, "summary")).status_code == 404
    assert client.get(url(task, "declare")).status_code == 302


def test_a_conflict_found_later_closes_an_open_file(client):
    task = make_open_task(make_application_in_review())
    signed_in(client, task)

    refused = client.post(url(task, "recuse"), {"ground": ""})
    client.post(url(task, "recuse"), {"ground": "发现是亲属企业"})

    task.refresh_from_db()
    assert refused.status_code == 422
    assert task.is_recused
    assert task.conflict_ground == "发现是亲属企业"
    assert client.get(url(task, "recuse")).status_code == 302


def test_the_tasks_of_another_reviewer_do_not_exist(client):
    round_ = make_round()
    theirs = make_open_task(make_application_in_review(round_), "评审员张")
    mine = make_open_task(make_application_in_review(round_), "评审员李")
    signed_in(client, mine)

    pages = [
        url(theirs),
        url(theirs, "declare"),
        url(theirs, "recuse"),
        url(theirs, "summary"),
        url(theirs, "findings"),
    ]

    assert [client.get(page).status_code for page in pages] == [404] * 5
    assert client.post(url(theirs, "mark", "governance"), {"score": "5"}).status_code == 404
    theirs.refresh_from_db()
    assert theirs.marks == {}


def test_the_portal_speaks_english(client):
    task = make_open_task(make_application_in_review())
    client.cookies["django_language"] = "en"
    signed_in(client, task)

    assert "0 of 23 criteria done" in client.get(reverse("reviewer:tasks")).text
    assert "Save, next criterion" in client.get(url(task), follow=True).text
