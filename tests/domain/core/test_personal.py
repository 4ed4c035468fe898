"""Personal data: where they are, handing them out, erasing them, and what has to stay."""

import io
import json
import zipfile

import pytest
from allauth.account.models import EmailAddress

from pinzhang.domain.applications.models import Objection, Objector
from pinzhang.domain.applications.services.lists import decide_objection, raise_objection
from pinzhang.domain.core.models import Event
from pinzhang.domain.core.personal import holdings, masked, subjects
from pinzhang.domain.core.selectors import broken_links
from pinzhang.domain.core.services.access import record_access
from pinzhang.domain.core.services.events import salted_digest, stream_of
from pinzhang.domain.core.services.personal import (
    CannotErase,
    NoSuchPerson,
    erase_person,
    export_person,
    find_person,
    held_of,
    people_matching,
)
from pinzhang.domain.messages.models import Notice
from pinzhang.domain.messages.services import notify
from pinzhang.domain.parties.models import Membership, User
from pinzhang.domain.parties.services import leave_organisation
from pinzhang.domain.review.models import Reviewer
from pinzhang.domain.review.services.tasks import enrol_reviewer
from tests.factories import AT, bureau, make_edition, make_enterprise, make_officer, make_round, make_signer, make_user
from tests.factories.flow import in_notice
from tests.factories.programmes import PREMIUM_PACK

pytestmark = pytest.mark.django_db
GROUND = "〔2026〕3号"


@pytest.fixture
def lin():
    """Somebody who signed in, was a signer once, got a notice, and reviewed."""
    user = make_user("林未名")
    User.objects.filter(pk=user.pk).update(email="lin@example.cn")
    EmailAddress.objects.create(user=user, email="lin@example.cn", primary=True)
    notify(recipient=user, key="k", title="林未名，您好", at=AT)
    reviewer = enrol_reviewer(user=user, authority=bureau())
    Reviewer.objects.filter(pk=reviewer.pk).update(employer="未名大学")
    user.refresh_from_db()
    return user


@pytest.fixture
def objection():
    notice, officer = in_notice(make_round(make_edition(PREMIUM_PACK)), count=1)
    application = notice.batch.round.applications.first()
    raised = raise_objection(
        opened=notice, application=application, text="数据不实", name="匿名甲", contact="13800138000", at=AT
    )
    return raised, officer


def _answer(content):
    archive = zipfile.ZipFile(io.BytesIO(content))
    return json.loads(archive.read("answer.json")), archive.namelist()


def test_everything_kept_of_a_person_is_handed_out(lin):
    record_access(lin, by=make_user("王"), what="person", at=AT)

    answer, _names = _answer(export_person(kind="user", person=lin, by=None, at=AT))

    told = {one["title"]: one["rows"] for one in answer["holdings"]}
    assert told["用户资料"][0]["email"] == "lin@example.cn"
    assert told["站内通知"][0]["title"] == "林未名，您好"
    assert told["评审专家资料"][0]["employer"] == "未名大学"
    assert answer["seen_by"] == [{"what": "person", "on": "2026-03-02"}]
    assert "password" not in json.dumps(answer)
    assert Event.objects.filter(name="core.personal.exported", stream=stream_of(lin)).exists()


def test_an_erased_person_is_gone_from_every_place_and_every_chain_holds(lin):
    erase_person(kind="user", person=lin, ground=GROUND, by=make_user("王"), at=AT)

    lin.refresh_from_db()
    assert (lin.full_name, lin.email, lin.is_active, lin.username) == ("", "", False, f"erased-{lin.pk}")
    assert not lin.has_usable_password()
    assert not Notice.objects.filter(recipient=lin).exists()
    assert not EmailAddress.objects.filter(user=lin).exists()
    assert Reviewer.objects.get(user=lin).employer == ""
    event = Event.objects.get(name="core.personal.erased")
    assert "林" not in json.dumps(event.data, ensure_ascii=False)
    assert event.data["request"] == GROUND
    assert list(broken_links()) == []
    assert list(people_matching("林未名")) == []


def test_a_person_on_whom_somebody_still_relies_is_not_erased(lin):
    firm = make_enterprise()
    signer = make_signer(firm, "赵签")
    officer = make_officer(bureau(), "王处")

    for person, reason in ((signer, "请先退出单位"), (officer, "请先免去")):
        with pytest.raises(CannotErase) as refusal:
            erase_person(kind="user", person=person, ground=GROUND, by=None, at=AT)
        assert reason in refusal.value.reasons[0]
        person.refresh_from_db()
        assert person.full_name

    leave_organisation(membership=Membership.objects.get(user=signer), by=signer, at=AT)
    kept = erase_person(kind="user", person=signer, ground=GROUND, by=None, at=AT)
    assert [(one.holding.title, one.rows) for one in kept] == [("代表单位的记录", 1)]


@pytest.mark.parametrize("ground", [" ", "林未名本人申请", "1" * 41])
def test_an_erasure_states_the_number_of_its_request_and_no_name(lin, ground):
    with pytest.raises(CannotErase) as refusal:
        erase_person(kind="user", person=lin, ground=ground, by=None, at=AT)

    assert "ground" in refusal.value.fields
    lin.refresh_from_db()
    assert lin.full_name == "林未名"


def test_an_objector_is_erased_with_the_salt_once_answered_and_the_objection_stays(objection):
    raised, officer = objection
    objector = raised.objector
    event = Event.objects.get(name="applications.objection.raised")
    assert event.data["objector"] == salted_digest(objector.salt, "匿名甲", "13800138000")
    with pytest.raises(CannotErase):
        erase_person(kind="objector", person=objector, ground=GROUND, by=None, at=AT)

    decide_objection(objection=raised, upheld=False, finding="查无实据", by=officer, at=AT)
    kept = erase_person(kind="objector", person=objector, ground=GROUND, by=None, at=AT)

    assert [one.holding.title for one in kept] == ["异议内容"]
    assert not Objector.objects.exists()
    assert Objection.objects.get().text == "数据不实"
    assert list(broken_links()) == []


def test_people_are_found_by_name_number_or_contact(lin, objection):
    raised, _ = objection

    found = {text: [(kind, one.pk) for kind, one in people_matching(text)] for text in ("林未名", raised.number, " ")}

    assert found["林未名"] == [("user", lin.pk)]
    assert found[raised.number] == [("objector", raised.objector.pk)]
    assert found[" "] == []
    assert find_person(f"objector:{raised.objector.pk}") == ("objector", raised.objector)


@pytest.mark.parametrize("name", ["user:999999", "nobody:1", "user:x", "", "user"])
def test_somebody_unknown_is_refused_by_name(name):
    with pytest.raises(NoSuchPerson):
        find_person(name)


def test_where_data_stand_is_counted(lin):
    assert {one.holding.title: one.rows for one in held_of("user", lin)} == {
        "用户资料": 1,
        "登录邮箱": 1,
        "站内通知": 1,
        "评审专家资料": 1,
    }


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("13800138000", "138******00"),
        ("370202199001011234", "370*************34"),
        ("lin@example.cn", "l***@example.cn"),
        ("林未名", "林**"),
        ("", ""),
    ],
)
def test_identifiers_are_shown_with_their_middle_hidden(text, shown):
    assert masked(text) == shown


PERSONAL = ("name", "contact", "phone", "email", "author", "employer", "address", "reporter")


def test_every_column_that_sounds_personal_is_declared_or_known_not_to_be():
    """A new table with such a column is declared in the ``personal.py`` of its concept, or listed here."""
    from django.apps import apps  # noqa: PLC0415

    declared = {(one.model._meta.label, field) for kind in subjects() for one in holdings(kind) for field in one.fields}
    found = {
        (model._meta.label, field.name)
        for model in apps.get_models()
        if model.__module__.startswith("pinzhang.domain.")
        for field in model._meta.concrete_fields
        if not field.is_relation and any(field.name == word or field.name.endswith(f"_{word}") for word in PERSONAL)
    }

    assert {one for one in found - declared if one not in NOT_PERSONAL and one[1] != "name"} == set()


NOT_PERSONAL = {
    ("parties.Organisation", "address"),  # of a body, as in its licence
    ("parties.Organisation", "phone"),
    ("parties.User", "first_name"),  # unused; erased all the same
    ("parties.User", "last_name"),
    ("applications.Opinion", "department_name"),
    ("reference.Authority", "short_name"),
}
