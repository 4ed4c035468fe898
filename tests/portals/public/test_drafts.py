"""Editions in the making: what would change, a comment from anybody, and what became of it."""

from datetime import date, timedelta

import pytest

from pinzhang.domain.programmes.models import DraftOpinion
from pinzhang.domain.programmes.services.drafts import (
    abandon_draft,
    advance_draft,
    approve_draft,
    give_draft_opinion,
    respond_to_comment,
    start_draft,
)
from pinzhang.portals.public import throttle
from tests.factories import AT, load, make_district, make_edition, make_user
from tests.factories.programmes import PREMIUM_PACK
from tests.portals.public.stories import draft_open_for_comment, next_edition, queries_of, text_of

pytestmark = pytest.mark.django_db
COMMENT = {"text": "建议写明申诉的途径", "clause": "第十条", "author": "市民王"}


@pytest.fixture
def draft():
    make_edition()
    return draft_open_for_comment()


@pytest.fixture
def page(draft):
    return f"/drafts/{draft.pk}"


def test_a_draft_shows_what_would_change_and_how_far_it_is(citizen, page):
    said = text_of(citizen.get(page))

    assert "即墨区区长质量奖 2027.1 版（草案） 征求意见中" in said
    assert "意见截止 2026年3月20日" in said
    assert "和现行的 2021.1 版有什么不同" in said
    assert "改动 即墨区区长质量奖 版本 原来： 2021.1 现在： 2027.1" in said
    assert "草案里的条件 符合管理办法规定的申报条件" in said


def test_a_draft_like_the_edition_in_force_differs_in_nothing_but_its_name(citizen):
    make_edition()
    draft = draft_open_for_comment(next_edition(edition="2021.2", valid_from=date(2021, 1, 1)))

    assert text_of(citizen.get(f"/drafts/{draft.pk}")).count("改动") == 1


def test_a_new_programme_has_nothing_to_differ_from_and_shows_its_sectors(citizen):
    make_district()
    draft = draft_open_for_comment(load(PREMIUM_PACK))

    said = text_of(citizen.get(f"/drafts/{draft.pk}?sector=services"))

    assert "这是新项目，没有现行版本" in said
    assert "在职员工" in said


def test_anybody_comments_and_is_thanked(citizen, draft, page):
    answer = citizen.post(page, COMMENT, follow=True)

    comment = DraftOpinion.objects.get(stage="public_comment")
    assert answer.redirect_chain == [(page, 302)]
    assert "意见已收到。答复时会和采纳情况一起公布在这一页。" in text_of(answer)
    assert (comment.text, comment.author, comment.about_clause) == (
        *[COMMENT[k] for k in ("text", "author", "clause")],
    )


def test_a_comment_is_published_with_its_answer_not_before(citizen, page):
    citizen.post(page, COMMENT)
    before = text_of(citizen.get(page))
    comment = DraftOpinion.objects.get(stage="public_comment")
    respond_to_comment(opinion=comment, response="采纳，写入第十二条。", by=make_user("王处"), at=AT)

    after = text_of(citizen.get(page))

    assert "收到 1 条，已答复 0 条" in before
    assert COMMENT["text"] not in before
    assert "建议写明申诉的途径 市民王 2026年3月2日 针对：第十条 采纳情况 采纳，写入第十二条。" in after


def test_a_comment_without_a_name_is_anonymous(citizen, page):
    citizen.post(page, {"text": "赞成"})
    comment = DraftOpinion.objects.get(stage="public_comment")
    respond_to_comment(opinion=comment, response="谢谢。", by=make_user("王处"), at=AT)

    assert "赞成 未署名 2026年3月2日 采纳情况 谢谢。" in text_of(citizen.get(page))


def test_an_empty_comment_is_refused_at_its_field(citizen, page):
    answer = citizen.post(page, {"text": "", "author": "市民王"})

    assert answer.status_code == 422
    assert "请写下意见。" in text_of(answer)
    assert 'value="市民王"' in answer.content.decode()
    assert not DraftOpinion.objects.filter(stage="public_comment").exists()


def test_after_its_last_day_a_draft_takes_no_comment_and_loses_none(citizen, page, clock):
    clock(AT + timedelta(days=19))

    shown, refused = text_of(citizen.get(page)), citizen.post(page, COMMENT)

    assert "公开征求意见已经结束，谢谢大家" in shown
    assert refused.status_code == 422
    assert "您写的内容没有丢： 建议写明申诉的途径" in text_of(refused)
    assert not DraftOpinion.objects.filter(stage="public_comment").exists()


def test_one_address_cannot_comment_without_end(citizen, page, monkeypatch):
    monkeypatch.setattr(throttle, "MOST_PER_HOUR", 0)

    assert "这个网络地址一小时内提交得太多了" in text_of(citizen.post(page, COMMENT))


def test_a_draft_not_yet_out_for_comment_is_not_shown(citizen):
    make_district()
    hidden = start_draft(document=next_edition(), by=make_user(), at=AT)

    assert citizen.get(f"/drafts/{hidden.pk}").status_code == 404
    assert "现在没有征求意见的规则草案" in text_of(citizen.get("/drafts"))


def test_a_draft_that_was_given_up_is_not_shown(citizen, draft, page):
    abandon_draft(draft=draft, note="不再制定", by=make_user(), at=AT)

    assert citizen.get(page).status_code == 404


def test_a_published_draft_stays_with_its_comments_and_says_so(citizen, draft, page, clock):
    after, official = AT + timedelta(days=20), make_user()
    tax = draft.opinions.first().department
    for _ in range(2):
        draft = advance_draft(draft=draft, by=official, at=after, departments=[tax])
        for opinion in draft.opinions.filter(given_at__isnull=True):
            give_draft_opinion(opinion=opinion, agrees=True, text="", by=official, at=after)
    draft = advance_draft(draft=draft, by=official, at=after)
    approve_draft(draft=draft, document_number="即政发〔2026〕8号", by=official, at=after)
    clock(after)

    assert "即墨区区长质量奖 2027.1 版（草案） 已印发" in text_of(citizen.get(page))
    assert "已印发" in text_of(citizen.get("/drafts"))


def test_drafts_are_listed(citizen, draft):
    listed = text_of(citizen.get("/drafts"))

    assert "即墨区区长质量奖 2027.1 版（草案） 即墨区市场监督管理局 · 意见截止 2026年3月20日 看草案，提意见" in listed


def test_the_page_of_a_draft_asks_as_often_for_many_comments_as_for_one(citizen, page):
    citizen.post(page, COMMENT)
    one = queries_of(citizen, page)

    for _ in range(3):
        citizen.post(page, COMMENT)

    citizen.get(page)
    assert queries_of(citizen, page) == one


def test_drafts_speak_english(reader, page):
    said = text_of(reader.get(page))

    assert "Jimo District-Mayor Quality Award, edition 2027.1 (draft) Open for comment" in said
    assert "Changed Jimo District-Mayor Quality Award Edition Before: 2021.1 After: 2027.1" in said
