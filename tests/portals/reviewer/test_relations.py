"""A reviewer says whom they are tied to, how much they can take, and gives files back."""

import pytest
from django.urls import reverse
from django.utils import timezone

from pinzhang.domain.review.choices import RelationKind, RelationSource
from pinzhang.domain.review.models import ReviewerRelation
from pinzhang.domain.review.services.relations import Tie, record_relation
from tests.factories import make_enterprise, make_signer
from tests.factories.review import make_application_in_review, make_open_task, make_task

pytestmark = pytest.mark.django_db


def signed_in(client, task):
    client.force_login(task.reviewer.user)
    return client


def bar(task):
    firm = task.application.applicant
    tie = Tie(RelationKind.CONSULTING, firm.name, firm.credit_code)
    record_relation(
        reviewer=task.reviewer, tie=tie, source=RelationSource.OFFICER, by=task.assigned_by, at=timezone.now()
    )


def test_relations_are_declared_before_any_file_is_at_stake(client):
    task = make_task(make_application_in_review())
    signed_in(client, task)
    firm = make_enterprise("青岛样例泵业有限公司")
    assert "还没有登记" in client.get(reverse("reviewer:relations")).text

    wrong = client.post(reverse("reviewer:declare_relation"), {"kind": "family", "organisation_name": "某公司"})
    assert wrong.status_code == 422
    given = {"kind": "family", "organisation_name": firm.name, "credit_code": "1234", "from_on": "2020-01-01"}
    assert client.post(reverse("reviewer:declare_relation"), given).status_code == 422
    assert not ReviewerRelation.objects.exists()

    good = client.post(
        reverse("reviewer:declare_relation"), {**given, "credit_code": firm.credit_code}, follow=True
    ).text
    assert "已登记，涉及这家单位的材料不会分派给您。" in good
    assert "青岛样例泵业有限公司" in good
    assert ReviewerRelation.objects.get().source == "declared"


def test_the_limit_is_kept_and_never_above_the_cap(client):
    task = make_task(make_application_in_review())
    signed_in(client, task)

    assert client.post(reverse("reviewer:set_limit"), {"most": "99"}).status_code == 422
    client.post(reverse("reviewer:set_limit"), {"most": "3"})

    task.reviewer.refresh_from_db()
    assert (task.reviewer.own_limit, task.reviewer.most) == (3, 3)


def test_a_file_of_an_applicant_one_is_tied_to_does_not_exist_and_is_not_counted(client):
    task = make_open_task(make_application_in_review())
    signed_in(client, task)
    pages = [
        reverse(f"reviewer:{name}", args=[task.pk]) for name in ("task", "declare", "recuse", "decline", "summary")
    ]
    assert client.get(pages[4]).status_code == 200

    bar(task)

    assert [client.get(page).status_code for page in pages] == [404] * 5
    listed = client.get(reverse("reviewer:tasks"))
    assert listed.context["counts"]["todo"] == 0
    assert task.application.case.number not in listed.text


def test_a_file_is_declined_with_a_reason_before_or_after_it_is_open(client):
    task = make_task(make_application_in_review())
    signed_in(client, task)
    address = reverse("reviewer:decline", args=[task.pk])
    assert "不能承担这件评审" in client.get(address).text
    assert client.post(address, {"ground": ""}).status_code == 422

    done = client.post(address, {"ground": "出差"}, follow=True).text

    task.refresh_from_db()
    assert task.decline_ground == "出差"
    assert "已谢绝，主管部门会改派其他专家。" in done
    assert "您已谢绝评审" in client.get(reverse("reviewer:task", args=[task.pk]), follow=True).text
    assert client.get(address).status_code == 302
    assert client.get(reverse("reviewer:declare", args=[task.pk])).status_code == 302
    listed = client.get(reverse("reviewer:tasks"), {"state": "declined"})
    assert listed.context["counts"]["declined"] == 1
    assert "出差" in listed.text


def test_the_declaration_names_the_rules_and_says_that_they_are_the_platforms(client):
    task = make_task(make_application_in_review())

    page = signed_in(client, task).get(reverse("reviewer:declare", args=[task.pk])).text

    assert "为申报组织提供培训，结束后 3 年内仍算" in page
    assert "以上是本平台的默认规定，不是项目文件的规定。" in page


def test_the_kind_of_conflict_is_kept(client):
    task = make_task(make_application_in_review())

    signed_in(client, task).post(
        reverse("reviewer:declare", args=[task.pk]), {"conflict": "conflict", "kind": "training", "ground": "讲过课"}
    )

    assert ReviewerRelation.objects.get().kind == "training"


def test_somebody_outside_the_pool_finds_no_page(client):
    client.force_login(make_signer(make_enterprise()))

    assert client.get(reverse("reviewer:relations")).status_code == 404


def test_the_page_speaks_english(client):
    client.cookies["django_language"] = "en"
    signed_in(client, make_task(make_application_in_review()))

    assert "Ties and load limit" in client.get(reverse("reviewer:relations")).text
