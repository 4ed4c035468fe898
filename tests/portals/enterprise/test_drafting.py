"""From the choice of a round to a receipt, without a line of JavaScript."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from pinzhang.domain.applications.models import Application
from pinzhang.domain.applications.services.drafts import save_answers, start_application
from pinzhang.domain.cases.models import Attachment, Case
from pinzhang.domain.facts.services import record_dated, record_value
from pinzhang.domain.parties.services import join_organisation
from pinzhang.domain.programmes.models import Round
from pinzhang.domain.programmes.selectors import edition_document
from tests.factories import make_round, make_user
from tests.factories.forms import PDF, fill_in

pytestmark = pytest.mark.django_db

CONTACT = {"contact_name": "姜同", "contact_phone": "0532-88880000"}


def page_of(browser, application, key, query=""):
    return browser.get(reverse("enterprise:section", args=[application.pk, key]) + query)


def post(browser, application, key, data, **more):
    return browser.post(reverse("enterprise:section", args=[application.pk, key]), data, **more)


def fresh(application):
    return Application.objects.get(pk=application.pk)


def test_an_application_is_begun_and_leads_to_its_first_section(desk, round_):
    answer = desk.browser.post(
        reverse("enterprise:start", args=[round_.pk]),
        {"route": "application", "subject_kind": "product", "subject_name": "智能配电柜", "sector": "industry"},
    )

    application = Application.objects.get()
    assert answer.status_code == 302
    assert answer["Location"] == reverse("enterprise:section", args=[application.pk, "applicant"])
    assert (application.applicant, application.subject.name) == (desk.firm, "智能配电柜")


def test_only_routes_that_begin_with_a_submission_are_offered(desk, round_):
    page = desk.browser.get(reverse("enterprise:start", args=[round_.pk])).content.decode()

    assert 'value="application"' in page
    assert "admission" not in page


def test_a_second_application_for_the_same_product_is_refused_and_nothing_is_lost(desk, round_):
    desk.start(round_)

    answer = desk.browser.post(
        reverse("enterprise:start", args=[round_.pk]),
        {"route": "application", "subject_kind": "product", "subject_name": "智能配电柜", "sector": "industry"},
    )

    assert answer.status_code == 422
    assert "在本届已有一件申报" in answer.content.decode()
    assert 'value="智能配电柜"' in answer.content.decode()
    assert Application.objects.count() == 1


def test_a_closed_round_says_so_instead_of_showing_a_form(desk, round_):
    Round.objects.filter(pk=round_.pk).update(state="finished")

    page = desk.browser.get(reverse("enterprise:start", args=[round_.pk])).content.decode()

    assert "现在不在申报期内" in page
    assert "开始填写" not in page


def test_an_award_for_the_organisation_itself_asks_for_no_name_and_no_sector(desk):
    now = timezone.now()
    award = make_round(opens_at=now - timedelta(days=1), closes_at=now + timedelta(days=9), reference_on=now.date())
    url = reverse("enterprise:start", args=[award.pk])
    page = desk.browser.get(url).content.decode()

    desk.browser.post(
        url, {"route": edition_document(award.edition).programme.routes[0].key, "subject_kind": "enterprise"}
    )

    assert "subject_name" not in page
    assert 'name="sector"' not in page
    assert Application.objects.get().subject.name == desk.firm.name


def test_a_later_stage_takes_more_material(desk):
    now = timezone.now()
    award = make_round(opens_at=now - timedelta(days=1), closes_at=now + timedelta(days=9), reference_on=now.date())
    route = edition_document(award.edition).programme.routes[0].key
    application = start_application(
        round_=award, applicant=desk.firm, route=route, subject_kind="enterprise", by=desk.lin, at=now
    )
    Case.objects.filter(pk=application.case_id).update(stage="defence")

    workbench = desk.browser.get(reverse("enterprise:workbench")).content.decode()
    preview = desk.browser.get(reverse("enterprise:preview", args=[application.pk])).content.decode()
    missing = desk.browser.get(reverse("enterprise:receipt", args=[application.pk]))

    assert "补充材料：" in workbench
    assert "现在可以补充材料" in preview
    assert missing.status_code == 404


def test_what_is_typed_is_saved_and_the_next_section_follows(desk, round_):
    application = desk.start(round_)

    answer = post(desk.browser, application, "contact", {**CONTACT, "answers_version": application.answers_version})

    assert answer["Location"] == reverse("enterprise:section", args=[application.pk, "brand"])
    assert fresh(application).answers["contact_name"] == "姜同"


def test_what_is_wrong_is_said_at_the_field_and_what_was_typed_stays(desk, round_):
    application = desk.start(round_)

    answer = post(
        desk.browser,
        application,
        "contact",
        {"contact_name": "姜同", "contact_phone": "打不通", "answers_version": application.answers_version},
    )

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "请填写能打通的电话号码" in page
    assert 'value="打不通"' in page
    assert fresh(application).unread == {"contact_phone": "打不通"}
    assert fresh(application).answers == {"contact_name": "姜同"}


def test_a_section_can_be_left_unfinished(desk, round_):
    application = desk.start(round_)

    answer = post(desk.browser, application, "contact", {"contact_name": "姜同", "later": "1", "answers_version": 1})

    assert answer["Location"] == reverse("enterprise:section", args=[application.pk, "brand"])
    page = page_of(desk.browser, application, "contact", "?check=1").content.decode()
    assert "请填写“手机或座机”。" in page


def test_a_colleague_who_saved_meanwhile_is_not_overwritten(desk, round_):
    application = desk.start(round_)
    save_answers(
        application=application, section="contact", raw={"contact_name": "王"}, by=desk.lin, at=timezone.now(),
        expected_version=1,
    )  # fmt: skip

    answer = post(desk.browser, application, "contact", {**CONTACT, "answers_version": 1})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "刚刚已由他人处理" in page
    assert 'value="姜同"' in page
    assert fresh(application).answers == {"contact_name": "王"}


def test_a_page_that_saves_itself_does_not_refuse_itself(desk, round_):
    application = desk.start(round_)
    typed = {**CONTACT, "answers_version": application.answers_version, "page": "a1"}

    first = post(desk.browser, application, "contact", typed, headers={"X-Requested-With": "autosave"})
    second = post(desk.browser, application, "contact", {**typed, "contact_name": "姜同二"})

    assert first.json()["schema"] == 1
    assert second.status_code == 302
    assert fresh(application).answers["contact_name"] == "姜同二"


def test_rows_are_added_filled_and_struck_out_without_script(desk, round_):
    application = desk.start(round_)
    typed = {
        "brand_name": "样例", "products-TOTAL_FORMS": "2", "products-0-product_name": "甲",
        "products-0-product_standard": "Q/1", "products-1-product_name": "乙", "products-1-product_standard": "Q/2",
        "answers_version": "1",
    }  # fmt: skip

    added = post(desk.browser, application, "brand", {**typed, "add": "products"})
    page = desk.browser.get(added["Location"]).content.decode()
    struck = {**typed, "products-0-DELETE": "on", "answers_version": "2", "later": "1"}
    post(desk.browser, application, "brand", struck)

    assert 'name="products-2-product_name"' in page
    assert [row["product_name"] for row in fresh(application).answers["products"]] == ["乙"]


def test_a_wrong_cell_is_said_in_its_row(desk, round_):
    application = desk.start(round_)

    answer = post(
        desk.browser,
        application,
        "operation",
        {
            "yearly_figures-TOTAL_FORMS": "1", "yearly_figures-0-year": "2025",
            "yearly_figures-0-revenue": "很多", "later": "1", "answers_version": "1",
        },
    )  # fmt: skip

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "“很多”不是数字" in page
    assert 'value="很多"' in page


def test_known_facts_stand_in_the_fields_with_their_source_until_the_section_was_saved(desk, round_):
    application = desk.start(round_)
    now, today = timezone.now(), timezone.localdate()
    common = {"organisation": desk.firm, "supplied_by": "register", "source": "登记信息", "by": None, "at": now}
    record_value(name="staff_count", value="231", as_of=today, **common)
    record_value(name="revenue", value="8000", as_of=today, year=today.year - 1, **common)
    record_value(name="public_benefit", value=False, as_of=today, **common)
    record_dated(name="trademarks", on=today, record={"number": "123", "owned": True}, **common)

    operation = page_of(desk.browser, application, "operation").content.decode()
    trademark = page_of(desk.browser, application, "trademark").content.decode()

    assert 'value="231"' in operation
    assert "来自登记信息" in operation
    assert f'value="{today.year - 1}"' in operation
    assert 'value="123"' in trademark
    post(desk.browser, application, "operation", {"staff_count": "", "later": "1", "answers_version": "1"})
    assert 'value="231"' not in page_of(desk.browser, application, "operation").content.decode()


def test_files_are_kept_listed_handed_out_and_removed(desk, round_):
    application = desk.start(round_)
    upload = SimpleUploadedFile("审计报告.pdf", PDF)

    post(desk.browser, application, "operation", {"audit_reports": upload, "later": "1", "answers_version": "1"})

    kept = Attachment.objects.get()
    assert "审计报告.pdf" in page_of(desk.browser, application, "operation").content.decode()
    answer = desk.browser.get(reverse("enterprise:attachment", args=[application.pk, kept.pk]))
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Disposition"].startswith("attachment")
    post(desk.browser, application, "operation", {"remove": kept.pk, "answers_version": "2"})
    kept.refresh_from_db()
    assert kept.removed_at is not None
    assert "审计报告.pdf" not in page_of(desk.browser, application, "operation").content.decode()


def test_a_file_is_removed_from_its_own_section_only(desk, round_):
    application = desk.start(round_)
    upload = SimpleUploadedFile("审计报告.pdf", PDF)
    post(desk.browser, application, "operation", {"audit_reports": upload, "later": "1", "answers_version": "1"})
    kept = Attachment.objects.get()

    answer = post(desk.browser, application, "contact", {**CONTACT, "remove": kept.pk, "answers_version": "2"})

    kept.refresh_from_db()
    assert (answer.status_code, kept.removed_at) == (404, None)


def test_a_file_of_the_wrong_kind_is_refused_at_its_field_and_the_answers_are_saved(desk, round_):
    application = desk.start(round_)
    upload = SimpleUploadedFile("扫描件.exe", b"MZ not a document")

    answer = post(
        desk.browser,
        application,
        "operation",
        {"staff_count": "12", "audit_reports": upload, "later": "1", "answers_version": "1"},
    )

    assert answer.status_code == 422
    assert "不是可以接收的类型" in answer.content.decode()
    assert not Attachment.objects.exists()
    assert fresh(application).answers["staff_count"] == "12"


def test_a_hidden_or_unknown_section_is_not_there(desk, round_):
    application = desk.start(round_)

    assert page_of(desk.browser, application, "agriculture").status_code == 404
    assert page_of(desk.browser, application, "nothing").status_code == 404


def test_the_signer_submits_and_gets_a_receipt(desk, round_):
    application = desk.start(round_)
    fill_in(application, by=desk.lin, at=timezone.now())
    preview = desk.browser.get(reverse("enterprise:preview", args=[application.pk])).content.decode()

    answer = desk.browser.post(
        reverse("enterprise:submit", args=[application.pk]), {"version": application.case.version}, follow=True
    )

    assert "规则没有全部符合也可以提交" in preview
    page = answer.content.decode()
    assert "申报回执" in page
    assert application.case.number in page
    assert fresh(application).signed_by == desk.lin


def test_an_unfinished_form_says_what_is_missing_and_is_not_submitted(desk, round_):
    application = desk.start(round_)

    answer = desk.browser.post(
        reverse("enterprise:submit", args=[application.pk]), {"version": application.case.version}
    )

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "还有内容没有填完整" in page
    assert "品牌名称" in page
    assert fresh(application).submitted_at is None


def test_a_member_sees_who_may_sign_and_cannot_submit(desk, round_):
    application = desk.start(round_)
    fill_in(application, by=desk.lin, at=timezone.now())
    colleague = make_user("陈")
    join_organisation(user=colleague, organisation=desk.firm, role="member", by=desk.lin, at=timezone.now())
    desk.browser.force_login(colleague)

    page = desk.browser.get(reverse("enterprise:preview", args=[application.pk])).content.decode()
    answer = desk.browser.post(
        reverse("enterprise:submit", args=[application.pk]), {"version": application.case.version}
    )

    assert "须由授权签署人 林 登录后签署" in page
    assert answer.status_code == 403
    assert fresh(application).submitted_at is None


@pytest.mark.parametrize("name", ["application", "preview", "corrections", "withdraw", "receipt"])
def test_a_stranger_finds_nothing_of_another_organisation(desk, stranger, round_, name):
    application = desk.start(round_)

    assert stranger.browser.get(reverse(f"enterprise:{name}", args=[application.pk])).status_code == 404
    assert page_of(stranger.browser, application, "contact").status_code == 404
    assert post(stranger.browser, application, "contact", CONTACT).status_code == 404
    assert fresh(application).answers == {}
