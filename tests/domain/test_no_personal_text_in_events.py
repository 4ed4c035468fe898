"""No event, job or access record carries personal text: flows are run with a marker in every personal field."""

import json

import pytest

from pinzhang.domain.applications.services.lists import decide_objection, raise_objection
from pinzhang.domain.cases.services.correspondence import attach_file, send_message
from pinzhang.domain.core.models import AccessRecord, Event, Job
from pinzhang.domain.core.services import jobs
from pinzhang.domain.core.services.personal import erase_person
from pinzhang.domain.messages.models import Notice
from pinzhang.domain.parties.choices import MembershipRole
from pinzhang.domain.parties.models import User
from pinzhang.domain.parties.services import join_organisation, register_user, update_profile
from pinzhang.domain.review.models import ReviewTask
from tests.factories import AT, make_edition, make_enterprise, make_round
from tests.factories.flow import DAY, draft, in_notice
from tests.factories.forms import fill_in
from tests.factories.programmes import PREMIUM_PACK

pytestmark = pytest.mark.django_db
MARK = "ZQX"
"""Stands in every personal text of these flows."""


def _person(number):
    return register_user(username=f"{MARK}{number}", full_name=f"{MARK}名", email=f"{MARK}{number}@example.cn")


def test_no_event_carries_a_marker_that_stands_in_every_personal_field():
    round_ = make_round(make_edition(PREMIUM_PACK))
    notice, officer = in_notice(round_, count=1)
    firm, lin = make_enterprise(), _person(1)
    join_organisation(user=lin, organisation=firm, role=MembershipRole.SIGNER, by=lin, at=AT)
    update_profile(organisation=firm, name_en="", address=f"{MARK}路1号", phone=f"{MARK}138", by=lin, at=AT)
    application = draft(round_, firm=firm)
    fill_in(application, by=lin, at=AT)
    send_message(case=application.case, text=f"{MARK}信", from_office=False, by=lin, at=AT)
    file = {"content": _pdf(), "name": f"{MARK}.pdf", "accept": ("pdf",), "max_mb": 1, "max_files": 1}
    attach_file(case=application.case, field="x", by=lin, at=AT, **file)
    User.objects.update(full_name=MARK, email=f"{MARK}@example.cn")
    ReviewTask.objects.update(summary=MARK, conflict_ground=MARK)
    disputed = next(one for one in round_.applications.all() if one.case.number in notice.frozen)
    raised = raise_objection(opened=notice, application=disputed, text=MARK, name=MARK, contact=f"{MARK}1", at=AT)
    decide_objection(objection=raised, upheld=False, finding=MARK, by=officer, at=AT)
    while jobs.run_due(at=AT + DAY):
        pass
    erase_person(kind="objector", person=raised.objector, ground="1号", by=officer, at=AT)

    assert Event.objects.count() > 40
    assert Notice.objects.exists()
    tables = {
        Event: ("name", "stream", "by", "data"),
        Job: ("handler", "key", "payload", "last_error"),
        AccessRecord: ("by", "about"),
    }
    for table, columns in tables.items():
        told = json.dumps(list(table.objects.values(*columns)), ensure_ascii=False)
        assert MARK not in told, table


def _pdf():
    return b"%PDF-1.4\n" + MARK.encode() + b"\n%%EOF\n"
