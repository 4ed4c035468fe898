"""People are told once, in their language, and their notices are theirs alone."""

import pytest
from django.core import mail

from pinzhang.domain.core.models import Event
from pinzhang.domain.core.services import jobs
from pinzhang.domain.messages import services
from pinzhang.domain.messages.models import Letter, Notice
from pinzhang.domain.messages.selectors import notices_of, unread_count
from pinzhang.domain.parties.services import register_user
from tests.factories import AT, make_enterprise, make_user
from tests.factories.flow import DAY

pytestmark = pytest.mark.django_db


def _tell(person, key="a"):
    return services.notify(
        recipient=person, key=key, title="已提交", title_en="Received", text="请看", text_en="See", link="/x", at=AT
    )


def test_a_person_is_told_once_per_key_and_without_an_address_no_mail_goes_out():
    lin = make_user()

    told = [_tell(lin) is not None, _tell(lin) is not None]
    jobs.run_due(at=AT + DAY)

    assert told == [True, False]
    assert Notice.objects.count() == 1
    assert mail.outbox == []


@pytest.mark.parametrize(("language", "subject"), [("en", "Received"), ("zh-hans", "已提交"), ("", "已提交")])
def test_a_mail_goes_out_once_in_the_language_of_its_reader(language, subject, settings):
    ada = register_user(username="ada", full_name="Ada", email="ada@example.cn", language=language)
    _tell(ada)
    _tell(ada)

    jobs.run_due(at=AT + DAY)
    jobs.run_due(at=AT + 2 * DAY)

    assert [(one.subject, one.to) for one in mail.outbox] == [(subject, ["ada@example.cn"])]
    assert mail.outbox[0].body.endswith(f"{settings.SITE_URL}/x")


def test_nobody_marks_the_notices_of_somebody_else_as_read():
    lin, li = make_user("林"), make_user("李")
    notice = _tell(lin)
    _tell(lin, key="b")

    assert services.mark_read(user=li, at=AT, pk=notice.pk) == 0
    assert services.mark_read(user=lin, at=AT, pk=notice.pk) == 1
    assert (unread_count(lin), [one.key for one in notices_of(lin)]) == (1, ["b", "a"])
    assert services.mark_read(user=lin, at=AT) == 1
    assert unread_count(lin) == 0


def test_a_letter_with_a_number_is_issued_once_and_its_digest_is_in_the_event():
    firm = make_enterprise()
    content = {
        "heading": "通知",
        "holder": firm.name,
        "paragraphs": ["内容"],
        "reasons": [],
        "authority": "局",
        "on": "2026-03-02",
    }
    given = {"kind": "result", "number": "X-1", "about": "application:1", "organisation": firm, "title": "通知"}

    letters = {services.issue_letter(**given, content=content, by=None, at=AT).pk for _ in range(2)}

    letter = Letter.objects.get()
    assert letters == {letter.pk}
    assert letter.file.media_type == "application/pdf"
    event = Event.objects.get(name="messages.letter.issued")
    assert event.data == {"number": "X-1", "kind": "result", "trace": letter.file.trace}
