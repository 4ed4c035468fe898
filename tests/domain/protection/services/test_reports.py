"""Reports come from anybody, go to who is competent, and end with an answer."""

from datetime import date

import pytest

from pinzhang.domain.cases.models import Case
from pinzhang.domain.core.models import Event
from pinzhang.domain.core.refusals import ChangedMeanwhile
from pinzhang.domain.core.services import jobs
from pinzhang.domain.core.services.files import CannotKeepFile
from pinzhang.domain.messages.models import Notice
from pinzhang.domain.protection.models import Report, Reporter, ReportPhoto
from pinzhang.domain.protection.refusals import CannotHandleReport, CannotReport
from pinzhang.domain.protection.selectors import alike, patterns, patterns_of, report_looked_up
from pinzhang.domain.protection.services import reports
from pinzhang.domain.supervision.models import Alert
from tests.domain.protection.casting import AT, refused, taken
from tests.factories import bureau, make_district, make_enterprise, make_officer
from tests.factories.flow import DAY
from tests.factories.forms import PDF, PNG
from tests.factories.marks import make_held_mark

pytestmark = [pytest.mark.django_db, pytest.mark.data]
UNTIL = date(2026, 3, 20)


@pytest.fixture
def jimo():
    return make_district()


@pytest.fixture
def wang(jimo):
    return make_officer(jimo.parent)


def _investigated(wang, jimo, **more) -> Report:
    report = taken(**more).report
    return reports.assign_report(report=report, authority=jimo, until_on=UNTIL, by=wang, at=AT)


def test_an_anonymous_report_gets_a_number_and_a_code_and_keeps_nobody(jimo):
    receipt = taken(text="门头", place="路1号", shop="样例商行", region=jimo.region, photos=[("a.png", PNG)])

    report = receipt.report
    assert (report.case.number, report.case.authority, report.case.stage) == ("JB-2026-0001", jimo, "triage")
    assert (report.contact_digest, Reporter.objects.count()) == ("", 0)
    assert ReportPhoto.objects.get().file.media_type == "image/png"
    assert receipt.code not in str(Report.objects.values().get())
    assert report_looked_up(" jb-2026-0001 ", receipt.code.lower()) == report
    assert report_looked_up("JB-2026-0001", "WRONG234") is None
    assert report_looked_up("JB-2026-0001", "") is None


def test_who_reports_stands_apart_and_events_name_nobody(jimo):
    taken(name="市民", contact="0532-88880001")

    assert Reporter.objects.get().contact == "0532-88880001"
    assert "88880001" not in str(list(Report.objects.values())) + str(list(Event.objects.values()))


def test_a_report_about_a_mark_goes_to_its_authority_and_knows_the_holder(jimo):
    mark = make_held_mark()

    report = taken(kind="fake", mark_number="ｙｐ-2026-0001", region=jimo.region).report

    assert (report.mark, report.organisation, report.case.authority) == (mark, mark.holder, mark.authority)


def test_without_mark_and_district_the_root_of_the_instance_gets_it(jimo):
    assert taken(kind="fake", mark_number="不清楚").report.case.authority == bureau()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"kind": "rumour"}, "kind"),
        ({"defect": " "}, "defect"),
        ({"kind": "fake"}, "mark_number"),
        ({"kind": "misuse"}, "mark_number"),
        ({"text": "字" * 2001}, "text"),
        ({"photos": [("a.png", PNG)] * 6}, "photos"),
    ],
)
def test_a_report_that_lacks_something_is_not_taken(jimo, wrong, field):
    assert list(refused(CannotReport, taken, **wrong).fields) == [field]


def test_only_photographs_are_kept(jimo):
    refusal = refused(CannotKeepFile, taken, photos=[("a.png", PNG), ("b.jpg", PDF)])

    assert list(refusal.fields) == ["photos"]


def test_a_report_is_assigned_with_a_day_looked_into_and_answered(wang, jimo):
    zhao = make_officer(jimo, "赵岩")
    report = _investigated(wang, jimo, name="市民", contact="a@example.cn")
    while jobs.run_due(at=AT):
        pass
    assert (report.case.authority, report.case.stage, report.case.due_on) == (jimo, "investigation", UNTIL)
    assert Notice.objects.filter(recipient=zhao, title__startswith="分来一件举报").count() == 1

    said = {"finding": "proven", "responsible": "other", "measures": "责令拆除店招"}
    report = reports.conclude_report(report=report, by=zhao, at=AT + DAY, **said)
    assert report.case.due_on == UNTIL
    report = reports.answer_report(report=report, answer="已责令拆除", by=zhao, at=AT + 2 * DAY)

    assert (report.case.outcome, report.answer) == ("granted", "已责令拆除")
    assert not Event.objects.filter(name="protection.report.proven").exists()


def test_a_proven_report_that_the_holder_answers_for_becomes_an_alert(wang, jimo):
    mark = make_held_mark()
    report = _investigated(wang, mark.authority, kind="misuse", mark_number=mark.number)
    said = {"finding": "proven", "responsible": "holder", "measures": "抽检不合格", "by": wang, "at": AT}
    assert list(refused(CannotHandleReport, reports.conclude_report, report=report, **said).fields) == ["ground"]

    reports.conclude_report(report=report, ground="standard-not-met", **said)
    while jobs.run_due(at=AT):
        pass

    alert = Alert.objects.get()
    assert (alert.mark, alert.ground, alert.origin, alert.reference) == (
        mark, "standard-not-met", "report", report.case.number,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"finding": ""}, "finding"),
        ({"measures": " "}, "measures"),
        ({"responsible": ""}, "responsible"),
        ({"responsible": "holder"}, "responsible"),
    ],
)
def test_a_conclusion_that_lacks_something_is_refused(wang, jimo, said, field):
    report = _investigated(wang, jimo)
    given = {"finding": "proven", "responsible": "other", "measures": "已查", "by": wang, "at": AT, **said}

    assert list(refused(CannotHandleReport, reports.conclude_report, report=report, **given).fields) == [field]


def test_what_is_not_taken_up_tells_why(wang, jimo):
    report = taken().report
    given = {"report": report, "by": wang, "at": AT}
    refused(CannotHandleReport, reports.refuse_report, answer=" ", **given)

    reports.refuse_report(answer="不属于标识使用", **given)

    assert (Report.objects.get().answer, Case.objects.get().outcome) == ("不属于标识使用", "refused")
    refused(CannotHandleReport, reports.refuse_report, answer="x", **given)
    refused(CannotHandleReport, reports.name_organisation, organisation=make_enterprise(), **given)


def test_steps_are_taken_in_their_order_on_a_fresh_page_and_with_a_day_ahead(wang, jimo):
    report = taken().report
    given = {"report": report, "by": wang, "at": AT}
    refused(CannotHandleReport, reports.answer_report, answer="好", **given)
    refused(CannotHandleReport, reports.conclude_report, finding="proven", measures="x", **given)
    to = {"authority": jimo, "until_on": AT.date()}
    refused(CannotHandleReport, reports.assign_report, **given, **to)
    to["until_on"] = UNTIL
    refused(ChangedMeanwhile, reports.assign_report, expected_version=7, **given, **to)
    report = reports.assign_report(**given, **to)
    reports.conclude_report(report=report, finding="cannot_tell", measures="查无此店", by=wang, at=AT)

    refused(CannotHandleReport, reports.answer_report, report=report, answer="", by=wang, at=AT)


def test_one_contact_against_many_firms_and_one_wording_are_shown_and_block_nobody(jimo):
    firms = [make_enterprise() for _ in range(3)]
    marks = [make_held_mark(number="YP-2026-0001", holder=firms[0])]
    marks += [make_held_mark(marks[0].round, number=f"YP-2026-000{n + 1}", holder=firms[n]) for n in (1, 2)]
    same = {"kind": "misuse", "contact": "0532 8888-0001", "defect": "标签字号不对！"}
    found = [taken(mark_number=mark.number, **same).report for mark in marks[:2]]
    assert patterns() == {}

    found.append(
        taken(mark_number=marks[2].number, **{**same, "contact": "053288880001", "defect": "标签字号 不对"}).report
    )

    known = patterns()
    assert [(one.by, one.reports, one.firms) for one in patterns_of(found[2], known)] == [
        ("contact", 3, 3),
        ("defect", 3, 3),
    ]
    assert alike(found[0]).count() == 2
    assert Case.objects.filter(outcome="").count() == 3


def test_a_reporter_is_erased_and_the_report_goes_on(wang, jimo):
    report = taken(contact="0532-1").report

    reports.erase_reporter(report=report, by=wang, at=AT)

    report.refresh_from_db()
    assert (Reporter.objects.count(), report.contact_digest, report.case.outcome) == (0, "", "")


def test_a_firm_is_named_once_it_is_known(wang, jimo):
    report, firm = taken().report, make_enterprise()

    reports.name_organisation(report=report, organisation=firm, by=wang, at=AT)

    assert Report.objects.get().organisation == firm
