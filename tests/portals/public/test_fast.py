"""The fast route says what Django says, sees every change at once, and passes on whatever is odd."""

import io
from datetime import timedelta
from wsgiref.util import setup_testing_defaults

import pytest
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.test import Client
from django.utils import timezone

from pinzhang.domain.core.days import local_day
from pinzhang.domain.marks.services.lifecycle import make_public, revoke_mark
from pinzhang.domain.parties.services import label_subject
from pinzhang.domain.trust import selectors
from pinzhang.domain.trust.models import Label, LabelBatch, ScanCount
from pinzhang.portals.public.fast import FastVerification
from pinzhang.portals.public.scanning import SCANS
from tests.factories import AT, make_edition, make_officer, make_round
from tests.factories.programmes import PREMIUM_PACK
from tests.factories.trust import GTIN
from tests.portals.public.stories import make_mark, text_of

pytestmark = pytest.mark.django_db(transaction=True)
ADDRESS = "/m/YP-2026-0001"


class Counted:
    """Django, and how often it was asked."""

    def __init__(self) -> None:
        self.asked = 0
        self._django = get_wsgi_application()

    def __call__(self, environ, start_response):
        self.asked += 1
        return self._django(environ, start_response)


class Reader:
    """Somebody who asks the server without any client in between."""

    def __init__(self) -> None:
        self.django = Counted()
        self.server = FastVerification(self.django)

    def get(self, path: str, query: str = "", *, method: str = "GET", **headers: str) -> tuple[str, str, dict]:
        environ: dict = {}
        setup_testing_defaults(environ)
        environ |= {"PATH_INFO": path, "QUERY_STRING": query, "REQUEST_METHOD": method, "HTTP_HOST": "testserver"}
        environ |= {"HTTP_ACCEPT_LANGUAGE": "zh-CN", "wsgi.input": io.BytesIO()} | headers
        begun: list = []
        answer = self.server(environ, lambda status, head, *_: begun.extend([status, dict(head)]))
        body = b"".join(answer)
        getattr(answer, "close", lambda: None)()
        return begun[0], body.decode(), begun[1]


@pytest.fixture
def mark():
    made = make_mark(make_round(make_edition(PREMIUM_PACK)), subject="即食鲍鱼罐头", sector="industry")
    label_subject(subject=made.subject, gtin=GTIN, by=make_officer(made.authority), at=AT)
    made.refresh_from_db()
    make_public(made, made.changes.get(), "conferred", at=AT)
    batch = LabelBatch.objects.create(number=made.number, quantity=1, requested_by="x", requested_at=AT)
    Label.objects.create(batch=batch, number=made.number, serial="ABCD2345")
    return made


@pytest.fixture
def reader(mark):
    SCANS.take()
    asking = Reader()
    yield asking
    asking.server._stamps.close()
    SCANS.take()


@pytest.mark.parametrize("path", [ADDRESS, f"/01/{GTIN}", f"/01/{GTIN}/21/ABCD2345", f"{ADDRESS}/21/ABCD2345"])
@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_the_second_reader_gets_without_django_what_django_says(reader, path, language):
    first = reader.get(path, HTTP_ACCEPT_LANGUAGE=language)
    second = reader.get(path, HTTP_ACCEPT_LANGUAGE=language)
    SCANS.take()
    plain = Client(headers={"accept-language": language}).get(path)

    assert reader.django.asked == 1
    assert first[0] == second[0] == "200 OK"
    same = second[1].replace("第 2 次", "第 1 次").replace("check number 2 ", "check number 1 ")
    assert same == first[1] == plain.content.decode()
    assert {"Content-Security-Policy", "Cache-Control", "Content-Language"} <= set(second[2])
    assert second[2]["Content-Length"] == str(len(second[1].encode()))


def test_a_state_changed_in_the_database_is_in_the_very_next_answer(reader, mark):
    said = [reader.get(ADDRESS)[1], reader.get(ADDRESS)[1]]

    with connection.cursor() as cursor:
        cursor.execute("UPDATE marks_mark SET state = 'revoked' WHERE number = %s", [mark.number])

    assert all("真标识，现在有效" in page for page in said)
    assert "这枚标识已被撤销" in reader.get(ADDRESS)[1]
    assert "这枚标识已被撤销" in reader.get(ADDRESS)[1]


def test_a_revocation_of_another_mark_of_the_holder_is_seen_too(reader, mark):
    other = make_mark(mark.round, "YP-2026-0002", subject="海参")
    type(other).objects.filter(pk=other.pk).update(holder=mark.holder)
    reader.get(ADDRESS)
    other.refresh_from_db()
    revoke_mark(mark=other, ground="standard-not-met", text="不合格", by=make_officer(mark.authority), at=AT)

    assert reader.get(ADDRESS)[1].count("已撤销") == 1


def test_a_mark_expires_overnight_without_anybody_touching_it(reader, mark, monkeypatch):
    type(mark).objects.filter(pk=mark.pk).update(valid_until=local_day(timezone.now()))
    before = reader.get(ADDRESS)[1]
    tomorrow = timezone.now() + timedelta(days=1)
    monkeypatch.setattr(timezone, "now", lambda: tomorrow)

    assert ("真标识，现在有效" in before, "这枚标识已到期" in reader.get(ADDRESS)[1]) == (True, True)


def test_each_look_up_of_a_serial_is_counted_and_told_and_nothing_of_the_reader_kept(reader):
    path = f"/01/{GTIN}/21/ABCD2345"
    pages = [reader.get(path, REMOTE_ADDR="203.0.113.9")[1] for _ in range(3)]
    SCANS.flush()
    pages.append(reader.get(path)[1])
    SCANS.flush()

    assert ["今天第 1 次被查" in pages[0], "今天第 3 次被查" in pages[2], "今天第 4 次被查" in pages[3]] == [True] * 3
    assert list(ScanCount.objects.values_list("number", "serial", "region", "count")) == [
        ("YP-2026-0001", "ABCD2345", "", 4)
    ]


@pytest.mark.parametrize(("named", "kept"), [("370200", "370200"), ("203.0.113.9", ""), ("", "")])
def test_the_region_is_kept_only_where_the_server_in_front_names_one(reader, settings, named, kept):
    settings.REGION_HEADER = "X-Region-Code"

    reader.get(ADDRESS, HTTP_X_REGION_CODE=named)

    assert [(one.region, count) for one, count in SCANS.take().items()] == [(kept, 1)]


@pytest.mark.parametrize(
    ("path", "more", "status"),
    [
        ("/m/YP-2026-9999", {}, "404 Not Found"),
        (f"/01/{GTIN}/21/ZZZZ", {}, "404 Not Found"),
        (f"{ADDRESS}/21/ZZZZ", {}, "404 Not Found"),
        ("/01/06901234567893", {}, "404 Not Found"),
        ("/01/0690123456789", {}, "404 Not Found"),
        (f"/01/{GTIN}/21/", {}, "404 Not Found"),
        (f"/01/{GTIN}/21/A/10/B", {}, "404 Not Found"),
        ("/m/" + "A" * 300, {}, "404 Not Found"),
        ("/m/%00", {}, "404 Not Found"),
        ("/m/'; DROP TABLE marks_mark; --", {}, "404 Not Found"),
        ("/m/YP-2026-0001\x00", {}, "404 Not Found"),
        ("/m/\udcff\udcfe".encode("utf-8", "surrogateescape").decode("latin-1"), {}, "404 Not Found"),
        ("/m/../staff/", {}, "404 Not Found"),
        (ADDRESS, {"method": "POST"}, "403 Forbidden"),
        (ADDRESS, {"HTTP_HOST": "evil.example"}, "400 Bad Request"),
        (ADDRESS, {"query": "x=1"}, "200 OK"),
        (ADDRESS, {"HTTP_COOKIE": "sessionid=x"}, "200 OK"),
        (ADDRESS, {"HTTP_COOKIE": "django_language=en"}, "200 OK"),
        (ADDRESS, {"method": "HEAD"}, "200 OK"),
        (f"/01/{GTIN}", {"query": "17=281231"}, "200 OK"),
        (f"/01/{GTIN}/10/LOT7", {}, "200 OK"),
    ],
)
def test_whatever_is_odd_is_left_to_django_every_time(reader, path, more, status):
    answers = [reader.get(path, **more)[0] for _ in range(2)]

    assert answers == [status, status]
    assert reader.django.asked == 2


def test_a_database_that_does_not_answer_is_left_to_django(reader, monkeypatch, caplog):
    reader.get(ADDRESS)
    monkeypatch.setattr("pinzhang.domain.marks.stamps._STAMP", "SELECT nonsense FROM nowhere WHERE x = {0}")

    assert reader.get(ADDRESS)[0] == "200 OK"
    assert reader.django.asked == 2
    assert "gave up" in caplog.text


def test_the_connection_of_the_fast_route_cannot_write(reader):
    with pytest.raises(Exception, match=r"(?i)read.?only"):
        reader.server._stamps._connection().execute("DELETE FROM trust_label")
    assert Label.objects.count() == 1


def test_a_page_says_its_language_in_the_address(reader):
    assert "This is the state at this moment" not in reader.get(ADDRESS, "lang=zh")[1]
    assert 'lang="en"' in reader.get(ADDRESS, "lang=en")[1].split("<head>")[0]
    assert 'lang="en"' in reader.get(ADDRESS, "lang=en")[1].split("<head>")[0]
    assert reader.django.asked == 2


def test_several_marks_on_one_product_are_all_shown(reader, mark):
    other = make_mark(mark.round, "YP-2026-0002", subject="即食鲍鱼罐头")
    label_subject(subject=other.subject, gtin=GTIN, by=make_officer(mark.authority), at=AT)
    other.refresh_from_db()
    make_public(other, other.changes.get(), "conferred", at=AT)

    page = text_of(Client(headers={"accept-language": "zh-hans"}).get(f"/01/{GTIN}"))

    assert "这种商品有几枚标识" in page
    assert page.index("YP-2026-0002") != page.index("YP-2026-0001")
    assert selectors.numbers_with_gtin(GTIN) == ["YP-2026-0002", "YP-2026-0001"]
