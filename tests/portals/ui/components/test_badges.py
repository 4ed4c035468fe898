from datetime import date

import pytest
from django.utils.translation import override

from pinzhang.engine.packs.schema.base import Words
from pinzhang.portals.ui.components import badges

TODAY = date(2026, 11, 23)


def test_a_status_is_a_shape_a_word_and_a_colour_and_escapes_the_word():
    assert badges.status("已办结", "ok") == '<span class="st st-ok">已办结</span>'
    assert badges.status("<b>") == '<span class="st">&lt;b&gt;</span>'


@pytest.mark.parametrize(
    ("verdict", "classes", "chinese", "english"),
    [
        ("met", "st st-ok", "符合", "Met"),
        ("not met", "st st-bad", "不符合", "Not met"),
        ("not_met", "st st-bad", "不符合", "Not met"),
        ("unknown", "st", "还不知道", "Not known yet"),
    ],
)
def test_there_are_three_verdicts_and_unknown_is_not_no(verdict, classes, chinese, english):
    assert badges.verdict(verdict) == f'<span class="{classes}">{chinese}</span>'
    with override("en"):
        assert badges.verdict(verdict) == f'<span class="{classes}">{english}</span>'


def test_a_fourth_verdict_is_an_error():
    with pytest.raises(KeyError):
        badges.verdict("does not apply")


@pytest.mark.parametrize(
    ("state", "classes", "chinese"),
    [
        ("active", "st st-ok", "有效"),
        ("suspended", "st st-warn", "暂停使用"),
        ("revoked", "st st-bad", "已撤销"),
        ("expired", "st", "已到期"),
    ],
)
def test_a_mark_reads_the_same_everywhere(state, classes, chinese):
    assert badges.mark_status(state) == f'<span class="{classes}">{chinese}</span>'


def test_a_clause_is_a_link_where_its_source_is_known_and_nothing_without_a_label():
    assert badges.clause("四（三）", "/c/1") == '<a class="clause" href="/c/1">四（三）</a>'
    assert badges.clause("四（三）") == '<span class="clause">四（三）</span>'
    assert badges.clause("") == ""


@pytest.mark.parametrize(
    ("days_left", "working", "classes", "chinese", "english"),
    [
        (7, True, "st", "剩 7 个工作日", "7 working days left"),
        (2, True, "st", "剩 2 个工作日", "2 working days left"),
        (1, True, "st st-warn", "剩 1 个工作日", "1 working day left"),
        (0, True, "st st-warn", "今天到期", "Due today"),
        (-1, True, "st st-bad", "超期 1 个工作日", "1 working day overdue"),
        (3, False, "st", "剩 3 天", "3 days left"),
        (-16, False, "st st-bad", "超期 16 天", "16 days overdue"),
    ],
)
def test_a_clock_turns_amber_on_the_last_working_day_and_red_after_it(days_left, working, classes, chinese, english):
    assert badges.clock(days_left, working=working) == f'<span class="{classes}">{chinese}</span>'
    with override("en"):
        assert badges.clock(days_left, working=working) == f'<span class="{classes}">{english}</span>'


def test_a_paused_clock_is_grey_and_says_who_is_waited_for():
    drawn = badges.clock(-3, paused=True, note="等企业补正，已等 3 天")

    assert drawn == '<span class="st">暂停计时</span><span class="sub">等企业补正，已等 3 天</span>'


def test_a_case_without_a_term_says_so():
    assert badges.clock() == '<span class="st">没有期限</span>'


def test_the_sentence_of_the_stage_engine_is_drawn_as_it_is():
    sentence = Words(zh="剩 2 个工作日（暂定）", en="2 working days left (provisional)")

    assert badges.clock_badge(sentence, "pressing") == '<span class="st st-warn">剩 2 个工作日（暂定）</span>'


@pytest.mark.parametrize(
    ("due_on", "classes", "words"),
    [
        (date(2026, 11, 18), "st st-bad", "已过期 5 天"),
        (date(2026, 11, 23), "st st-warn", "今天到期"),
        (date(2026, 12, 2), "st st-warn", "9 天后到期"),
        (date(2027, 1, 20), "st st-ok", "在有效期内"),
        (None, "st", "还不知道"),
    ],
)
def test_a_lapse_date_is_told_against_today(due_on, classes, words):
    assert badges.lapse(due_on, today=TODAY) == f'<span class="{classes}">{words}</span>'


@pytest.mark.parametrize(
    ("due_on", "note", "drawn"),
    [
        (TODAY, "17:00 前", '<span class="when bad"><b>今天</b><span>17:00 前</span></span>'),
        (date(2026, 11, 25), "", '<span class="when warn"><b>2 天</b><span>11月25日</span></span>'),
        (date(2026, 12, 11), "", '<span class="when "><b>18 天</b><span>12月11日</span></span>'),
        (date(2026, 11, 20), "", '<span class="when bad"><b>超 3 天</b><span>11月20日</span></span>'),
        (None, "", '<span class="when"><b>不限</b><span></span></span>'),
    ],
)
def test_what_runs_out_first_is_told_large(due_on, note, drawn):
    assert badges.when(due_on, today=TODAY, note=note) == drawn


def test_a_silent_source_is_said_to_be_silent():
    assert badges.missing() == '<span class="muted">公开文件未载明</span>'
