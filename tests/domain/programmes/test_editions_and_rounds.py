"""Editions do not overlap; a round keeps to its edition's quotas and its dates."""

from datetime import date

import pytest

from pinzhang.domain.core.models import Event
from pinzhang.domain.core.refusals import ChangedMeanwhile
from pinzhang.domain.programmes.models import DraftOpinion, EditionDraft, ProgrammeEdition, Round
from pinzhang.domain.programmes.refusals import CannotAdvanceDraft, CannotOpenRound, CannotPublish
from pinzhang.domain.programmes.selectors import accepts, edition_in_force
from pinzhang.domain.programmes.services import drafts, rounds
from pinzhang.domain.programmes.services.editions import publish_edition
from tests.factories import AT, load, make_department, make_district, make_edition, make_officer, make_round, shanghai
from tests.factories.flow import DAY, submitted
from tests.factories.programmes import PREMIUM_PACK

pytestmark = pytest.mark.django_db


def _document(edition="2031", valid_from=None, valid_to=None, maximum=None, authority=None, purpose=None):
    document = load(PREMIUM_PACK)
    head = document.programme
    changes = {"edition": edition, "valid_from": valid_from or head.valid_from, "valid_to": valid_to}
    changes |= {"authority": authority or head.authority, "purpose": purpose or head.purpose}
    total = document.outcomes.total_quota.model_copy(update={"maximum": maximum})
    tiers = tuple(
        one.model_copy(update={"quota": one.quota.model_copy(update={"maximum": maximum})})
        for one in document.outcomes.tiers
    )
    outcomes = document.outcomes.model_copy(update={"total_quota": total, "tiers": tiers})
    return document.model_copy(update={"programme": head.model_copy(update=changes), "outcomes": outcomes})


def _publish(*given, **more):
    return publish_edition(document=_document(*given), by=None, at=AT, **more)


def _refused(refused, act, *args, **given):
    tables = (ProgrammeEdition, EditionDraft, DraftOpinion, Round)
    before = [list(table.objects.order_by("pk").values()) for table in tables]
    events = Event.objects.count()
    with pytest.raises(refused) as refusal:
        act(*args, **given)
    assert [list(table.objects.order_by("pk").values()) for table in tables] == before
    assert Event.objects.count() == events
    return refusal.value


def test_a_new_edition_ends_the_one_before_on_the_day_before():
    make_district()
    first = _publish("2031", date(2024, 1, 1))
    second = _publish("2032", date(2026, 7, 1))

    first.refresh_from_db()
    assert (first.valid_to, second.valid_to) == (date(2026, 6, 30), None)
    assert edition_in_force(first.code, date(2026, 6, 30)) == first
    assert edition_in_force(first.code, date(2026, 7, 1)) == second
    assert edition_in_force(first.code, date(2023, 12, 31)) is None


def test_the_same_bytes_twice_are_one_edition_and_other_bytes_under_its_name_are_refused():
    make_district()
    first = _publish("2031", date(2024, 1, 1))

    assert _publish("2031", date(2024, 1, 1)) == first
    _refused(CannotPublish, _publish, "2031", date(2024, 2, 1))


@pytest.mark.parametrize(
    ("known", "new"),
    [
        ((date(2024, 1, 1), None), (date(2024, 1, 1), None)),
        ((date(2024, 1, 1), None), (date(2023, 1, 1), None)),
        ((date(2024, 1, 1), date(2026, 1, 1)), (date(2026, 1, 1), None)),
        ((date(2024, 1, 1), date(2026, 1, 1)), (date(2023, 1, 1), date(2024, 1, 1))),
    ],
)
def test_editions_that_overlap_are_refused(known, new):
    make_district()
    _publish("2031", *known)

    _refused(CannotPublish, _publish, "2032", *new)


def test_an_earlier_edition_that_ended_in_time_may_be_entered_later():
    make_district()
    _publish("2032", date(2024, 1, 1))

    old = _publish("2031", date(2021, 1, 1), date(2023, 12, 31))

    assert edition_in_force(old.code, date(2022, 1, 1)) == old
    assert ProgrammeEdition.objects.get(edition="2032").valid_to is None


def test_an_edition_does_not_begin_after_its_end_or_under_an_unknown_authority():
    _refused(CannotPublish, _publish, "2031")
    make_district()
    _refused(CannotPublish, _publish, "2031", date(2024, 1, 1), date(2024, 12, 31), valid_from=date(2025, 1, 1))


def _draft():
    district = make_district()
    officer = make_officer(district.parent)
    asked = [make_department(district.parent, key, name) for key, name in (("tax", "税务局"), ("law", "司法局"))]
    return drafts.start_draft(document=_document(), by=officer, at=AT), officer, asked


def _answer(draft, officer, *, agrees=True, text=""):
    for opinion in DraftOpinion.objects.filter(draft=draft, stage=EditionDraft.objects.get(pk=draft.pk).stage):
        drafts.give_draft_opinion(opinion=opinion, agrees=agrees, text=text, by=officer, at=AT)


def _to_approval(draft, officer, asked, at=AT):
    drafts.advance_draft(draft=draft, by=officer, at=at, departments=asked[:1])
    _answer(draft, officer)
    drafts.advance_draft(draft=draft, by=officer, at=at, comment_until=date(2026, 3, 10))
    later = shanghai(2026, 3, 11)
    drafts.advance_draft(draft=draft, by=officer, at=later, departments=asked)
    _answer(draft, officer)
    drafts.advance_draft(draft=draft, by=officer, at=later, departments=asked[1:])
    _answer(draft, officer)
    return drafts.advance_draft(draft=draft, by=officer, at=later)


def test_an_edition_goes_from_draft_to_a_document_number():
    draft, officer, asked = _draft()
    before = _to_approval(draft, officer, asked)
    given = {"draft": draft, "by": officer, "at": AT}
    _refused(CannotAdvanceDraft, drafts.approve_draft, **given, document_number=" ")

    edition = drafts.approve_draft(**given, document_number=" 青政发〔2026〕2号 ")

    assert before.stage == "approval"
    assert (edition.document_number, edition.digest) == ("青政发〔2026〕2号", draft.digest)
    assert EditionDraft.objects.get().stage == "published"
    for act in (drafts.approve_draft, drafts.return_draft, drafts.abandon_draft):
        more = {"document_number": "x"} if act is drafts.approve_draft else {"note": "x"}
        _refused(CannotAdvanceDraft, act, **given, **more)
    _refused(CannotAdvanceDraft, drafts.revise_draft, **given, document=_document(maximum=5))
    _refused(CannotAdvanceDraft, drafts.advance_draft, **given)
    _refused(CannotAdvanceDraft, drafts.start_draft, document=_document(), by=officer, at=AT)


def test_a_stage_of_a_draft_is_settled_before_the_next_begins():
    draft, officer, asked = _draft()
    given = {"draft": draft, "by": officer, "at": AT}
    _refused(CannotAdvanceDraft, drafts.advance_draft, **given)
    drafts.advance_draft(**given, departments=asked)
    refusal = _refused(CannotAdvanceDraft, drafts.advance_draft, **given)
    _answer(draft, officer, agrees=False, text="有意见，供参考")
    _refused(CannotAdvanceDraft, drafts.advance_draft, **given, comment_until=date(2026, 3, 2))
    drafts.advance_draft(**given, comment_until=date(2026, 3, 10))
    _refused(CannotAdvanceDraft, drafts.advance_draft, **{**given, "at": shanghai(2026, 3, 10)}, departments=asked)
    _refused(CannotAdvanceDraft, drafts.approve_draft, **given, document_number="x")

    assert refusal.reasons == ("税务局", "司法局")


def test_a_comment_is_taken_to_the_last_day_and_answered_before_the_text_goes_on():
    draft, officer, asked = _draft()
    given = {"draft": draft, "by": officer, "at": AT}
    said = {"draft": draft, "author": "市民甲", "clause": "四（三）"}
    _refused(CannotAdvanceDraft, drafts.comment_on_draft, **said, text="早了", at=AT)
    drafts.advance_draft(**given, departments=asked)
    _answer(draft, officer)
    drafts.advance_draft(**given, comment_until=date(2026, 3, 10))
    for text in (" ", "长" * 4001):
        _refused(CannotAdvanceDraft, drafts.comment_on_draft, **said, text=text, at=AT)
    opinion = drafts.comment_on_draft(**said, text="建议放宽", at=shanghai(2026, 3, 10, 23))
    later = shanghai(2026, 3, 11)
    _refused(CannotAdvanceDraft, drafts.comment_on_draft, **said, text="晚了", at=later)
    _refused(CannotAdvanceDraft, drafts.advance_draft, **{**given, "at": later}, departments=asked)
    _refused(CannotAdvanceDraft, drafts.respond_to_comment, opinion=opinion, response=" ", by=officer, at=later)
    drafts.respond_to_comment(opinion=opinion, response="已采纳", by=officer, at=later)

    assert drafts.advance_draft(**{**given, "at": later}, departments=asked).stage == "countersignature"


def test_a_department_that_disagrees_says_why_and_stops_the_countersignature():
    draft, officer, asked = _draft()
    EditionDraft.objects.update(stage="countersignature")
    drafts._ask(draft, "countersignature", asked, at=AT)
    opinion = DraftOpinion.objects.first()
    given = {"opinion": opinion, "agrees": False, "by": officer, "at": AT}
    _refused(CannotAdvanceDraft, drafts.give_draft_opinion, **given, text=" ")
    _answer(draft, officer)
    drafts.give_draft_opinion(**given, text="职责不清")

    refusal = _refused(CannotAdvanceDraft, drafts.advance_draft, draft=draft, by=officer, at=AT, departments=asked)

    assert refusal.reasons == ("税务局",)


@pytest.mark.parametrize("how", ["revised", "returned"])
def test_a_text_that_changes_or_comes_back_is_countersigned_anew_by_everybody_who_signed(how):
    draft, officer, asked = _draft()
    _to_approval(draft, officer, asked)
    signed = DraftOpinion.objects.filter(stage="countersignature").first()
    given = {"draft": draft, "by": officer, "at": AT}

    if how == "revised":
        drafts.revise_draft(**given, document=_document(maximum=7))
    else:
        _refused(CannotAdvanceDraft, drafts.return_draft, **given, note=" ")
        drafts.return_draft(**given, note="再议")

    again = EditionDraft.objects.get()
    waiting = DraftOpinion.objects.filter(stage="countersignature", given_at=None).order_by("department__key")
    assert again.stage == "countersignature"
    assert [one.department.key for one in waiting] == ["law", "tax"]
    assert not DraftOpinion.objects.filter(pk=signed.pk).exists()
    assert not DraftOpinion.objects.filter(stage="legality_review").exists()
    assert DraftOpinion.objects.filter(stage="opinions", given_at=None).count() == 0


def test_a_draft_stays_the_edition_it_is_and_is_made_once():
    draft, officer, _ = _draft()
    given = {"draft": draft, "by": officer, "at": AT}
    _refused(CannotAdvanceDraft, drafts.start_draft, document=_document(), by=officer, at=AT)
    _refused(CannotAdvanceDraft, drafts.revise_draft, **given, document=_document("2032"))
    _refused(CannotAdvanceDraft, drafts.revise_draft, **given, document=_document(authority="370215-jimo", maximum=3))
    _refused(CannotAdvanceDraft, drafts.revise_draft, **given, document=_document())
    _refused(ChangedMeanwhile, drafts.revise_draft, **given, document=_document(maximum=3), expected_version=9)
    _refused(
        CannotAdvanceDraft, drafts.start_draft, document=_document("2033", authority="110000-none"), by=officer, at=AT
    )
    _refused(CannotAdvanceDraft, drafts.abandon_draft, **given, note=" ")

    drafts.abandon_draft(**given, note="停止制定")

    assert drafts.start_draft(document=_document(), by=officer, at=AT).stage == "draft"


def test_an_opinion_comes_too_late_when_its_stage_is_over():
    draft, officer, asked = _draft()
    drafts.advance_draft(draft=draft, by=officer, at=AT, departments=asked)
    opinion = DraftOpinion.objects.first()
    drafts.abandon_draft(draft=draft, note="停止制定", by=officer, at=AT)

    _refused(CannotAdvanceDraft, drafts.give_draft_opinion, opinion=opinion, agrees=True, text="", by=officer, at=AT)


def _set_up(edition, **given):
    plain = {"label": "一", "opens_at": AT, "closes_at": AT + DAY, "reference_on": date(2026, 3, 31)}
    return rounds.set_up_round(edition=edition, by=None, at=AT, **{**plain, **given})


@pytest.mark.parametrize(
    "given",
    [
        {"closes_at": AT},
        {"label": " "},
        {"quotas": {"premium": 11}},
        {"quotas": {"premium": -1}},
        {"quotas": {"gold": 1}},
    ],
)
def test_a_round_that_its_edition_does_not_allow_is_not_set_up(given):
    make_district()
    edition = publish_edition(document=_document(maximum=10), by=None, at=AT)

    _refused(CannotOpenRound, _set_up, edition, **given)


def test_a_label_is_used_once_and_a_clone_keeps_edition_and_quotas():
    first = make_round(make_edition(PREMIUM_PACK), quotas={"premium": 3}, label="一")
    officer = make_officer(first.authority)
    given = {"round_": first, "opens_at": AT, "closes_at": AT + DAY, "by": officer, "at": AT}
    _refused(CannotOpenRound, rounds.clone_round, **given, label="一")

    second = rounds.clone_round(**given, label="二")

    assert (second.edition, second.quotas, second.state) == (first.edition, {"premium": 3}, "planned")
    assert second.batch_id != first.batch_id


def test_rounds_turn_with_their_days_and_an_extension_has_a_ground_and_comes_later():
    edition = make_edition(PREMIUM_PACK)
    round_ = _set_up(edition, opens_at=AT + DAY, closes_at=AT + 3 * DAY)
    firm = submitted(make_round(edition, label="前一届")).applicant
    seen = []
    for day in (0, 1, 2, 3):
        rounds.turn_rounds({}, AT + day * DAY)
        round_.refresh_from_db()
        seen.append((round_.state, accepts(round_, organisation_pk=firm.pk, at=AT + day * DAY)))
    extension = {"round_": round_, "organisation": firm, "by": make_officer(round_.authority), "at": AT}
    _refused(CannotOpenRound, rounds.extend_for, **extension, closes_at=AT + 3 * DAY, ground="故障")
    _refused(CannotOpenRound, rounds.extend_for, **extension, closes_at=AT + 4 * DAY, ground=" ")
    rounds.extend_for(**extension, closes_at=AT + 4 * DAY, ground="故障")

    assert seen == [("planned", False), ("open", True), ("open", True), ("in_review", False)]
    assert accepts(round_, organisation_pk=firm.pk, at=AT + 3 * DAY)
    assert not accepts(round_, organisation_pk=firm.pk, at=AT + 4 * DAY)


def test_a_round_with_cases_in_hand_is_not_finished_and_a_finished_one_not_opened():
    round_ = make_round(make_edition(PREMIUM_PACK))
    application = submitted(round_)
    _refused(CannotOpenRound, rounds.finish_round, round_=round_, by=None, at=AT)
    application.case.outcome, application.case.ended_at = "refused", AT
    application.case.save()

    rounds.finish_round(round_=round_, by=None, at=AT)

    _refused(CannotOpenRound, rounds.open_round, round_=round_, by=None, at=AT)
