"""The holder's own codes and labels, in Chinese and in English."""

import pytest
from django.urls import reverse
from django.utils import timezone

from pinzhang.domain.core.services import jobs
from pinzhang.domain.marks.trusting import claims_of
from pinzhang.domain.trust.models import LabelBatch
from pinzhang.domain.trust.services import credentials
from pinzhang.domain.trust.services.labels import request_labels
from tests.factories import AT
from tests.factories.marks import make_held_mark
from tests.portals.staff.office import queries_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def mark(desk, round_):
    mark = make_held_mark(round_, holder=desk.firm)
    credentials.issue([claims_of(mark)], at=AT)
    return mark


def page_of(mark) -> str:
    return reverse("enterprise:labels", args=[mark.number])


def run_jobs() -> None:
    while jobs.run_due(at=timezone.now()):
        pass


def test_the_holder_asks_for_labels_and_fetches_list_and_pages(desk, mark):
    asked = desk.browser.post(page_of(mark), {"quantity": "2"})
    run_jobs()
    page = desk.browser.get(page_of(mark)).content.decode()
    batch = LabelBatch.objects.get()
    files = [desk.browser.get(reverse("enterprise:label_file", args=[mark.number, batch.pk, part])) for part in (0, 1)]

    assert asked.status_code == 302
    assert "第 1—2 张（PDF）" in page
    assert [b"".join(one.streaming_content)[:5] for one in files][1] == b"%PDF-"


def test_a_stranger_finds_neither_page_nor_file(desk, stranger, mark):
    batch = request_labels(number=mark.number, quantity=1, by=desk.lin, at=AT)
    run_jobs()

    assert stranger.browser.get(page_of(mark)).status_code == 404
    assert stranger.browser.post(page_of(mark), {"quantity": "1"}).status_code == 404
    assert stranger.browser.get(reverse("enterprise:label_file", args=[mark.number, batch.pk, 0])).status_code == 404
    assert LabelBatch.objects.count() == 1


@pytest.mark.parametrize(
    ("language", "says"),
    [
        ("zh-hans", "标识现在不是有效状态，不能制发标签。"),
        ("en", "The mark is not active now; labels cannot be issued for it."),
    ],
)
def test_a_refusal_is_said_in_the_language_of_the_reader(desk, mark, language, says):
    credentials.set_standing(number=mark.number, state="revoked", at=AT)

    answer = desk.browser.post(page_of(mark), {"quantity": "1"}, headers={"accept-language": language})

    assert answer.status_code == 422
    assert says in answer.content.decode()


def test_a_fourth_run_is_refused_in_english_to_who_reads_english(desk, mark):
    for _ in range(3):
        request_labels(number=mark.number, quantity=1, by=desk.lin, at=AT)

    answer = desk.browser.post(page_of(mark), {"quantity": "1"}, headers={"accept-language": "en"})

    assert "3 print runs are still being made" in answer.content.decode()


def test_thirty_print_runs_cost_no_more_statements_than_one(desk, mark):
    def made(count):
        for _ in range(count):
            request_labels(number=mark.number, quantity=1, by=desk.lin, at=AT)
            run_jobs()

    made(1)
    one = queries_of(desk.browser, page_of(mark))
    made(29)

    assert queries_of(desk.browser, page_of(mark)) == one
