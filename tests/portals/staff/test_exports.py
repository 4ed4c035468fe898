"""What a list of the office shows goes along as a workbook, narrowed as it is."""

from io import BytesIO

import openpyxl
import pytest
from django.urls import reverse

from pinzhang.domain.parties.models import Organisation
from pinzhang.domain.review.services.tasks import enrol_reviewer
from tests.factories import make_officer, make_user
from tests.portals.staff.makers import signed_in
from tests.portals.staff.office import make_mark, premium_round, stranger

pytestmark = pytest.mark.django_db


def rows_of(client, name, query=None):
    answer = client.get(reverse(name), query or {})
    sheet = openpyxl.load_workbook(BytesIO(b"".join(answer.streaming_content))).active
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def test_marks_are_handed_out_as_the_list_is_narrowed():
    round_ = premium_round()
    first, second = make_mark(round_, "YP-1"), make_mark(round_, "YP-2")
    officer = signed_in(make_officer(round_.authority))

    head, *rows = rows_of(officer, "staff:export_marks")
    assert head[:4] == ["编号", "项目", "届次", "持有单位"]
    assert {row[0] for row in rows} == {first.number, second.number}
    found = rows_of(officer, "staff:export_marks", {"q": "YP-2"})[1:]
    assert [(row[0], row[3], row[8].date()) for row in found] == [
        (second.number, second.holder.name, second.conferred_on)
    ]


def test_a_name_that_looks_like_a_formula_stays_a_text():
    round_ = premium_round()
    mark = make_mark(round_, "YP-1")
    Organisation.objects.filter(pk=mark.holder_id).update(name='=HYPERLINK("http://evil.example","点我")')

    row = rows_of(signed_in(make_officer(round_.authority)), "staff:export_marks")[1]

    assert row[3] == """'=HYPERLINK("http://evil.example","点我")"""


def test_the_marks_of_another_authority_are_not_handed_out():
    make_mark(premium_round(), "YP-1")

    assert len(rows_of(stranger(), "staff:export_marks")) == 1


def test_the_pool_of_reviewers_is_handed_out_with_what_they_have_in_hand():
    round_ = premium_round()
    for name in ("评审员张", "评审员赵"):
        enrol_reviewer(user=make_user(name), authority=round_.authority)
    officer = signed_in(make_officer(round_.authority))

    head, *rows = rows_of(officer, "staff:export_reviewers")
    assert head[0] == "姓名"
    assert {row[0] for row in rows} == {"评审员张", "评审员赵"}
    found = rows_of(officer, "staff:export_reviewers", {"q": "赵"})[1:]
    assert [(row[0], row[head.index("在库")], row[head.index("在手")]) for row in found] == [("评审员赵", "是", 0)]
