"""From an application to a mark through the API alone, by the generated client."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.utils import timezone

from pinzhang.domain.connections.services.tokens import issue_token
from pinzhang.domain.core.days import local_day
from pinzhang.domain.core.services import jobs
from pinzhang.domain.parties.choices import PostRole
from pinzhang.domain.review.services.tasks import enrol_reviewer
from tests.factories import (
    make_department,
    make_enterprise,
    make_officer,
    make_post,
    make_round,
    make_signer,
    make_user,
)
from tests.factories.forms import PDF
from tests.portals.api.clients import Caller, generated

pytestmark = pytest.mark.django_db

TEXTS = {"yes_no": True, "statement": True, "integer": "12", "decimal": "12.5", "money": "30000000", "share": "4.2"}
TEXTS |= {"date": "2019-05-01", "year": "2025", "phone": "0532-88880000", "email": "lin@example.cn"}
OFFICE = ("office:read", "office:write", "office:decide")


@pytest.fixture(scope="module")
def package(tmp_path_factory):
    return generated(tmp_path_factory.mktemp("client"))


@pytest.fixture
def caller(package, in_process):
    def make(part, holder, by, *scopes):
        now = timezone.now()
        expires_at = now + timedelta(days=30)
        _, secret = issue_token(holder=holder, label="对接", scopes=scopes, expires_at=expires_at, by=by, at=now)
        return Caller(package, part, secret)

    return make


def answer_to(question):
    if question.kind in ("choice", "choices"):
        key = question.options[0].key
        return [key] if question.kind == "choices" else key
    return (
        TEXTS.get(question.kind, "示例内容，" * 60)[: question.max_length or 300]
        if isinstance(TEXTS.get(question.kind, ""), str)
        else TEXTS[question.kind]
    )


def fill_in(firm, application):
    from pinzhang_client.types import File  # noqa: PLC0415 - it is there once the client is made

    for key in application.open_sections:
        section = firm.reads("read_section", application.id, key)
        answers = {one.name: answer_to(one) for one in section.questions if one.kind != "attachment"}
        for group in section.groups:
            answers[group.name] = [{one.name: answer_to(one) for one in group.questions}] * group.minimum
        given = firm.body("SectionGiven", answers=answers, answers_version=section.answers_version)
        assert firm.reads("save_section", application.id, key, body=given).problems.to_dict() == {}
        for one in section.questions:
            if one.kind == "attachment":
                body = firm.package.models.AttachFileMultiPartBodyParams(
                    field=one.name, file=File(BytesIO(PDF), "证明.pdf", "application/pdf")
                )
                firm.does("attach_file", application.id, body=body)


def judge(office, reviewer, application, reviewer_pk):
    """Give the file to the reviewer, who declares, scores and submits; then pass the stage."""
    office.does("assign_reviewers", application, body=office.body("ReviewersGiven", reviewers=[reviewer_pk]))
    task = reviewer.reads("list_tasks").items[0]
    opened = reviewer.does("declare_conflict", task.id, body=reviewer.body("ConflictGiven", conflict=False))
    marks = {each.key: {"score": each.maximum, "ground": "现场核实"} for each in opened.criteria}
    given = reviewer.body("MarksGiven", marks=marks, summary="总体良好", confidence=4)
    reviewer.reads("save_marks", task.id, body=given)
    assert reviewer.does("submit_marks", task.id).submitted_at


def step(office, application):
    case = office.reads("read_case", application)
    given = office.body("StepGiven", action="complete", version=case.version)
    return office.does("take_step", application, body=given).stage


def test_an_enterprise_goes_from_an_application_to_a_mark_through_the_api_alone(caller):
    now = timezone.now()
    round_ = make_round(opens_at=now - timedelta(days=2), closes_at=now + timedelta(days=30))
    bureau, enterprise = round_.authority, make_enterprise()
    firm = caller(
        "organisation",
        enterprise,
        make_signer(enterprise),
        "organisation:read",
        "organisation:write",
        "organisation:sign",
    )
    office = caller("office", bureau, make_officer(bureau), *OFFICE)
    tax = make_department(bureau, "tax", "税务局")
    department = caller("office", bureau, make_post(bureau, PostRole.DEPARTMENT, "税务李", tax).user, *OFFICE)
    approver = caller("office", bureau, make_post(bureau, PostRole.APPROVER, "赵局").user, *OFFICE)
    zhang = enrol_reviewer(user=make_user("评审员张"), authority=bureau)
    reviewer = caller("review", bureau, zhang.user, "review:read", "review:write")
    public = Caller(firm.package, "public", firm.client.token)

    (programme,) = public.reads("list_programmes").items
    edition = public.reads("read_edition", programme.code, programme.edition)
    (open_round,) = public.reads("list_open_rounds").items
    given = {"round": open_round.id, "route": edition.routes[0].key, "subject_kind": edition.subject_kinds[0]}
    application = firm.does("start_application", body=firm.body("ApplicationGiven", **given))
    fill_in(firm, application)
    submitted = firm.does(
        "submit_application", application.id, body=firm.body("VersionGiven", version=application.version)
    )
    assert submitted.stage == "eligibility-check"

    asked = {"version": submitted.version, "requests": {"contact_name": "请写全名"}}
    case = office.does("ask_corrections", application.id, body=office.body("CorrectionsGiven", **asked))
    answers = {str(one.id): "已写全名" for one in case.corrections}
    firm.does(
        "answer_corrections", application.id, body=firm.body("AnswersGiven", answers=answers, version=case.version)
    )
    for rule in edition.rules:
        if rule.decided_by == "human":
            decided = office.body("RuleDecisionGiven", met=True, ground="查无记录")
            office.does("decide_rule", application.id, rule.id, body=decided)
    assert step(office, application.id) == "document-review"
    for stage in ("site-visit", "defence", "consultation"):
        judge(office, reviewer, application.id, zhang.pk)
        assert step(office, application.id) == stage

    until_on = str(local_day(now) + timedelta(days=7))
    asked = office.body("OpenListGiven", stage="consultation", until_on=until_on, departments=[tax.pk])
    opened = office.does("open_list", round_.pk, body=asked)
    (opinion,) = department.reads("list_opinions").items
    department.does("give_opinion", opinion.id, body=department.body("OpinionGiven", kind="no_objection"))
    office.does("close_list", opened.id, body=office.body("CloseListGiven"))

    opened = office.does("open_list", round_.pk, body=office.body("OpenListGiven", stage="executive-meeting"))
    places = [{"application": application.id, "tier": edition.tiers[0].key}]
    proposal = approver.body("ProposalGiven", places=places, minutes="会议同意。")
    office.does("propose", opened.id, body=proposal)
    approver.does("conclude", opened.id, body=proposal)
    opened = office.does("open_list", round_.pk, body=office.body("OpenListGiven", stage="decision"))
    number = office.body("CloseListGiven", document_number="即政发〔2026〕9号")
    office.does("close_list", opened.id, body=number)
    opened = office.does("open_list", round_.pk, body=office.body("OpenListGiven", stage="conferral"))
    (mark,) = office.does("confer_marks", opened.id).numbers
    while jobs.run_due(at=timezone.now()):
        pass

    result = firm.reads("read_application", application.id)
    assert (result.outcome, result.mark, result.tier) == ("granted", mark, edition.tiers[0].key)
    shown = public.reads("check_mark", mark)
    assert (shown.state, shown.holder, shown.document_number) == ("active", enterprise.name, "即政发〔2026〕9号")
    assert [one.number for one in firm.reads("list_own_marks").items] == [mark]
    assert firm.reads("list_letters").items
