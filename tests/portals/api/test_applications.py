from datetime import timedelta

import pytest
from django.utils import timezone

from pinzhang.domain.applications.models import Application
from pinzhang.domain.connections.models import KeptRequest
from pinzhang.domain.core.models import Event
from pinzhang.domain.programmes.selectors import edition_document
from tests.factories import make_enterprise, make_round, make_signer
from tests.factories.forms import PDF, plain_value

pytestmark = pytest.mark.django_db

ALL = ("organisation:read", "organisation:write", "organisation:sign")


@pytest.fixture
def open_round():
    now = timezone.now()
    return make_round(opens_at=now - timedelta(days=3), closes_at=now + timedelta(days=30))


@pytest.fixture
def firm():
    return make_enterprise()


@pytest.fixture
def lin(firm):
    return make_signer(firm)


@pytest.fixture
def system(speaker, firm, lin):
    return speaker(firm, lin, *ALL)


def begun(system, round_):
    head = edition_document(round_.edition).programme
    given = {"round": round_.pk, "route": head.routes[0].key, "subject_kind": head.subject_kinds[0]}
    return system.post("applications", given)


def filled(system, application):
    """Answer every question of every open section, and attach what is asked for."""
    for key in application["open_sections"]:
        section = system.get(f"applications/{application['id']}/sections/{key}").json()
        form = edition_document(Application.objects.get(pk=application["id"]).round.edition).form
        asked = next(one for one in form.sections if one.key == key)
        answers = {one.name: str(plain_value(one)) for one in asked.fields if one.kind != "attachment"}
        for group in asked.groups:
            answers[group.name] = [{one.name: str(plain_value(one)) for one in group.fields}] * group.minimum
        given = {"answers": answers, "answers_version": section["answers_version"]}
        assert system.put(f"applications/{application['id']}/sections/{key}", given).json()["problems"] == {}
        for one in section["questions"]:
            if one["kind"] == "attachment":
                from django.core.files.uploadedfile import SimpleUploadedFile  # noqa: PLC0415

                fields = {"field": one["name"], "file": SimpleUploadedFile("证明.pdf", PDF)}
                assert system.upload(f"applications/{application['id']}/attachments", fields).status_code == 200


def test_an_application_is_begun_filled_in_signed_and_submitted(system, open_round):
    application = begun(system, open_round).json()
    filled(system, application)

    submitted = system.post(f"applications/{application['id']}/submission", {"version": application["version"]})

    told = submitted.json()
    assert submitted.status_code == 200, told
    assert told["stage"] != application["stage"]
    assert told["findings"]["digest"] == open_round.edition.digest
    assert system.get("applications").json()["items"][0]["number"] == told["number"]


def test_a_draft_that_lacks_something_is_refused_by_name_and_stays_a_draft(system, open_round):
    application = begun(system, open_round).json()

    refused = system.post(f"applications/{application['id']}/submission", {"version": application["version"]})

    told = refused.json()
    assert refused.status_code == 422
    assert refused["Content-Type"] == "application/problem+json"
    assert (told["refusal"], told["title"]) == ("CannotSubmit", "还有内容没有填完整。")
    assert set(told["fields"]) == set(application["lacking"])
    assert Application.objects.get().submitted_at is None


def test_a_token_in_the_holders_name_fills_in_but_never_signs(speaker, firm, lin, open_round):
    machine = speaker(firm, lin, "organisation:read", "organisation:write", for_holder=True)
    application = begun(machine, open_round).json()

    refused = machine.post(f"applications/{application['id']}/submission", {"version": application["version"]})

    assert refused.status_code == 403
    assert refused.json()["refusal"] == "ScopeMissing"


def test_another_firms_application_does_not_exist(system, speaker, open_round):
    application = begun(system, open_round).json()
    other = make_enterprise()
    stranger = speaker(other, make_signer(other), *ALL)

    answer = stranger.get(f"applications/{application['id']}")

    assert answer.status_code == 404
    assert answer.json()["refusal"] == "NotThere"


def test_an_unknown_field_is_refused_and_nothing_is_begun(system, open_round):
    answer = system.post("applications", {"round": open_round.pk, "route": "x", "subject_kind": "y", "colour": "red"})

    assert answer.status_code == 400
    assert "given.colour" in answer.json()["fields"]
    assert not Application.objects.exists()


def test_an_unknown_parameter_is_refused(system):
    answer = system.get("applications?colour=red")

    assert answer.status_code == 400
    assert list(answer.json()["fields"]) == ["colour"]


def test_the_same_key_sent_twice_begins_one_application_and_answers_the_same(system, open_round):
    head = edition_document(open_round.edition).programme
    given = {"round": open_round.pk, "route": head.routes[0].key, "subject_kind": head.subject_kinds[0]}
    key = {"Idempotency-Key": "the-same-key"}

    first, second = system.post("applications", given, **key), system.post("applications", given, **key)

    assert first.content == second.content
    assert second["Idempotent-Replayed"] == "true"
    assert Application.objects.count() == 1


def test_the_same_key_with_another_body_is_refused_and_nothing_happens(system, open_round):
    head = edition_document(open_round.edition).programme
    given = {"round": open_round.pk, "route": head.routes[0].key, "subject_kind": head.subject_kinds[0]}
    key = {"Idempotency-Key": "the-same-key"}
    system.post("applications", given, **key)

    refused = system.post("applications", {**given, "subject_name": "另一个"}, **key)

    assert refused.status_code == 422
    assert refused.json()["refusal"] == "KeyUsedOtherwise"
    assert Application.objects.count() == 1


def test_a_post_without_a_key_is_refused_and_nothing_happens(system, open_round):
    answer = system.post("applications", {"round": open_round.pk}, **{"Idempotency-Key": ""})

    assert answer.status_code == 400
    assert answer.json()["refusal"] == "KeyMissing"
    assert not KeptRequest.objects.exists()


def test_what_could_not_be_read_may_be_sent_again_mended_under_the_same_key(system, open_round):
    head = edition_document(open_round.edition).programme
    key = {"Idempotency-Key": "the-same-key"}
    given = {"round": open_round.pk, "route": head.routes[0].key}
    assert system.post("applications", given, **key).status_code == 400

    mended = system.post("applications", {**given, "subject_kind": head.subject_kinds[0]}, **key)

    assert mended.status_code == 200
    assert Application.objects.count() == 1


def test_who_left_the_firm_has_no_token_at_once(system, lin):
    membership = lin.memberships.get()
    membership.until_at = timezone.now()
    membership.save()

    answer = system.get("applications")

    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == "Bearer"
    assert answer.json()["refusal"] == "TokenRefused"


def test_a_session_opens_nothing(client, lin, system):
    client.force_login(lin)

    assert client.get("/api/v1/applications").status_code == 401


def test_pages_stay_right_while_applications_are_added(system, firm, lin, open_round):
    head = edition_document(open_round.edition).programme
    kind = next((one for one in head.subject_kinds if one == "product"), head.subject_kinds[0])
    rounds = [
        open_round,
        *(
            make_round(
                open_round.edition, label=f"第{n}批", opens_at=open_round.opens_at, closes_at=open_round.closes_at
            )
            for n in range(4)
        ),
    ]
    for round_ in rounds[:4]:
        given = {"round": round_.pk, "route": head.routes[0].key, "subject_kind": kind, "subject_name": "甲"}
        system.post("applications", given)
    first = system.get("applications?limit=2").json()
    system.post("applications", {"round": rounds[4].pk, "route": head.routes[0].key, "subject_kind": kind})

    second = system.get(f"applications?limit=2&after={first['next']}").json()

    seen = [one["id"] for one in first["items"] + second["items"]]
    assert len(set(seen)) == 4
    assert "next" not in second


def test_a_cursor_that_was_not_given_out_is_refused(system, open_round):
    begun(system, open_round)

    assert system.get("applications?after=abc").status_code == 400


def test_messages_go_to_the_office_once(system, open_round):
    application = begun(system, open_round).json()

    system.post(f"applications/{application['id']}/messages", {"text": "请问何时截止？"})

    found = system.get(f"applications/{application['id']}/messages").json()["items"]
    assert [one["text"] for one in found] == ["请问何时截止？"]
    assert Event.objects.filter(name="cases.message.sent").count() == 1
