from django.test import RequestFactory

from pinzhang.portals.ui.components import links


def test_a_filter_keeps_the_other_filters_and_forgets_the_place_in_the_list():
    request = RequestFactory().get("/queue", {"q": "海洋", "sector": "marine", "page": "3"})

    assert links.query_string(request, {"sector": "industry"}) == "?q=%E6%B5%B7%E6%B4%8B&sector=industry"
    assert links.query_string(request, {"sector": None}) == "?q=%E6%B5%B7%E6%B4%8B"
    assert links.query_string(request, {"page": 4}) == "?q=%E6%B5%B7%E6%B4%8B&sector=marine&page=4"
    assert links.query_string(request, {"q": "", "sector": ["a", "b"]}) == "?sector=a&sector=b"


def test_without_anything_to_say_the_query_is_empty():
    assert links.query_string(None, {}) == "?"


def test_a_menu_without_a_request_marks_nothing(settings):
    settings.ROOT_URLCONF = "tests.portals.ui.addresses"

    assert [link.current for link in links.menu(None, "public")] == [False, False]


def test_a_breadcrumb_ends_where_one_is():
    assert links.trail(("首页", "/", "青岛优品")) == ([("首页", "/")], "青岛优品")
    assert links.trail(("首页",)) == ([], "首页")
