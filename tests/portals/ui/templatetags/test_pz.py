import re

import pytest
from django.template import Context, Template, engines
from django.test import RequestFactory
from django.utils.translation import override

from pinzhang.portals.ui.pagination import Page
from pinzhang.portals.ui.templatetags import pz


def draw(source, **context):
    return Template(source).render(Context(context)).strip()


def test_every_filter_and_tag_named_in_the_guide_exists():
    named_tags = set(re.findall(r"{% (\w+)", pz.__doc__)) - {"endnote", "endempty"}
    named_filters = set(re.findall(r"{{ \w+\|(\w+)", pz.__doc__))

    assert named_tags <= set(pz.register.tags)
    assert named_filters <= set(pz.register.filters)


def test_every_tag_is_named_in_the_guide():
    named = set(re.findall(r"{% (\w+)", pz.__doc__))
    inner = {"footer_links", "this_site"}  # layouts use them, pages do not

    assert set(pz.register.tags) - inner <= named


def test_the_tags_are_built_in_and_need_no_load():
    assert (
        engines["django"].from_string('{% status "已办结" "ok" %}').render() == '<span class="st st-ok">已办结</span>'
    )


def test_a_note_has_a_heading_where_it_is_given_one():
    assert draw('{% note "数据旧了" tone="warn" %}取自 {{ on }}{% endnote %}', on="<10月>") == (
        '<div class="note warn"><h3>数据旧了</h3>取自 &lt;10月&gt;</div>'
    )
    assert draw("{% note %}说明{% endnote %}") == '<div class="note ">说明</div>'
    assert draw('{% note "提示" level=2 %}…{% endnote %}') == '<div class="note "><h2>提示</h2>…</div>'


def test_an_empty_list_says_what_it_means_and_what_to_do():
    assert draw('{% empty "没有未读消息" left=True %}有变化会告诉您{% endempty %}') == (
        '<div class="pz-empty left"><b>没有未读消息</b>有变化会告诉您</div>'
    )
    assert draw('{% empty "没有" %}{% endempty %}') == '<div class="pz-empty"><b>没有</b></div>'


def test_a_gap_is_told_three_ways_and_drawn_where_it_can_be():
    with_bar = draw('{% gap "2.60%" "3.00%" "0.40 个百分点" value_share=0.867 %}')

    assert re.findall(r"<b class=\"num\">([^<]+)</b>", with_bar) == ["2.60%", "3.00%", "0.40 个百分点"]
    assert 'class="bar warn"' in with_bar
    assert "svg" not in draw('{% gap "1 项" "3 项" "2 项" %}')


@pytest.mark.parametrize(
    ("tone", "ground", "mark"),
    [
        ("ok", "ok", "M14 25l7 7 14-15"),
        ("bad", "bad", "M16 16l16 16M32 16L16 32"),
        ("idle", "idle", "M14 24h20"),
        ("unknown", "idle", "M24 13v14M24 34v1"),
    ],
)
def test_the_large_answer_has_a_sign_and_a_sentence(tone, ground, mark):
    drawn = draw("{% verdict_box tone '真标识，现在有效' '有效期至 2028年5月9日' %}", tone=tone)

    assert drawn.startswith(f'<section class="pz-verdictbox {ground}" role="status">')
    assert mark in drawn
    assert "<h1>真标识，现在有效</h1><p>有效期至 2028年5月9日</p>" in drawn


def test_stages_say_which_is_now_and_which_ended_badly():
    items = [
        {"title": "授予", "state": "done", "sub": "2024年"},
        {"title": "审查", "state": "now", "status": "现在", "clause": "四（三）", "clause_url": "/c"},
        {"title": "评审"},
        {"title": "撤销", "state": "end"},
    ]

    drawn = draw("{% stages items %}", items=items)

    assert re.findall(r"<li([^>]*)>", drawn) == [
        ' class="done"',
        ' class="now" aria-current="step"',
        "",
        ' class="done end"',
    ]
    assert '<span class="st st-info">现在</span> <a class="clause" href="/c">四（三）</a>' in drawn
    assert '<b class="bad">撤销</b>' in drawn


def test_a_track_is_the_same_across():
    items = [{"title": "申报", "state": "done", "sub": "11月6日"}, {"title": "审查", "state": "now"}, {"title": "公示"}]

    assert draw("{% track items %}", items=items) == (
        '<ol class="pz-track "><li class="done">申报<small>11月6日</small></li>'
        '<li class="now" aria-current="step">审查</li><li>公示</li></ol>'
    )


def test_tabs_count_and_mark_the_current_view():
    items = [
        {"title": "超期", "url": "?late", "count": 1286, "current": True, "tone": "bad"},
        {"title": "全部", "url": "?"},
    ]

    drawn = draw('{% tabs items "视图" aside="按时限" %}', items=items)

    assert '<a href="?late" aria-current="true">超期 <span class="n bad">1,286</span></a><a href="?">全部</a>' in drawn
    assert '<span class="push hint">按时限</span>' in drawn


def test_a_figure_opens_its_list_where_there_is_one():
    assert draw('{% figure "有效标识" "218" unit="个" note="目标 211" tone="ok" url="/marks" %}') == (
        '<a class="pz-figure" href="/marks"><span>有效标识</span><b>218 <small>个</small></b>'
        '<span class="ok">目标 211</span></a>'
    )
    assert draw('{% figure "按时办结率" "98.6" unit="%" %}') == (
        '<div class="pz-figure"><span>按时办结率</span><b>98.6<small>%</small></b></div>'
    )


def test_files_show_how_far_they_are_and_why_they_were_refused():
    items = [
        {"name": "a.pdf", "url": "/f/1", "sub": "3.2 MB", "action": "删除", "action_url": "/f/1/remove"},
        {"name": "b.pdf", "progress": 0.5},
        {"name": "c.exe", "error": "不是可接受的文件类型"},
    ]

    drawn = draw("{% file_list items %}", items=items)

    assert '<a href="/f/1">a.pdf</a>' in drawn
    assert '<a href="/f/1/remove">删除</a>' in drawn
    assert 'rect width="50.0"' in drawn
    assert '<li class="bad"><span><b>c.exe</b><span class="sub bad">不是可接受的文件类型</span></span></li>' in drawn


def test_small_bars_are_measured_against_the_largest():
    drawn = draw(
        "{% mini_bars items %}", items=[{"label": "周一", "value": 2, "text": "2 件"}, {"label": "周二", "value": 4}]
    )

    assert re.findall(r'rect width="([^"]+)"', drawn) == ["50.0", "100.0"]
    assert draw("{% mini_bars items %}", items=[]) == '<table class="pz-mini "><tbody></tbody></table>'
    assert 'rect width="0.0"' in draw("{% mini_bars items %}", items=[{"label": "周一", "value": 0}])


def test_a_chart_has_its_numbers_in_a_table_and_its_data_as_data():
    data = {"labels": ["1月", "2月"], "series": [{"name": "受理", "values": [62, 1410]}]}

    drawn = draw('{% line_chart "trend" data "受理件数" %}', data=data)

    assert 'data-chart="trend-data" role="img" aria-label="受理件数"' in drawn
    assert '<script id="trend-data" type="application/json">' in drawn
    assert '<tr><th scope="row">2月</th><td class="num">1,410</td></tr>' in drawn


def test_a_breadcrumb_ends_without_a_link():
    drawn = draw('{% breadcrumbs "首页" "/" "青岛优品" %}')

    assert '<li class="breadcrumb-item"><a href="/">首页</a></li>' in drawn
    assert '<li class="breadcrumb-item active" aria-current="page">青岛优品</li>' in drawn


def test_pages_keep_the_filters_and_say_how_many_there_are():
    request = RequestFactory().get("/queue", {"q": "海"})
    page = Page(rows=["a", "b"], previous=None, next={"page": "2"}, first_index=1, total=1202)

    drawn = draw('{% pagination page "件" %}', page=page, request=request)

    assert "第 1—2 件，共 1,202 件" in drawn
    assert '<a class="btn btn-quiet btn-sm" rel="next" href="?q=%E6%B5%B7&amp;page=2">下一页</a>' in drawn
    assert '<button class="btn btn-quiet btn-sm" type="button" disabled>上一页</button>' in drawn
    with override("en"):
        assert "1–2 of 1,202" in draw('{% pagination page "件" %}', page=page, request=request)


def test_a_list_without_count_and_neighbours_has_no_pages():
    assert draw("{% pagination page %}", page=Page(rows=[], previous=None, next=None)) == ""
    assert "下一页" in draw("{% pagination page %}", page=Page(rows=["a"], previous={"before": "x"}, next=None))


def test_the_menu_of_an_audience_marks_the_page(settings):
    settings.ROOT_URLCONF = "tests.portals.ui.addresses"
    request = RequestFactory().get("/staff/rounds/")

    assert draw('{% navigation "staff" %}', request=request) == (
        '<nav class="pz-nav" aria-label="主导航"><a href="/staff/">办件</a>'
        '<a href="/staff/rounds/" aria-current="page">批次</a></nav>'
    )
    assert 'href="/staff/" aria-current="page"' in draw('{% navigation "staff" %}', request=request, nav="queue")
    assert draw('{% navigation "reviewer" %}', request=request) == ""


def test_a_query_is_changed_in_place():
    request = RequestFactory().get("/queue", {"q": "a", "page": "3"})

    assert draw("{% qs status='late' %}", request=request) == "?q=a&amp;status=late"


def test_an_error_summary_without_errors_is_not_there():
    assert draw("{% error_summary form %}", form=None) == ""


def test_layouts_ask_for_the_instance_itself(settings):
    settings.SITE_NAME = "品章"

    assert draw("{% this_site as site %}{{ site.name }}", site="elsewhere") == "品章"
