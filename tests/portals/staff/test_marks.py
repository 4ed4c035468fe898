"""Marks under surveillance: alerts, procedures, appeals, checks; described, passed on, restored; their letters."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from pinzhang.domain.cases.models import Case
from pinzhang.domain.core.services import jobs
from pinzhang.domain.facts.services import record_value
from pinzhang.domain.marks.choices import MarkState
from pinzhang.domain.marks.models import MarkChange
from pinzhang.domain.marks.services import suspend_mark
from pinzhang.domain.messages.models import Letter
from pinzhang.domain.parties.choices import PostRole
from pinzhang.domain.supervision.models import Alert, Appeal, Consequence, Procedure, SurveillanceCheck
from pinzhang.domain.supervision.services.appeals import raise_appeal
from pinzhang.domain.supervision.services.procedures import decide_procedure, make_statement, open_procedure
from tests.factories import AT, make_enterprise, make_officer, make_post, make_round, make_signer
from tests.factories.forms import PDF
from tests.portals.staff.makers import signed_in
from tests.portals.staff.office import make_mark, premium_round, queries_of, stranger

pytestmark = pytest.mark.django_db
TOMORROW = timezone.localdate() + timedelta(days=1)


@pytest.fixture
def mark():
    return make_mark(premium_round(), "YP-2026-0001")


@pytest.fixture
def wang(mark):
    return make_officer(mark.authority)


@pytest.fixture
def office(wang):
    return signed_in(wang)


def opening(mark, effect: str) -> str:
    return reverse("staff:open_procedure", args=[mark.pk, effect])


def because(ground: str, **more: str) -> dict[str, str]:
    return {"ground": ground, "text": "2026年3月列入名单", "statement_until_on": str(TOMORROW), **more}


def list_as_dishonest(mark) -> None:
    record_value(
        organisation=mark.holder, name="in_dishonesty_list", value=True, supplied_by="register",
        source="信用中国", as_of=AT.date(), by=None, at=AT,
    )  # fmt: skip


def stated(mark, wang, effect: str = "revoke", ground: str = "dishonesty-listed") -> Procedure:
    """A procedure whose holder has spoken, so that it can be decided."""
    now = timezone.now()
    procedure = open_procedure(
        mark=mark, effect=effect, ground=ground, text="2026年3月列入名单", statement_until_on=TOMORROW, by=wang, at=now
    )
    lin = make_signer(mark.holder)
    return make_statement(procedure=procedure, text="正在申请移出", hearing_wanted=False, by=lin, at=now)


def deciding(procedure: Procedure, answer: str = "yes", **more: str) -> dict[str, str]:
    return {"apply": answer, "text": "查实", "version": str(procedure.case.version), **more}


def work_off() -> None:
    while jobs.run_due(at=timezone.now() + timedelta(minutes=1)):
        pass


def test_a_procedure_is_opened_with_notice_and_the_mark_stays_as_it_is(mark, office):
    shown = office.get(opening(mark, "revoke")).content.decode()
    answer = office.post(opening(mark, "revoke"), because("dishonesty-listed"))

    mark.refresh_from_db()
    procedure = Procedure.objects.get()
    assert "公开文件未载明" in shown
    assert "不再是获授权的品牌主体" in shown
    assert (answer.status_code, mark.state, procedure.statement_until_on) == (302, MarkState.ACTIVE, TOMORROW)
    assert procedure.case.number in office.get(answer["Location"]).content.decode()
    assert "等陈述申辩" in office.get(reverse("staff:procedures")).content.decode()
    assert "作出决定…" not in office.get(reverse("staff:procedure", args=[procedure.pk])).content.decode()


def test_a_procedure_without_ground_or_facts_is_refused_at_the_fields(mark, office):
    answer = office.post(opening(mark, "revoke"), {"text": ""})

    assert answer.status_code == 422
    assert sorted(answer.context["form"].errors) == ["ground", "statement_until_on", "text"]
    assert not Procedure.objects.exists()


def test_the_second_of_two_officers_finds_a_procedure_open(mark, office):
    office.post(opening(mark, "revoke"), because("dishonesty-listed"))

    answer = office.post(opening(mark, "suspend"), because("dishonesty-listed-suspension"))

    assert answer.status_code == 422
    assert "已有一个程序在办" in answer.content.decode()
    assert "2026年3月列入名单" in answer.content.decode()


def test_a_decision_revokes_at_once_and_lists_what_follows(mark, wang, office):
    procedure = stated(mark, wang)
    page = reverse("staff:decide_procedure", args=[procedure.pk])
    assert "持有单位可以申诉" in office.get(page).content.decode()

    answer = office.post(page, deciding(procedure))
    shown = office.get(answer["Location"]).content.decode()
    one = Consequence.objects.get()
    step = reverse("staff:do_consequence", args=[procedure.pk, one.pk])
    empty, done = office.post(step, {"note": ""}), office.post(step, {"note": "已收回证书"})

    mark.refresh_from_db()
    assert (mark.state, MarkChange.objects.last().case) == (MarkState.REVOKED, procedure.case)
    assert "不再是获授权的品牌主体" in shown
    assert (empty.status_code, done.status_code) == (422, 302)
    assert "已收回证书" in office.get(answer["Location"]).content.decode()


def test_a_suspension_names_its_last_day(mark, wang, office):
    office.post(opening(mark, "suspend"), because("dishonesty-listed-suspension", suspend_until_on="2026-12-31"))
    procedure = Procedure.objects.get()
    lin = make_signer(mark.holder)
    make_statement(procedure=procedure, text="正在移出", hearing_wanted=False, by=lin, at=timezone.now())
    procedure.case.refresh_from_db()

    office.post(reverse("staff:decide_procedure", args=[procedure.pk]), deciding(procedure))

    made = MarkChange.objects.get(mark=mark, to_state="suspended")
    assert (made.clause, made.until_on) == ("四（三）", date(2026, 12, 31))


def test_a_decision_on_an_old_page_keeps_what_was_typed(mark, wang, office):
    procedure = stated(mark, wang)

    answer = office.post(reverse("staff:decide_procedure", args=[procedure.pk]), deciding(procedure, version="1"))

    mark.refresh_from_db()
    assert (answer.status_code, mark.state) == (422, MarkState.ACTIVE)
    assert "刚刚已由他人处理" in answer.content.decode()
    assert "查实" in answer.content.decode()


def test_a_hearing_is_recorded_before_the_decision(mark, wang, office):
    procedure = stated(mark, wang)
    Procedure.objects.update(hearing_wanted=True)
    page = reverse("staff:hearing", args=[procedure.pk])
    ahead = office.post(page, {"heard_on": str(TOMORROW), "record": "到场两人"})

    answer = office.post(page, {"heard_on": str(timezone.localdate()), "record": "到场两人"})

    assert (ahead.status_code, answer.status_code) == (422, 302)
    assert "到场两人" in office.get(answer["Location"]).content.decode()


def test_letters_of_a_procedure_are_handed_out_to_its_office_only(mark, wang, office):
    decide_procedure(procedure=stated(mark, wang), apply=True, text="查实", by=wang, at=timezone.now())
    work_off()

    letters = Letter.objects.filter(about=f"mark:{mark.pk}")
    assert sorted(letters.values_list("kind", flat=True)) == ["decision", "hearing"]
    address = reverse("staff:letter", args=[letters.get(kind="decision").pk])
    answer = office.get(address)
    assert b"".join(answer.streaming_content).startswith(b"%PDF")
    assert answer["Cache-Control"] == "private, no-store"
    assert "关于撤销" in office.get(reverse("staff:mark", args=[mark.pk])).content.decode()
    assert stranger().get(address).status_code == 404
    letters.update(about=f"application:{mark.pk}")
    assert office.get(address).status_code == 404


def test_an_alert_proposes_and_an_officer_dismisses_it_or_takes_it_up(mark, office):
    list_as_dishonest(mark)
    office.post(reverse("staff:watch"))
    page = office.get(reverse("staff:alerts")).content.decode()
    first, second = Alert.objects.order_by("ground")
    assert "列入严重违法失信名单" in page
    assert "需要核实" in office.get(reverse("staff:mark", args=[mark.pk])).content.decode()

    dismissing = reverse("staff:dismiss_alert", args=[second.pk])
    empty, dismissed = office.post(dismissing, {"reason": ""}), office.post(dismissing, {"reason": "已移出"})
    taken = f"{opening(mark, 'revoke')}?alert={first.pk}"
    assert office.get(taken).context["form"].initial["ground"] == "dishonesty-listed"
    office.post(taken, because("dishonesty-listed"))

    assert (empty.status_code, dismissed.status_code) == (422, 302)
    assert office.get(dismissing).status_code == 404
    assert sorted(Alert.objects.values_list("state", flat=True)) == ["dismissed", "taken_up"]
    assert "已移出" in office.get(reverse("staff:alerts"), {"state": "dismissed"}).content.decode()
    mark.refresh_from_db()
    assert mark.state == MarkState.ACTIVE


def test_without_facts_nothing_is_proposed(mark, office):
    office.post(reverse("staff:watch"))

    assert "没有这样的预警" in office.get(reverse("staff:alerts"), {"state": "nonsense"}).content.decode()
    assert "需要核实" not in office.get(reverse("staff:mark", args=[mark.pk])).content.decode()


def test_an_appeal_is_decided_by_somebody_else(mark, wang, office):
    decided = decide_procedure(procedure=stated(mark, wang), apply=True, text="查实", by=wang, at=timezone.now())
    lin = mark.holder.memberships.get().user
    appeal = raise_appeal(change=decided.change, text="已移出名单", by=lin, at=timezone.now())
    page = reverse("staff:appeal", args=[appeal.pk])
    zhao = signed_in(make_officer(mark.authority, "赵岩"))
    given = {"upheld": "yes", "finding": "移出属实", "version": str(appeal.case.version)}

    assert "原处置由您作出" in office.get(page).content.decode()
    refused = office.post(reverse("staff:decide_appeal", args=[appeal.pk]), given)
    term = zhao.post(reverse("staff:appeal_term", args=[appeal.pk]), {"until_on": str(TOMORROW)})
    assert "待复核" in zhao.get(reverse("staff:appeals")).content.decode()
    empty = zhao.post(reverse("staff:decide_appeal", args=[appeal.pk]), {**given, "finding": ""})
    answer = zhao.post(reverse("staff:decide_appeal", args=[appeal.pk]), given)

    mark.refresh_from_db()
    assert (refused.status_code, term.status_code, empty.status_code, answer.status_code) == (422, 302, 422, 302)
    assert (mark.state, Appeal.objects.get().outcome) == (MarkState.ACTIVE, "upheld")
    assert "移出属实" in zhao.get(page).content.decode()
    assert "因申诉恢复原状" in zhao.get(reverse("staff:mark", args=[mark.pk])).content.decode()


def test_the_result_of_a_planned_check_is_recorded(mark, office):
    check = SurveillanceCheck.objects.create(mark=mark, position=0, due_on=timezone.localdate())
    page = reverse("staff:record_check", args=[check.pk])
    assert mark.number in office.get(reverse("staff:checks")).content.decode()
    given = {"done_on": str(timezone.localdate()), "passed": "no", "finding": "含量不足"}

    refused = office.post(page, given)
    answer = office.post(page, {**given, "ground": "dishonesty-listed"})

    assert (refused.status_code, answer.status_code) == (422, 302)
    assert Alert.objects.get().origin == "check"
    assert office.get(page).status_code == 404


def test_a_mark_passes_to_its_successor_by_a_document(mark, office):
    to = make_enterprise("青岛承接样例有限公司")
    page = reverse("staff:transfer_mark", args=[mark.pk])
    given = {"credit_code": to.credit_code, "text": "吸收合并", "document_number": "协议1号", "version": "1"}
    unknown = office.post(page, {**given, "credit_code": "91370200000000000X"})

    answer = office.post(page, {**given, "document": SimpleUploadedFile("协议.pdf", PDF)})

    mark.refresh_from_db()
    assert (unknown.status_code, answer.status_code, mark.holder) == (422, 302, to)
    assert "协议1号" in office.get(reverse("staff:mark", args=[mark.pk])).content.decode()


def test_the_scope_of_a_mark_is_described(mark, office):
    page = reverse("staff:mark_scope", args=[mark.pk])

    office.post(page, {"scope": "一号、二号生产线", "version": "1"})
    old = office.post(page, {"scope": "三号", "version": "1"})

    assert old.status_code == 422
    assert "一号、二号生产线" in office.get(reverse("staff:mark", args=[mark.pk])).content.decode()


def test_a_suspended_mark_is_restored_with_what_was_found(mark, wang, office):
    suspend_mark(mark=mark, ground="dishonesty-listed-suspension", text="列入名单", by=wang, at=timezone.now())
    page = reverse("staff:restore_mark", args=[mark.pk])
    shown = office.get(page).content.decode()

    old = office.post(page, {"text": "已移出", "version": "1"})
    empty = office.post(page, {"text": "", "version": "2"})
    answer = office.post(page, {"text": "已移出名单", "version": "2"})

    mark.refresh_from_db()
    assert "核实情况" in shown
    assert (old.status_code, empty.status_code, answer.status_code, mark.state) == (422, 422, 302, MarkState.ACTIVE)
    assert office.get(page).status_code == 404


def test_an_edition_without_grounds_lets_nobody_open_a_procedure():
    mark = make_mark(make_round(), "JMQ-2026-0001")

    page = signed_in(make_officer(mark.authority)).get(opening(mark, "revoke")).content.decode()

    assert "规则没有写明可以这样处置的情形" in page
    assert "立案并发出告知书" not in page


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({}, 1),
        ({"q": "YP-2026"}, 1),
        ({"q": "没有这家"}, 0),
        ({"state": "active", "region": "370215"}, 1),
        ({"state": "revoked"}, 0),
        ({"state": "nonsense", "programme": "qingdao-premium-brand"}, 1),
        ({"region": "370281"}, 0),
    ],
)
def test_marks_can_be_narrowed(office, query, count):
    answer = office.get(reverse("staff:marks"), query)

    assert len(answer.context["page"].rows) == count
    assert ("没有符合条件的标识" in answer.content.decode()) == (count == 0)


def test_an_office_without_marks_is_told_so():
    round_ = make_round()

    assert "还没有标识" in signed_in(make_officer(round_.authority)).get(reverse("staff:marks")).content.decode()


def test_a_stranger_sees_no_mark_and_changes_none(mark, wang):
    procedure, client = stated(mark, wang), stranger()

    assert mark.number not in client.get(reverse("staff:marks")).content.decode()
    assert client.get(reverse("staff:mark", args=[mark.pk])).status_code == 404
    assert client.post(opening(mark, "revoke"), because("dishonesty-listed")).status_code == 404
    assert client.get(reverse("staff:procedure", args=[procedure.pk])).status_code == 404
    deciding_page = reverse("staff:decide_procedure", args=[procedure.pk])
    assert client.post(deciding_page, deciding(procedure)).status_code == 404
    mark.refresh_from_db()
    assert mark.state == MarkState.ACTIVE


def test_a_leader_reads_marks_and_changes_none(mark):
    client = signed_in(make_post(mark.authority, PostRole.LEADER).user)

    assert "启动撤销程序…" not in client.get(reverse("staff:mark", args=[mark.pk])).content.decode()
    assert client.get(opening(mark, "revoke")).status_code == 404


@pytest.mark.parametrize("page", ["marks", "alerts", "procedures", "appeals", "checks"])
def test_every_list_asks_as_much_for_thirty_as_for_one(mark, wang, office, page):
    filled(mark, wang)
    for_one = queries_of(office, reverse(f"staff:{page}"))

    for serial in range(2, 31):
        another = make_mark(mark.round, f"YP-2026-{serial:04d}")
        if page != "marks":
            filled(another, wang)

    assert queries_of(office, reverse(f"staff:{page}")) == for_one


def filled(mark, wang) -> None:
    """One of everything about a mark, without the way to it."""
    case = {"kind": "mark_change", "authority": mark.authority, "stage": "statement", "opened_at": AT}
    change = MarkChange.objects.filter(mark=mark).latest("pk")
    Procedure.objects.create(
        case=Case.objects.create(number=f"CZ-{mark.pk}", **case), mark=mark, effect="revoke",
        ground="dishonesty-listed", clause="四（三）", text="列入名单", opened_by=wang,
        statement_until_on=TOMORROW, term_is_stated=False,
    )  # fmt: skip
    Appeal.objects.create(
        case=Case.objects.create(number=f"SS-{mark.pk}", **{**case, "kind": "appeal"}), mark=mark, change=change,
        text="申诉", raised_by=wang, raised_at=AT, first_decided_by=wang,
    )  # fmt: skip
    Alert.objects.create(mark=mark, ground="dishonesty-listed", origin="facts", basis=str(mark.pk), raised_at=AT)
    SurveillanceCheck.objects.create(mark=mark, position=0, due_on=timezone.localdate())
