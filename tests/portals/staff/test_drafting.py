"""An edition in the making: from an uploaded pack to a document number."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from pinzhang.domain.parties.choices import PostRole
from pinzhang.domain.programmes.choices import DraftStage
from pinzhang.domain.programmes.models import DraftOpinion, EditionDraft, ProgrammeEdition
from pinzhang.domain.programmes.services.drafts import comment_on_draft, start_draft
from pinzhang.domain.programmes.uploads import read_upload
from tests.factories import make_department, make_edition, make_officer, make_post
from tests.portals.staff.archives import archive, pack_texts
from tests.portals.staff.makers import signed_in
from tests.portals.staff.office import queries_of, stranger

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition():
    return make_edition()


@pytest.fixture
def officer(edition):
    return make_officer(edition.authority)


@pytest.fixture
def office(officer):
    return signed_in(officer)


@pytest.fixture
def approver(edition):
    return signed_in(make_post(edition.authority, PostRole.APPROVER).user)


@pytest.fixture
def finance(edition):
    return make_department(edition.authority, "finance", "财政局")


@pytest.fixture
def finance_official(finance):
    return signed_in(make_post(finance.authority, PostRole.DEPARTMENT, department=finance).user)


@pytest.fixture
def draft(officer):
    return start_draft(document=read_upload(archive(pack_texts())), by=officer, at=timezone.now())


def upload(files: dict[str, bytes]) -> SimpleUploadedFile:
    return SimpleUploadedFile("pack.zip", archive(files))


def page_of(draft) -> str:
    return reverse("staff:draft", args=[draft.pk])


def step(client, name: str, draft, **given):
    draft.refresh_from_db()
    return client.post(reverse(f"staff:{name}", args=[draft.pk]), {"version": draft.version, **given})


def stands_at(draft) -> str:
    draft.refresh_from_db()
    return draft.stage


def at_stage(draft, stage: DraftStage) -> EditionDraft:
    EditionDraft.objects.filter(pk=draft.pk).update(stage=stage)
    draft.refresh_from_db()
    return draft


def test_a_draft_begins_with_a_pack_that_checks_clean(office):
    answer = office.post(reverse("staff:start_draft"), {"pack": upload(pack_texts())})

    made = EditionDraft.objects.get()
    assert answer["Location"] == page_of(made)
    assert (made.edition, made.stage) == ("2030", DraftStage.DRAFT)
    page = office.get(page_of(made)).content.decode()
    assert "和现行的 2021.1 版有什么不同" in page


def test_a_pack_with_problems_is_refused_with_file_and_line(office):
    broken = pack_texts() | {"criteria.yaml": b"colour: red\n"}

    answer = office.post(reverse("staff:start_draft"), {"pack": upload(broken)})

    assert answer.status_code == 422
    assert "criteria.yaml:1: " in answer.content.decode()
    assert not EditionDraft.objects.exists()


@pytest.mark.parametrize("given", [{}, {"pack": SimpleUploadedFile("pack.zip", b"no archive")}])
def test_without_an_archive_nothing_begins(office, given):
    answer = office.post(reverse("staff:start_draft"), given)

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["pack"]
    assert not EditionDraft.objects.exists()


def test_an_edition_goes_from_draft_to_a_document_number(draft, office, approver, finance, finance_official):
    step(office, "advance_draft", draft, departments=[finance.pk])
    give(finance_official, draft, "yes")
    tomorrow = timezone.localdate() + timedelta(days=1)
    step(office, "advance_draft", draft, comment_until=tomorrow.isoformat())
    comment = comment_on_draft(draft=draft, author="", text="请公开专家名单", clause="", at=timezone.now())
    EditionDraft.objects.update(comment_until=timezone.localdate() - timedelta(days=1))
    response = {f"c{comment.pk}-response": "采纳，增加一条。"}
    office.post(reverse("staff:respond_to_comment", args=[draft.pk, comment.pk]), response)
    step(office, "advance_draft", draft, departments=[finance.pk])
    give(finance_official, draft, "yes")
    step(office, "advance_draft", draft, departments=[finance.pk])
    give(finance_official, draft, "yes")
    step(office, "advance_draft", draft)
    assert stands_at(draft) == DraftStage.APPROVAL

    answer = step(approver, "approve_draft", draft, document_number="即政发〔2030〕2号", valid_from="2030-01-01")

    published = ProgrammeEdition.objects.get(edition="2030")
    draft.refresh_from_db()
    assert answer["Location"] == page_of(draft)
    assert (draft.published, published.document_number) == (published, "即政发〔2030〕2号")
    page = office.get(page_of(draft)).content.decode()
    assert "采纳，增加一条。" in page
    assert "看已发布的版本" in page


def give(client, draft, agrees: str, text: str = ""):
    opinion = DraftOpinion.objects.get(draft=draft, stage=stands_at(draft), department__isnull=False)
    return client.post(reverse("staff:give_draft_opinion", args=[opinion.pk]), {"agrees": agrees, "text": text})


def test_the_next_stage_has_to_ask_somebody(draft, office):
    answer = step(office, "advance_draft", draft)

    assert answer.status_code == 422
    assert "请至少选择一个部门。" in answer.content.decode()
    assert stands_at(draft) == DraftStage.DRAFT


def test_the_next_stage_waits_for_those_who_were_asked_and_names_them(draft, office, finance):
    step(office, "advance_draft", draft, departments=[finance.pk])

    answer = step(office, "advance_draft", draft, comment_until="2090-01-01")

    assert answer.status_code == 422
    assert "还有部门没有回复。" in answer.content.decode()
    assert answer.context["problems"] == ("财政局",)
    assert stands_at(draft) == DraftStage.OPINIONS


def test_a_step_from_an_old_page_changes_nothing(draft, office, finance):
    answer = office.post(reverse("staff:advance_draft", args=[draft.pk]), {"version": "9", "departments": [finance.pk]})

    assert answer.status_code == 422
    assert "刚刚已由他人处理" in answer.content.decode()
    assert stands_at(draft) == DraftStage.DRAFT


def test_countersignature_proposes_those_who_were_asked_before(draft, office, finance):
    step(office, "advance_draft", draft, departments=[finance.pk])
    at_stage(draft, DraftStage.PUBLIC_COMMENT)

    page = office.get(page_of(draft))

    assert page.context["forms"]["advance"].initial["departments"] == [finance.pk]


def test_a_revised_text_takes_the_place_of_the_first(draft, office):
    before = draft.digest
    files = pack_texts()
    files["SOURCE.md"] += "\n补充说明。\n".encode()

    answer = office.post(
        reverse("staff:revise_draft", args=[draft.pk]), {"revise-version": draft.version, "revise-pack": upload(files)}
    )

    draft.refresh_from_db()
    assert answer.status_code == 302
    assert draft.digest != before


def test_a_revision_without_a_change_is_refused(draft, office):
    given = {"revise-version": draft.version, "revise-pack": upload(pack_texts())}

    answer = office.post(reverse("staff:revise_draft", args=[draft.pk]), given)

    assert answer.status_code == 422
    assert "内容没有变化。" in answer.content.decode()


def test_the_meeting_returns_a_draft_with_its_reason(draft, approver):
    at_stage(draft, DraftStage.APPROVAL)
    address = reverse("staff:return_draft", args=[draft.pk])

    empty = approver.post(address, {"back-note": ""})
    answer = approver.post(address, {"back-note": "经费条款需要核实"})

    assert (empty.status_code, answer.status_code) == (422, 302)
    assert stands_at(draft) == DraftStage.COUNTERSIGNATURE
    assert "经费条款需要核实" in approver.get(page_of(draft)).content.decode()


def test_the_meeting_approves_nothing_without_a_number(draft, approver):
    at_stage(draft, DraftStage.APPROVAL)

    answer = step(approver, "approve_draft", draft, document_number="", valid_from="2030-01-01")

    assert answer.status_code == 422
    assert list(answer.context["kept"]["approve"].errors) == ["document_number"]
    assert ProgrammeEdition.objects.count() == 1


def test_only_the_approver_sees_the_approval_and_the_officer_waits(draft, office, approver):
    at_stage(draft, DraftStage.APPROVAL)

    assert "审定印发</button>" in approver.get(page_of(draft)).content.decode()
    page = office.get(page_of(draft)).content.decode()
    assert "审定印发</button>" not in page
    assert "等待审定" in page
    assert step(office, "approve_draft", draft, document_number="1", valid_from="2030-01-01").status_code == 404


def test_a_draft_is_given_up_with_a_reason(draft, office):
    answer = office.post(reverse("staff:abandon_draft", args=[draft.pk]), {"end-note": "并入市级办法"})

    assert answer.status_code == 302
    assert stands_at(draft) == DraftStage.ABANDONED
    page = office.get(page_of(draft)).content.decode()
    assert "已终止" in page
    assert "并入市级办法" in page


def test_a_department_that_disagrees_says_why(draft, office, finance, finance_official):
    step(office, "advance_draft", draft, departments=[finance.pk])

    silent = give(finance_official, draft, "no")
    answer = give(finance_official, draft, "no", "缺少经费来源")

    assert (silent.status_code, answer.status_code) == (422, 302)
    assert silent.context["form"].errors["text"] == ["不同意须写明理由。"]
    opinion = DraftOpinion.objects.get()
    assert (opinion.agrees, opinion.text) == (False, "缺少经费来源")
    assert "缺少经费来源" in office.get(page_of(draft)).content.decode()


def test_a_department_finds_what_it_owes_and_what_it_said(draft, office, finance, finance_official):
    step(office, "advance_draft", draft, departments=[finance.pk])
    listed = finance_official.get(reverse("staff:draft_opinions")).content.decode()

    give(finance_official, draft, "yes", "没有意见")
    opinion = DraftOpinion.objects.get()
    page = finance_official.get(reverse("staff:give_draft_opinion", args=[opinion.pk])).content.decode()

    assert "等您回复" in listed
    assert "没有意见" in page
    assert "更新回复" in page


def test_an_opinion_after_its_stage_is_shown_and_no_longer_changed(draft, office, finance, finance_official):
    step(office, "advance_draft", draft, departments=[finance.pk])
    opinion = DraftOpinion.objects.get()
    at_stage(draft, DraftStage.COUNTERSIGNATURE)
    address = reverse("staff:give_draft_opinion", args=[opinion.pk])

    answer = finance_official.post(address, {"agrees": "yes", "text": "来晚了"})

    assert answer.status_code == 422
    assert "这个环节已经结束" in answer.content.decode()
    assert "来晚了" in answer.content.decode()
    assert "环节已结束" in finance_official.get(reverse("staff:draft_opinions")).content.decode()
    opinion.refresh_from_db()
    assert opinion.given_at is None


def test_a_response_has_to_say_something(draft, office):
    at_stage(draft, DraftStage.PUBLIC_COMMENT)
    comment = comment_on_draft(draft=draft, author="", text="请公开", clause="", at=timezone.now())

    answer = office.post(
        reverse("staff:respond_to_comment", args=[draft.pk, comment.pk]), {f"c{comment.pk}-response": ""}
    )

    assert answer.status_code == 422
    comment.refresh_from_db()
    assert comment.response == ""


def test_strangers_and_other_departments_find_nothing(draft, office, finance, edition):
    step(office, "advance_draft", draft, departments=[finance.pk])
    opinion = DraftOpinion.objects.get()
    other = make_department(edition.authority, "tax", "税务局")
    taxman = signed_in(make_post(edition.authority, PostRole.DEPARTMENT, department=other).user)

    assert stranger().get(page_of(draft)).status_code == 404
    assert taxman.get(page_of(draft)).status_code == 404
    assert taxman.get(reverse("staff:give_draft_opinion", args=[opinion.pk])).status_code == 404
    assert "没有征求本部门意见的草案" in taxman.get(reverse("staff:draft_opinions")).content.decode()
    assert "还没有规则草案" in stranger().get(reverse("staff:drafts")).content.decode()


def test_a_leader_reads_a_draft_and_takes_no_step(draft, edition):
    client = signed_in(make_post(edition.authority, PostRole.LEADER).user)

    page = client.get(page_of(draft)).content.decode()

    assert "下一环节" not in page
    assert step(client, "advance_draft", draft).status_code == 404


def test_the_lists_ask_as_much_for_three_as_for_one(draft, office, officer, finance, finance_official):
    step(office, "advance_draft", draft, departments=[finance.pk])
    addresses = [
        (office, reverse("staff:drafts")),
        (finance_official, reverse("staff:draft_opinions")),
        (office, reverse("staff:programmes")),
    ]
    for_one = [queries_of(client, address) for client, address in addresses]

    for name in ("2031", "2032"):
        more = start_draft(document=read_upload(archive(pack_texts(edition=name))), by=officer, at=timezone.now())
        step(office, "advance_draft", more, departments=[finance.pk])

    assert [queries_of(client, address) for client, address in addresses] == for_one
