"""Messages and files of a case."""

import pytest

from pinzhang.domain.cases.models import Attachment, Message
from pinzhang.domain.cases.refusals import CannotSend
from pinzhang.domain.cases.services.correspondence import attach_file, remove_attachment, send_message
from pinzhang.domain.core.models import Event, StoredFile
from pinzhang.domain.core.services import jobs
from pinzhang.domain.core.services.files import CannotKeepFile
from pinzhang.domain.messages.models import Notice
from tests.factories import AT, make_officer, make_round
from tests.factories.flow import DAY, draft, signer_of, submitted
from tests.factories.forms import PDF

pytestmark = pytest.mark.django_db


def _attach(application, by, most=1):
    return attach_file(
        case=application.case,
        field="licence",
        content=PDF,
        name="a.pdf",
        accept=("pdf",),
        max_mb=1,
        max_files=most,
        by=by,
        at=AT,
    )


def test_a_message_reaches_the_other_side_and_not_its_author():
    application = submitted(make_round())
    officer, lin = make_officer(application.case.authority), signer_of(application.applicant)
    jobs.run_due(at=AT)
    Notice.objects.all().delete()

    send_message(case=application.case, text=" 请来电 ", from_office=True, by=officer, at=AT)
    send_message(case=application.case, text="已去电", from_office=False, by=lin, at=AT)
    jobs.run_due(at=AT + DAY)

    assert list(Message.objects.order_by("pk").values_list("text", flat=True)) == ["请来电", "已去电"]
    assert list(Notice.objects.order_by("pk").values_list("recipient", flat=True)) == [lin.pk, officer.pk]


@pytest.mark.parametrize("text", ["  ", "长" * 4001])
def test_an_empty_or_endless_message_is_refused_and_nothing_is_sent(text):
    application = draft(make_round())
    events = Event.objects.count()

    with pytest.raises(CannotSend):
        send_message(case=application.case, text=text, from_office=False, by=signer_of(application.applicant), at=AT)

    assert not Message.objects.exists()
    assert Event.objects.count() == events


def test_a_field_takes_as_many_files_as_it_says_and_a_removed_one_makes_room():
    application = draft(make_round())
    lin = signer_of(application.applicant)
    first = _attach(application, lin)
    with pytest.raises(CannotKeepFile):
        _attach(application, lin)
    kept = StoredFile.objects.count()

    for _ in range(2):
        remove_attachment(attachment=first, by=lin, at=AT)
    _attach(application, lin)

    assert (kept, StoredFile.objects.count()) == (1, 2)
    assert Attachment.objects.filter(removed_at=None).count() == 1
    assert Event.objects.filter(name="cases.attachment.removed").count() == 1
