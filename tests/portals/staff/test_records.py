"""Histories in words, who saw what, and what people may ask of their own data."""

import io
import zipfile

import pytest
from django.urls import reverse

from pinzhang.domain.applications.models import Objector
from pinzhang.domain.applications.services.lists import decide_objection, raise_objection
from pinzhang.domain.core.models import AccessRecord, Event
from pinzhang.domain.core.services import events
from pinzhang.domain.core.services.events import stream_of
from pinzhang.domain.parties.choices import PostRole
from pinzhang.portals.staff.pages.history import EVENTS
from pinzhang.portals.staff.pages.trail import MORE_EVENTS
from tests.factories import (
    AT,
    bureau,
    make_district,
    make_edition,
    make_enterprise,
    make_officer,
    make_post,
    make_round,
    make_user,
)
from tests.factories.flow import in_notice
from tests.factories.programmes import PREMIUM_PACK
from tests.portals.staff.makers import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def objected():
    """An application with an objection in a notice; its officer."""
    notice, officer = in_notice(make_round(make_edition(PREMIUM_PACK)), count=1)
    application = notice.batch.round.applications.get()
    raised = raise_objection(
        opened=notice, application=application, text="数据不实", name="异议甲某", contact="13800138000", at=AT
    )
    return raised, application, officer


@pytest.fixture
def approver():
    return make_post(bureau(), PostRole.APPROVER, "周正").user


def _get(client, name, *args):
    return client.get(reverse(f"staff:{name}", args=args))


@pytest.mark.parametrize("kind", ["application", "round", "edition", "organisation"])
def test_the_history_of_anything_is_told_in_words(kind, objected):
    _, application, officer = objected
    subject = {
        "application": application,
        "round": application.round,
        "edition": application.round.edition,
        "organisation": application.applicant,
    }[kind]

    response = _get(signed_in(officer), "history", kind, subject.pk)

    page = response.content.decode()
    assert response.status_code == 200
    assert len(response.context["events"]) > 0
    assert [event.text for event in response.context["events"] if "其他变更" in event.text] == []
    assert "本页各条与当时写下的一致" in page


def test_an_event_that_was_altered_is_pointed_out(objected):
    _, application, officer = objected
    Event.objects.filter(stream=stream_of(application), sequence=1).update(by="")

    page = _get(signed_in(officer), "history", "application", application.pk).content.decode()

    assert "有 1 条与当时写下的不符" in page


def test_what_an_official_may_not_read_has_no_history_for_them(objected):
    _, application, _ = objected
    stranger = make_officer(make_district("370214", "城阳区", "370214-chengyang"), "外人")
    client = signed_in(stranger)

    statuses = [
        _get(client, "history", kind, pk).status_code
        for kind, pk in (
            ("application", application.pk),
            ("round", application.round_id),
            ("organisation", application.applicant_id),
            ("nothing", 1),
        )
    ]

    assert statuses == [404, 404, 404, 404]


def test_a_history_of_many_events_takes_as_many_queries_as_one_of_few(objected, django_assert_max_num_queries):
    _, application, officer = objected
    client = signed_in(officer)
    for _ in range(30):
        events.record("applications.answers.saved", subject=application, by=make_user(), at=AT)

    with django_assert_max_num_queries(14):
        response = _get(client, "history", "application", application.pk)

    assert len(response.context["events"]) > 30


def test_opening_a_file_is_recorded_and_shown(objected):
    _, application, officer = objected
    client = signed_in(officer)

    for _ in range(2):
        _get(client, "application", application.pk)

    assert AccessRecord.objects.filter(by=stream_of(officer), about=stream_of(application), what="file").count() == 1
    page = _get(client, "history", "application", application.pk).content.decode()
    assert "查看申报材料" in page
    assert "王处" in page


def test_a_way_to_reach_an_objector_is_hidden_until_asked_for_and_asking_is_recorded(objected):
    raised, application, officer = objected
    client = signed_in(officer)

    listed = _get(client, "application", application.pk).content.decode()
    shown = client.post(reverse("staff:objector_contact", args=[application.pk, raised.pk])).content.decode()

    assert "13800138000" not in listed
    assert "异议甲某" not in listed
    assert "138******00" in listed
    assert "13800138000" in shown
    assert AccessRecord.objects.filter(about=stream_of(raised.objector), what="contact").count() == 1
    assert client.get(reverse("staff:objector_contact", args=[application.pk, raised.pk])).status_code == 405


def test_only_an_approver_at_the_root_works_with_data_of_everybody(approver):
    district = make_post(make_district(), PostRole.APPROVER, "区审定").user
    officer = make_officer(bureau())
    lin = make_user()

    found = {
        user: [
            _get(signed_in(user), "people").status_code,
            _get(signed_in(user), "person", f"user:{lin.pk}").status_code,
        ]
        for user in (approver, district, officer)
    }

    assert list(found.values()) == [[200, 200], [404, 404], [404, 404]]
    assert _get(signed_in(approver), "person", "user:999999").status_code == 404


def test_a_person_is_found_exported_and_erased(approver):
    client, lin = signed_in(approver), make_user("林未名")
    address = reverse("staff:person", args=[f"user:{lin.pk}"])

    assert address in client.get(reverse("staff:people"), {"q": "林未名"}).content.decode()
    assert "用户资料" in client.get(address).content.decode()
    sent = client.post(reverse("staff:export_person", args=[f"user:{lin.pk}"]))
    assert zipfile.ZipFile(io.BytesIO(sent.content)).namelist() == ["answer.json"]
    assert sent.headers["Cache-Control"] == "no-store"
    unsure = client.post(address, {"ground": "第3号"})
    assert unsure.status_code == 422
    lin.refresh_from_db()
    assert lin.full_name == "林未名"

    done = client.post(address, {"ground": "第3号", "sure": "on"})

    lin.refresh_from_db()
    assert (done.status_code, lin.full_name, lin.is_active) == (302, "", False)
    looks = AccessRecord.objects.filter(about=stream_of(lin)).values_list("what", flat=True)
    assert set(looks) == {"person", "export"}


def test_an_objector_who_waits_for_an_answer_is_not_erased(objected, approver):
    raised, _, officer = objected
    client = signed_in(approver)
    address = reverse("staff:person", args=[f"objector:{raised.objector.pk}"])

    page = client.get(address).content.decode()
    refused = client.post(address, {"ground": "第3号", "sure": "on"})

    assert "现在还不能删除" in page
    assert refused.status_code == 422
    assert Objector.objects.count() == 1
    decide_objection(objection=raised, upheld=False, finding="查无实据", by=officer, at=AT)
    assert client.post(address, {"ground": "第3号", "sure": "on"}).status_code == 302
    assert not Objector.objects.exists()
    page = _get(signed_in(officer), "application", raised.application_id).content.decode()
    assert "个人信息已删除" in page


def test_nobody_found_is_said(approver):
    assert "没有找到" in signed_in(approver).get(reverse("staff:people"), {"q": "无此人"}).content.decode()


def test_no_event_has_words_twice():
    assert set(EVENTS) & set(MORE_EVENTS) == set()


def test_the_organisation_of_nobody_has_no_history(approver):
    firm = make_enterprise()

    assert _get(signed_in(approver), "history", "organisation", firm.pk).status_code == 404
