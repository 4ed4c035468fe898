"""What technical institutions are commissioned with: the list, the file, the draft, the signature."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from pinzhang.domain.cases.models import Attachment
from pinzhang.domain.parties.choices import MembershipRole, OrganisationKind
from pinzhang.domain.parties.services import join_organisation, register_organisation
from pinzhang.domain.review.models import Evaluation
from pinzhang.domain.review.services.evaluations import commission_evaluation, save_evaluation, sign_evaluation
from tests.factories import AT, make_enterprise, make_officer, make_signer, make_user
from tests.factories.forms import PDF, PNG
from tests.factories.review import NEXT_DAY, make_application_in_review, make_evaluated_round

pytestmark = pytest.mark.django_db


def make_institution(name="胶东样例评价中心"):
    return register_organisation(
        name=name, kind=OrganisationKind.PUBLIC_INSTITUTION, is_institution=True, by=None, at=AT
    )


def commissioned(institution, round_=None, **firm) -> Evaluation:
    application = make_application_in_review(round_ or make_evaluated_round(), **firm)
    officer = make_officer(application.round.authority)
    return commission_evaluation(application=application, institution=institution, by=officer, at=NEXT_DAY)


def url(evaluation, name="evaluation", *args):
    return reverse(f"institution:{name}", args=[evaluation.pk, *args])


def test_only_people_of_an_institution_find_the_portal(client):
    assert client.get(reverse("institution:tasks")).status_code == 302
    client.force_login(make_signer(make_enterprise()))
    assert client.get(reverse("institution:tasks")).status_code == 404


def test_an_institution_without_commissions_is_told_so(client):
    client.force_login(make_signer(make_institution()))

    assert "现在没有要评价的申报" in client.get(reverse("institution:tasks")).text
    assert "这里没有评价" in client.get(reverse("institution:tasks"), {"state": "done"}).text


def test_the_list_parts_what_is_left_from_what_is_signed(client):
    institution, round_ = make_institution(), make_evaluated_round()
    signer = make_signer(institution)
    left, done = commissioned(institution, round_), commissioned(institution, round_)
    save_evaluation(evaluation=done, findings="属实", conclusion="fails", by=signer, at=NEXT_DAY)
    sign_evaluation(evaluation=done, by=signer, at=NEXT_DAY)
    client.force_login(signer)

    todo, signed = (client.get(reverse("institution:tasks"), {"state": state}).text for state in ("todo", "done"))

    assert [one.application.case.number in todo for one in (left, done)] == [True, False]
    assert [one.application.case.number in signed for one in (left, done)] == [False, True]
    assert "不符合要求" in signed
    assert "胶东样例评价中心" in todo


def test_the_list_asks_the_database_as_often_for_three_evaluations_as_for_one(client, django_assert_max_num_queries):
    institution, round_ = make_institution(), make_evaluated_round()
    client.force_login(make_signer(institution))
    commissioned(institution, round_)
    client.get(reverse("institution:tasks"))
    with django_assert_max_num_queries(100) as one:
        client.get(reverse("institution:tasks"))
    commissioned(institution, round_)
    commissioned(institution, round_)
    with django_assert_max_num_queries(100) as three:
        client.get(reverse("institution:tasks"))

    assert len(three) == len(one)


def test_the_signer_signs_and_the_application_goes_on(client):
    institution = make_institution()
    evaluation = commissioned(institution, name="青岛样例泵业有限公司")
    client.force_login(make_signer(institution))
    report = SimpleUploadedFile("报告.pdf", PDF)

    page = client.get(url(evaluation)).text
    answer = client.post(
        url(evaluation),
        {"action": "sign", "findings": "逐项属实", "conclusion": "meets", "report": report},
        follow=True,
    )
    again = client.post(url(evaluation), {"action": "save", "findings": "改一改", "conclusion": "fails"})

    evaluation.refresh_from_db()
    evaluation.application.case.refresh_from_db()
    assert "青岛样例泵业有限公司" in page
    assert "评价已签署，申报进入下一环节。" in answer.text
    assert "<textarea" not in answer.text
    assert (evaluation.conclusion, evaluation.findings, evaluation.report.name) == ("meets", "逐项属实", "报告.pdf")
    assert evaluation.application.case.stage != evaluation.stage
    assert again.status_code == 422
    assert "评价已经签署，不能再改。" in again.text


def test_an_incomplete_evaluation_is_not_signed_and_says_what_is_missing(client):
    institution = make_institution()
    evaluation = commissioned(institution)
    client.force_login(make_signer(institution))

    answer = client.post(url(evaluation), {"action": "sign", "findings": ""})

    evaluation.refresh_from_db()
    assert answer.status_code == 422
    assert "请写明评价发现。" in answer.text
    assert "请选择结论。" in answer.text
    assert evaluation.signed_at is None


def test_a_member_fills_in_and_only_the_signer_signs(client):
    institution = make_institution()
    make_signer(institution, "孙评")
    clerk = make_user("周录")
    join_organisation(user=clerk, organisation=institution, role=MembershipRole.MEMBER, by=None, at=AT)
    evaluation = commissioned(institution)
    client.force_login(clerk)

    page = client.get(url(evaluation)).text
    forced = client.post(url(evaluation), {"action": "sign", "findings": "属实", "conclusion": "meets"})

    evaluation.refresh_from_db()
    assert "由本机构授权签署人 孙评 签署" in page
    assert 'value="sign"' not in page
    assert forced.status_code == 403
    assert "评价须由本机构的授权签署人签署。内容已保存。" in forced.text
    assert (evaluation.signed_at, evaluation.findings) == (None, "属实")


def test_an_institution_without_a_signer_is_told_to_name_one(client):
    institution = make_institution()
    clerk = make_user("周录")
    join_organisation(user=clerk, organisation=institution, role=MembershipRole.MEMBER, by=None, at=AT)
    client.force_login(clerk)

    assert "本机构还没有授权签署人" in client.get(url(commissioned(institution))).text


def test_a_draft_is_kept_in_the_background_and_by_its_button(client):
    institution = make_institution()
    evaluation = commissioned(institution)
    client.force_login(make_signer(institution))

    silent = client.post(url(evaluation), {"findings": "写到一半"}, headers={"X-Requested-With": "autosave"})
    kept = client.post(url(evaluation), {"action": "save", "findings": "写完"}, follow=True)

    evaluation.refresh_from_db()
    assert silent.status_code == 204
    assert "草稿已保存。" in kept.text
    assert evaluation.findings == "写完"


def test_a_report_that_is_no_pdf_is_refused_at_its_field_and_the_text_is_kept(client):
    institution = make_institution()
    evaluation = commissioned(institution)
    client.force_login(make_signer(institution))

    answer = client.post(
        url(evaluation), {"action": "sign", "findings": "属实", "report": SimpleUploadedFile("a.pdf", PNG)}
    )

    evaluation.refresh_from_db()
    assert answer.status_code == 422
    assert "不是可以接收的类型" in answer.text
    assert (evaluation.findings, evaluation.report, evaluation.signed_at) == ("属实", None, None)


def test_papers_and_report_are_sent_to_the_institution_and_to_no_other(client):
    institution, round_ = make_institution(), make_evaluated_round()
    evaluation = commissioned(institution, round_)
    other = make_institution("别家评价中心")
    theirs = make_signer(other)
    commissioned(other, round_)
    attachment = Attachment.objects.filter(case=evaluation.application.case).first()
    client.force_login(make_signer(institution))
    nothing = client.get(url(evaluation, "report")).status_code
    client.post(url(evaluation), {"action": "save", "report": SimpleUploadedFile("报告.pdf", PDF)})

    paper, report = client.get(url(evaluation, "paper", attachment.pk)), client.get(url(evaluation, "report"))

    assert nothing == 404
    assert b"".join(paper.streaming_content) == b"".join(report.streaming_content) == PDF
    assert client.get(url(evaluation, "paper", attachment.pk + 1000)).status_code == 404
    client.force_login(theirs)
    pages = [url(evaluation), url(evaluation, "report"), url(evaluation, "paper", attachment.pk)]
    assert [client.get(page).status_code for page in pages] == [404] * 3


def test_the_portal_speaks_english(client):
    institution = make_institution()
    evaluation = commissioned(institution)
    client.force_login(make_signer(institution))
    client.cookies["django_language"] = "en"

    assert "1 evaluation left" in client.get(reverse("institution:tasks")).text
    assert "Findings and conclusion" in client.get(url(evaluation)).text
