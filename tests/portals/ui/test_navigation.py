import pytest

from pinzhang.portals.ui.navigation import MENUS, Link, links, url_of


@pytest.fixture(autouse=True)
def _addresses(settings):
    settings.ROOT_URLCONF = "tests.portals.ui.addresses"


def test_a_menu_leaves_out_pages_that_do_not_exist():
    assert links("public", path="/programmes/12") == [Link("首页", "/", False), Link("看项目", "/programmes/", True)]
    assert links("reviewer", path="/") == []


def test_the_root_of_an_audience_is_current_only_on_its_own_page():
    assert [(link.label, link.current) for link in links("staff", path="/staff/")] == [("办件", True), ("批次", False)]
    assert [link.current for link in links("staff", path="/staff/rounds/3")] == [False, True]
    assert [link.current for link in links("staff", path="/staff/elsewhere")] == [False, False]


def test_a_page_may_name_the_entry_it_belongs_to():
    assert [link.current for link in links("staff", path="/staff/elsewhere", current="queue")] == [True, False]


def test_no_page_has_no_address():
    assert url_of("public:nowhere") == ""


def test_every_audience_has_a_menu_with_distinct_keys():
    assert sorted(MENUS) == ["enterprise", "footer", "institution", "public", "reviewer", "staff"]
    for entries in MENUS.values():
        assert len({entry.key for entry in entries}) == len(entries)
