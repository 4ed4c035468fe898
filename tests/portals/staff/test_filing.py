"""Filing at the counter: found or registered, begun, filled in, submitted and mended on somebody's behalf."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from pinzhang.domain.applications.models import Application
from pinzhang.domain.applications.services.drafts import start_application
from pinzhang.domain.applications.services.stages import ask_corrections
from pinzhang.domain.cases.models import Attachment, CorrectionRequest
from pinzhang.domain.parties.choices import PostRole
from pinzhang.domain.parties.models import Organisation
from pinzhang.domain.programmes.selectors import edition_document
from pinzhang.domain.programmes.services.rounds import close_applications
from tests.factories import AT, make_edition, make_enterprise, make_officer, make_post, make_round
from tests.factories.cast import make_credit_code
from tests.factories.forms import PDF, fill_in, plain_value
from tests.factories.programmes import PREMIUM_PACK
from tests.portals.staff.makers import LATER, fresh, signed_in, submitted
from tests.portals.staff.office import stranger

pytestmark = pytest.mark.django_db
FILE = "/staff/file"


@pytest.fixture
def firm():
    return make_enterprise("青岛栖汐海产食品有限公司")


@pytest.fixture
def draft(round_, officer, firm):
    return start_application(
        round_=round_,
        applicant=firm,
        route="application",
        subject_kind="enterprise",
        by=officer,
        at=LATER,
        by_office=True,
    )


def get(user, name, *args, **query):
    return signed_in(user).get(reverse(f"staff:{name}", args=args), query)


def post(user, page, *args, **data):
    return signed_in(user).post(reverse(f"staff:{page}", args=args), data)


def typed(application, key):
    """Everything that a section asks, as a browser sends it."""
    document = edition_document(application.round.edition)
    section = next(section for section in document.form.sections if section.key == key)
    data = {"answers_version": Application.objects.get(pk=application.pk).answers_version}
    for asked in section.fields:
        if asked.kind == "attachment":
            data[asked.name] = SimpleUploadedFile(f"{asked.label}.pdf", PDF)
        else:
            data[asked.name] = plain_value(asked)
    for group in section.groups:
        data |= {f"{group.name}-TOTAL_FORMS": 1, f"{group.name}-INITIAL_FORMS": 0}
        data |= {f"{group.name}-0-{asked.name}": plain_value(asked) for asked in group.fields}
    return data


def test_an_organisation_is_found_by_name_or_code(round_, officer, firm):
    assert "找到的申报组织" not in get(officer, "file").content.decode()
    for text in ("栖汐", firm.credit_code.lower()):
        page = get(officer, "file", q=text).content.decode()
        assert reverse("staff:begin", args=[round_.pk, firm.pk]) in page
    assert "没有登记过这个名称或代码" in get(officer, "file", q="查无此企业").content.decode()


def test_who_is_not_known_yet_is_registered_at_the_counter(round_, officer):
    code = make_credit_code()
    wrong = post(officer, "file", name="青岛新办有限公司", kind="enterprise", credit_code=code[:-1] + "?")
    assert wrong.status_code == 422
    assert "credit_code" in wrong.context["form"].errors
    assert post(officer, "file", name="", kind="enterprise", credit_code=code).status_code == 422

    answer = post(officer, "file", name="青岛新办有限公司", kind="enterprise", credit_code=code)

    assert answer.url == f"{FILE}?q={code}"
    assert Organisation.objects.get(credit_code=code).name == "青岛新办有限公司"


def test_an_application_begins_even_when_the_window_is_closed(round_, officer, firm):
    close_applications(round_=round_, by=officer, at=AT)
    assert "窗口代办不受申报期限制" in get(officer, "begin", round_.pk, firm.pk).content.decode()

    answer = post(officer, "begin", round_.pk, firm.pk, route="application", subject_kind="enterprise")

    made = Application.objects.get()
    assert answer.url == reverse("staff:application", args=[made.pk])
    assert (made.applicant, made.filed_by_office) == (firm, True)
    text = get(officer, "application", made.pk).content.decode()
    assert "窗口代办的申报还没有提交" in text
    assert "（窗口代办）" in text
    again = post(officer, "begin", round_.pk, firm.pk, route="application", subject_kind="enterprise")
    assert again.status_code == 422
    assert "在本届已有一件申报" in again.content.decode()


def test_a_choice_that_is_missing_is_named_at_its_field(round_, officer, firm):
    answer = post(officer, "begin", round_.pk, firm.pk)

    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"route", "subject_kind"}
    assert not Application.objects.exists()


def test_sectors_are_asked_where_the_programme_has_them_and_admissions_are_not_filed_here(firm):
    round_ = make_round(make_edition(PREMIUM_PACK))
    officer = make_officer(round_.authority)

    form = get(officer, "begin", round_.pk, firm.pk).context["form"]

    assert [key for key, _ in form.fields["sector"].choices] == ["industry", "agriculture", "services", "marine"]
    assert [key for key, _ in form.fields["route"].choices] == ["application"]


def test_an_officer_fills_in_every_section_and_submits(officer, draft):
    page = get(officer, "fill", draft.pk)
    assert "还没填完" in page.content.decode()
    keys = page.context["filling"].keys
    for key in keys:
        assert get(officer, "section", draft.pk, key).status_code == 200
        answer = post(officer, "section", draft.pk, key, **typed(draft, key))
        assert answer.status_code == 302
    assert answer.url == reverse("staff:fill", args=[draft.pk])
    page = get(officer, "fill", draft.pk).content.decode()
    assert "已经填完。" in page
    assert "还没填完" not in page

    assert post(officer, "submit", draft.pk).status_code == 422
    assert post(officer, "submit", draft.pk, version=draft.case.version).status_code == 302

    draft.refresh_from_db()
    assert draft.submitted_at is not None
    assert draft.signed_by == officer
    assert fresh(draft).case.stage == "eligibility-check"
    assert get(officer, "fill", draft.pk).status_code == 404


def test_what_is_missing_keeps_the_form_from_being_submitted(officer, draft):
    answer = post(officer, "submit", draft.pk, version=draft.case.version)

    assert answer.status_code == 422
    assert "还有内容没有填完整。" in answer.content.decode()
    assert fresh(draft).case.stage == "submission"


def test_what_cannot_be_read_comes_back_as_typed_and_is_kept(officer, draft):
    key = "contact"
    data = {**typed(draft, key), "contact_phone": "不是电话"}

    answer = post(officer, "section", draft.pk, key, **data)

    assert answer.status_code == 422
    assert "不是电话" in answer.content.decode()
    draft.refresh_from_db()
    assert draft.unread["contact_phone"] == "不是电话"
    shown = get(officer, "section", draft.pk, key, check="1").content.decode()
    assert "请填写能打通的电话号码" in shown


def test_a_colleague_who_saved_meanwhile_is_not_overwritten(officer, draft):
    data = {**typed(draft, "contact"), "answers_version": "nonsense", "contact_name": "王五"}

    answer = post(officer, "section", draft.pk, "contact", **data)

    assert answer.status_code == 422
    assert "刚刚已由他人处理" in answer.content.decode()
    assert "王五" in answer.content.decode()
    draft.refresh_from_db()
    assert "contact_name" not in draft.answers


def test_one_more_row_is_added_to_a_group(officer, draft):
    document = edition_document(draft.round.edition)
    section = next(section for section in document.form.sections if section.groups)
    group = section.groups[0].name

    answer = post(officer, "section", draft.pk, section.key, **typed(draft, section.key), add=group)

    assert answer.url == f"{reverse('staff:section', args=[draft.pk, section.key])}?add={group}#{group}"
    page = get(officer, "section", draft.pk, section.key, add=group)
    assert page.context["sheet"].groups[0].rows.total_form_count() == 2


def test_a_file_that_is_refused_leaves_the_answers_saved(officer, draft):
    document = edition_document(draft.round.edition)
    section = next(s for s in document.form.sections if any(f.kind == "attachment" for f in s.fields))
    name = next(asked.name for asked in section.fields if asked.kind == "attachment")
    data = {**typed(draft, section.key), name: SimpleUploadedFile("扫描件.exe", b"MZ\x90\x00")}

    answer = post(officer, "section", draft.pk, section.key, **data)

    assert answer.status_code == 422
    assert "不是可以接收的类型" in answer.content.decode()
    assert not Attachment.objects.filter(field=name).exists()


def test_a_file_is_taken_out_again(officer, draft):
    fill_in(draft, by=officer, at=LATER)
    attachment = Attachment.objects.filter(case=draft.case).first()

    assert post(officer, "remove_file", draft.pk, attachment.pk).status_code == 302

    attachment.refresh_from_db()
    assert attachment.removed_at is not None
    assert post(officer, "remove_file", draft.pk, attachment.pk).status_code == 404


def test_corrections_are_answered_on_somebodys_behalf(officer, draft):
    fill_in(draft, by=officer, at=LATER)
    post(officer, "submit", draft.pk, version=draft.case.version)
    ask_corrections(application=fresh(draft), requests={"contact_name": "请更正"}, by=officer, at=LATER)
    request = CorrectionRequest.objects.get()
    assert "代为补正…" in get(officer, "application", draft.pk).content.decode()
    page = get(officer, "fill", draft.pk).content.decode()
    assert "请更正" in page
    version = fresh(draft).case.version

    empty = post(officer, "answer", draft.pk, version=version)
    assert empty.status_code == 422
    assert "请写明怎样补正的。" in empty.content.decode()
    assert post(officer, "answer", draft.pk, **{f"answer-{request.pk}": "已更正"}).status_code == 422

    done = {f"answer-{request.pk}": "已更正姓名", "version": version}
    assert post(officer, "answer", draft.pk, **done).status_code == 302
    request.refresh_from_db()
    assert request.answer == "已更正姓名"
    assert not fresh(draft).case.waiting


def test_what_an_enterprise_files_itself_is_not_the_offices_to_fill_in(officer, round_):
    own = submitted(round_)
    ask_corrections(application=own, requests={"contact_name": "请更正"}, by=officer, at=LATER + timedelta(hours=1))

    for name in ("fill", "submit", "answer"):
        assert signed_in(officer).post(reverse(f"staff:{name}", args=[own.pk])).status_code in (404, 405)
    assert get(officer, "fill", own.pk).status_code == 404
    assert get(officer, "section", own.pk, "contact").status_code == 404


def test_nobody_else_files_at_this_counter(round_, officer, firm, draft):
    leader = make_post(round_.authority, PostRole.LEADER).user

    assert get(leader, "file").status_code == 404
    assert get(leader, "fill", draft.pk).status_code == 404
    assert stranger().get(reverse("staff:begin", args=[round_.pk, firm.pk])).status_code == 404
    assert stranger().get(reverse("staff:fill", args=[draft.pk])).status_code == 404
    assert get(officer, "section", draft.pk, "no-such-section").status_code == 404
