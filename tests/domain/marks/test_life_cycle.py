"""Marks are handed back, passed on, superseded, described and labelled; an upheld appeal undoes what was done."""

import pytest

from pinzhang.domain.applications.models import Application
from pinzhang.domain.cases.models import Case
from pinzhang.domain.core.models import Event, StoredFile
from pinzhang.domain.core.refusals import ChangedMeanwhile
from pinzhang.domain.core.services import jobs
from pinzhang.domain.core.services.files import CannotKeepFile
from pinzhang.domain.facts.models import FactEntry
from pinzhang.domain.marks import services
from pinzhang.domain.marks.models import Mark, MarkChange
from pinzhang.domain.marks.refusals import CannotChangeMark, CannotTransfer
from pinzhang.domain.marks.selectors import renewed_by_application
from pinzhang.domain.messages.models import Letter
from pinzhang.domain.parties.models import Subject
from pinzhang.domain.parties.services import WrongGtin
from pinzhang.domain.programmes.services.editions import publish_edition
from pinzhang.engine.packs.schema.base import Words
from pinzhang.engine.packs.schema.outcomes import Renewal
from tests.domain.marks.test_marks import _before_conferral, _round
from tests.factories import AT, make_enterprise, make_officer, make_round, make_signer
from tests.factories.flow import DAY
from tests.factories.forms import PDF
from tests.factories.marks import make_held_mark
from tests.factories.programmes import EXAMPLE_PACK, load, make_edition

pytestmark = [pytest.mark.django_db, pytest.mark.data]
TO = {"text": "吸收合并", "document_number": "合并协议〔2026〕1号"}


@pytest.fixture
def mark():
    return make_held_mark()


@pytest.fixture
def officer(mark):
    return make_officer(mark.authority)


def _refused(refused, act, **given):
    tables = (Mark, MarkChange, FactEntry, Subject, StoredFile)
    before = [list(table.objects.order_by("pk").values()) for table in tables]
    events = Event.objects.count()
    with pytest.raises(refused) as refusal:
        act(**given)
    assert [list(table.objects.order_by("pk").values()) for table in tables] == before
    assert Event.objects.count() == events
    return refusal.value


def _honours(organisation) -> list[str]:
    living = FactEntry.objects.filter(organisation=organisation, name="honours", ended_at=None)
    return [entry.value["status"] for entry in living]


def test_the_signer_hands_a_mark_back_for_good(mark, officer):
    lin = make_signer(mark.holder)

    services.surrender_mark(mark=mark, text="产品停产", by=lin, at=AT, expected_version=1)

    mark.refresh_from_db()
    assert (mark.state, _honours(mark.holder)) == ("surrendered", ["surrendered"])
    _refused(CannotChangeMark, services.surrender_mark, mark=mark, text="再交一次", by=lin, at=AT)
    given = {"mark": mark, "by": officer, "at": AT, "text": "x"}
    _refused(CannotChangeMark, services.revoke_mark, ground="standard-not-met", **given)


def test_nobody_else_hands_a_mark_back_and_not_without_a_reason(mark, officer):
    _refused(CannotChangeMark, services.surrender_mark, mark=mark, text="产品停产", by=officer, at=AT)
    lin = make_signer(mark.holder)
    _refused(CannotChangeMark, services.surrender_mark, mark=mark, text=" ", by=lin, at=AT)
    _refused(ChangedMeanwhile, services.surrender_mark, mark=mark, text="停产", by=lin, at=AT, expected_version=9)


def test_a_mark_passes_to_the_successor_with_its_document_and_a_certificate(mark, officer):
    left, taken = mark.holder, make_enterprise("青岛承接样例有限公司")

    services.transfer_mark(mark=mark, to=taken, content=PDF, name="协议.pdf", by=officer, at=AT, **TO)
    while jobs.run_due(at=AT):
        pass

    fresh = Mark.objects.get()
    assert (fresh.holder, fresh.subject.organisation, fresh.subject.name) == (taken, taken, "琉璃器皿")
    assert (fresh.number, fresh.state) == (mark.number, "active")
    change = MarkChange.objects.get(to_holder=taken)
    assert (change.from_holder, change.document_number, change.document.name) == (
        left,
        "合并协议〔2026〕1号",
        "协议.pdf",
    )
    assert (_honours(left), _honours(taken)) == ([], ["active"])
    assert Letter.objects.get(kind="certificate").organisation == taken


def test_a_suspended_mark_stays_suspended_when_it_passes_on(mark, officer):
    services.suspend_mark(mark=mark, ground="standard-not-met-suspension", text="核实", by=officer, at=AT)

    services.transfer_mark(mark=mark, to=make_enterprise(), by=officer, at=AT, **TO)

    assert Mark.objects.get().state == "suspended"


@pytest.mark.parametrize("missing", [{"text": " "}, {"document_number": ""}])
def test_a_transfer_states_ground_and_document(mark, officer, missing):
    to = make_enterprise()

    refusal = _refused(CannotTransfer, services.transfer_mark, mark=mark, to=to, by=officer, at=AT, **{**TO, **missing})

    assert list(refusal.fields) == list(missing)


def test_what_cannot_be_passed_on_stays(mark, officer):
    given = {"by": officer, "at": AT, **TO}
    _refused(CannotTransfer, services.transfer_mark, mark=mark, to=mark.holder, **given)
    to = make_enterprise()
    broken = {"content": b"MZ...", "name": "x.pdf"}
    _refused(CannotKeepFile, services.transfer_mark, mark=mark, to=to, **given, **broken)
    make_held_mark(mark.round, number="YP-2026-0002", holder=to)
    _refused(CannotTransfer, services.transfer_mark, mark=mark, to=to, **given)
    person = make_held_mark(mark.round, number="YP-2026-0003", kind="person")
    _refused(CannotTransfer, services.transfer_mark, mark=person, to=make_enterprise(), **given)
    services.revoke_mark(mark=mark, ground="standard-not-met", text="属实", by=officer, at=AT)
    _refused(CannotTransfer, services.transfer_mark, mark=mark, to=make_enterprise(), **given)


def test_an_appeal_undoes_a_revocation_once_and_only_while_nothing_came_after_it(mark, officer):
    services.suspend_mark(mark=mark, ground="standard-not-met-suspension", text="核实", by=officer, at=AT)
    suspended = MarkChange.objects.last()
    services.revoke_mark(mark=mark, ground="standard-not-met", text="属实", by=officer, at=AT)
    revoked = MarkChange.objects.last()
    case = Case.objects.create(
        number="T-1", kind="appeal", authority=mark.authority, title="t", stage="s", opened_at=AT
    )
    given = {"case": case, "by": officer, "at": AT, "text": "复查合格"}
    _refused(CannotChangeMark, services.annul_change, change=suspended, **given)

    services.annul_change(change=revoked, **given)

    undone = MarkChange.objects.get(annuls=revoked)
    assert (Mark.objects.get().state, undone.ground, undone.clause) == ("suspended", suspended.ground, "四（三）")
    assert _honours(mark.holder) == ["suspended"]
    _refused(CannotChangeMark, services.annul_change, change=revoked, **given)
    _refused(CannotChangeMark, services.annul_change, change=MarkChange.objects.first(), **given)


def test_a_new_conferral_on_the_same_subject_supersedes_the_licensed_mark():
    old = make_held_mark(_round("3y"), number="YP-2023-0001")
    services.describe_scope(mark=old, scope="一号线", by=make_officer(old.authority), at=AT)
    opened, officer = _before_conferral(old.round)
    Application.objects.update(applicant=old.holder, subject=old.subject)

    new = services.confer(opened=opened, round_=old.round, by=officer, at=AT + 9 * DAY)[0]

    old.refresh_from_db()
    assert (new.renews, new.scope, new.state, old.state) == (old, "一号线", "active", "superseded")
    assert sorted(_honours(old.holder)) == ["active", "superseded"]
    assert MarkChange.objects.filter(mark=old).last().text == f"换发新标识 {new.number}"


def test_awards_stand_beside_each_other_unless_the_edition_renews_them():
    award = make_round(make_edition(EXAMPLE_PACK))
    mark = make_held_mark(award, number="JMQ-2024-0001", kind="enterprise")
    same = Application(round=award, subject=mark.subject, route="application")

    assert renewed_by_application(same) is None

    text = Words(zh="期满前复评")
    renewal = Renewal(route="application", text=text, clause="第二十条", source="public-report")
    document = load(EXAMPLE_PACK)
    rule = document.outcomes.mark.model_copy(update={"renewal": renewal})
    outcomes = document.outcomes.model_copy(update={"mark": rule})
    head = document.programme.model_copy(update={"edition": "2027", "valid_from": AT.date()})
    later = publish_edition(
        document=document.model_copy(update={"outcomes": outcomes, "programme": head}), by=None, at=AT
    )
    same.round.edition = later
    assert renewed_by_application(same) == mark


def test_a_scope_is_described_while_the_mark_is_in_force(mark, officer):
    given = {"mark": mark, "by": officer, "at": AT}
    services.describe_scope(scope=" 高脚杯、花瓶 ", **given)
    assert Mark.objects.get().scope == "高脚杯、花瓶"

    _refused(CannotChangeMark, services.describe_scope, scope="字" * 501, **given)
    services.revoke_mark(mark=mark, ground="standard-not-met", text="属实", by=officer, at=AT)
    _refused(CannotChangeMark, services.describe_scope, scope="花瓶", **given)


@pytest.mark.parametrize("typed", ["6901234567892", " 0690 1234567892", "６９０１２３４５６７８９２"])
def test_the_code_of_a_product_is_kept_with_fourteen_digits(mark, typed):
    services.record_gtin(mark=mark, gtin=typed, by=make_signer(mark.holder), at=AT)

    assert Subject.objects.get(pk=mark.subject_id).gtin == "06901234567892"


@pytest.mark.parametrize("typed", ["6901234567891", "12345", "abcdefgh", "690123456789x"])
def test_a_code_with_a_wrong_check_digit_is_refused(mark, typed):
    lin = make_signer(mark.holder)

    refusal = _refused(WrongGtin, services.record_gtin, mark=mark, gtin=typed, by=lin, at=AT)

    assert list(refusal.fields) == ["gtin"]


def test_only_products_have_a_code():
    mark = make_held_mark(kind="enterprise")

    _refused(
        CannotChangeMark, services.record_gtin, mark=mark, gtin="6901234567892", by=make_signer(mark.holder), at=AT
    )
