import base64
import json

import pytest
from django.contrib.auth.models import Permission
from django.core.exceptions import FieldDoesNotExist
from django.test import RequestFactory

from pinzhang.portals.ui.pagination import keyset_page, numbered_page

ORDER = ("content_type__app_label", "-codename", "pk")


def page(query=None, size=7):
    return keyset_page(Permission.objects.all(), RequestFactory().get("/", query or {}), order=ORDER, size=size)


@pytest.mark.django_db
def test_every_row_is_met_once_going_forwards_and_once_going_back():
    expected = list(Permission.objects.order_by(*ORDER))
    forwards, query = [], {}
    while query is not None:
        last = page(query)
        forwards += last.rows
        query = last.next
    backwards, query = list(last.rows), last.previous
    while query is not None:
        earlier = page(query)
        backwards = list(earlier.rows) + backwards
        query = earlier.previous

    assert forwards == expected
    assert backwards == expected


@pytest.mark.django_db
def test_the_first_page_has_no_previous_and_a_page_reached_backwards_has_a_next():
    first = page()
    second = page(first.next)

    assert first.previous is None
    assert page(second.previous).rows == first.rows
    assert page(second.previous).previous is None
    assert page(page(second.previous).next).rows == second.rows


@pytest.mark.django_db
def test_a_cursor_that_was_cut_or_forged_gives_the_first_page():
    cut = page().next["after"][:-3]
    forged = base64.urlsafe_b64encode(json.dumps(["parties", "x"]).encode()).decode()
    typed = base64.urlsafe_b64encode(json.dumps(["parties", "x", "many"]).encode()).decode()

    for cursor in (cut, forged, typed, "", "%%%"):
        assert page({"after": cursor}).rows == page().rows
        assert page({"before": cursor}).rows == page().rows


@pytest.mark.django_db
def test_a_list_that_fits_has_no_neighbours_and_an_empty_one_neither():
    whole = page(size=10_000)
    nothing = keyset_page(Permission.objects.none(), RequestFactory().get("/"), order=ORDER)

    assert (whole.previous, whole.next) == (None, None)
    assert (nothing.rows, nothing.previous, nothing.next) == ([], None, None)


@pytest.mark.django_db
def test_one_more_row_is_read_than_shown_and_nothing_is_counted(django_assert_num_queries):
    rows = Permission.objects.select_related("content_type")

    with django_assert_num_queries(1):
        assert len(keyset_page(rows, RequestFactory().get("/"), order=ORDER, size=7).rows) == 7


@pytest.mark.django_db
def test_only_columns_can_order_a_list():
    with pytest.raises(FieldDoesNotExist):
        keyset_page(Permission.objects.all(), RequestFactory().get("/", {"after": "WzFd"}), order=("group",))


@pytest.mark.django_db
def test_a_numbered_page_says_where_in_the_list_it_is():
    rows = Permission.objects.order_by("pk")[:12]

    second = numbered_page(rows, RequestFactory().get("/", {"page": "2"}), size=5)
    last = numbered_page(rows, RequestFactory().get("/", {"page": "99"}), size=5)
    first = numbered_page(rows, RequestFactory().get("/"), size=5)

    assert (second.first_index, second.last_index, second.total) == (6, 10, 12)
    assert (second.previous, second.next) == ({"page": "1"}, {"page": "3"})
    assert (last.first_index, last.last_index, last.next) == (11, 12, None)
    assert (first.previous, first.next) == (None, {"page": "2"})


@pytest.mark.django_db
def test_a_keyset_page_does_not_know_its_index():
    assert page().last_index is None
