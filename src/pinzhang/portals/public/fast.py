"""The fast route: the page of a mark, in front of everything else, as long as nothing about it has changed.

Each request reads the stamp of the mark. Where it is the one under which the page was last drawn, that page is sent
again with time and count filled in; else, and for anything odd, the request goes on to Django, whose answer is kept.
So there is one template, and a change is in the very next answer.
"""

import logging
import random
import re
import time
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import get_supported_language_variant
from django.utils.translation.trans_real import parse_accept_lang_header

from pinzhang.domain.core.days import local_day
from pinzhang.domain.marks.stamps import Stamps
from pinzhang.domain.trust.services.scans import Scanned
from pinzhang.engine.signing.answers import Unverifiable
from pinzhang.engine.signing.digital_link import gtin14
from pinzhang.portals.public.pages.checked import checked_sentence, scans_sentence
from pinzhang.portals.public.scanning import SCANS, region_of

logger = logging.getLogger(__name__)
MOST_PAGES = 4000
LONGEST_SECONDS = 60.0
"""How long a page is sent again at most; what its stamp does not cover is never older."""
_SPREAD = 0.5
"""Pages drawn together grow old apart, some after half that time: no second has to draw them all anew."""

_PATH = re.compile(
    r"/(?:m/(?P<number>[0-9A-Z][0-9A-Z.-]{0,39})|01/(?P<gtin>[0-9]{14}))(?:/21/(?P<serial>[0-9A-Z]{1,20}))?"
)
_SLOT = re.compile(rb"<!--(moment|scans|serial)-->.*?<!--/\1-->", re.DOTALL)
_QUERIES = {"": None, "lang=zh": "zh-hans", "lang=en": "en"}
_COOKIES_THAT_MATTER = ("sessionid", "messages", settings.LANGUAGE_COOKIE_NAME)
_OK = "200 OK"


class Asked(NamedTuple):
    """What a request asks for, where the fast route can answer it."""

    number: str
    gtin: str
    serial: str
    language: str


class Drawn(NamedTuple):
    """A page as it was drawn under a stamp, with its slots open."""

    stamp: tuple[object, ...]
    until: float
    """On the monotonic clock."""
    headers: list[tuple[str, str]]
    parts: list[bytes]
    """Text and slot names by turns, beginning with text."""


class FastVerification:
    """Answers for the pages of marks in front of another application (核验快速通道)."""

    def __init__(self, application: WSGIApplication, *, started: Callable[[], object] = lambda: None) -> None:
        self._application = application
        self._started = started
        self._is_started = False
        self._stamps = Stamps()
        self._pages: dict[tuple[str, bool, str], Drawn] = {}
        self._hosts = frozenset(host.lower() for host in settings.ALLOWED_HOSTS)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if not self._is_started:
            self._is_started = True
            self._started()
        asked = self._asked(environ)
        if asked is None:
            return self._application(environ, start_response)
        try:
            return self._answered(asked, environ, start_response)
        except Exception:
            logger.exception("the fast route gave up")
            return self._application(environ, start_response)

    def _asked(self, environ: WSGIEnvironment) -> Asked | None:
        """Return what is asked; None where the request has anything that the fast route does not know."""
        if environ["REQUEST_METHOD"] != "GET" or environ.get("QUERY_STRING", "") not in _QUERIES:
            return None
        found = _PATH.fullmatch(environ.get("PATH_INFO", ""))
        if found is None or environ.get("SCRIPT_NAME"):
            return None
        cookies = environ.get("HTTP_COOKIE", "")
        if cookies and any(name in cookies for name in _COOKIES_THAT_MATTER):
            return None
        if environ.get("HTTP_HOST", "").partition(":")[0].lower() not in self._hosts:
            return None
        language = _QUERIES[environ.get("QUERY_STRING", "")] or _language(environ.get("HTTP_ACCEPT_LANGUAGE", ""))
        return Asked(found["number"] or "", found["gtin"] or "", found["serial"] or "", language)

    def _answered(self, asked: Asked, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        at = timezone.now()
        number = self._number(asked)
        stamp = self._stamps.of(number) if number else None
        if stamp is None or number is None:
            return self._application(environ, start_response)
        key, full = (number, bool(asked.serial), asked.language), (*stamp, local_day(at))
        kept = self._pages.get(key)
        if kept is None or kept.stamp != full or time.monotonic() > kept.until:
            return self._drawn_anew(key, full, environ, start_response)
        body = self._filled(kept, number, asked, at)
        SCANS.add(Scanned(number, asked.serial, region_of(environ)))
        start_response(_OK, [*kept.headers, ("Content-Length", str(len(body)))])
        return [body]

    def _number(self, asked: Asked) -> str | None:
        if asked.gtin:
            return self._stamps.number_of(gtin=asked.gtin, serial=asked.serial) if _is_gtin(asked.gtin) else None
        if asked.serial and not self._stamps.has_serial(asked.number, asked.serial):
            return None
        return asked.number

    def _filled(self, page: Drawn, number: str, asked: Asked, at: datetime) -> bytes:
        slots = {b"moment": _moment(asked.language, int(at.timestamp()) // 60), b"serial": asked.serial.encode()}
        if asked.serial:
            found = self._stamps.scans(number, asked.serial, day=local_day(at))
            waiting = SCANS.pending(number, asked.serial) + 1
            slots[b"scans"] = _scans(asked.language, found.today + waiting, found.total - found.today)
        parts = page.parts
        return b"".join(
            b"<!--%b-->%b<!--/%b-->" % (part, slots.get(part, b""), part) if place % 2 else part
            for place, part in enumerate(parts)
        )

    def _drawn_anew(
        self,
        key: tuple[str, bool, str],
        stamp: tuple[object, ...],
        environ: WSGIEnvironment,
        start_response: StartResponse,
    ) -> Iterable[bytes]:
        """Let Django draw the page, and keep it where it is one to keep."""
        begun: list[Any] = []

        def begin(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            begun[:] = [status, headers]
            return start_response(status, headers, *rest)

        body = _whole(self._application(environ, begin))
        status, headers = begun
        if status == _OK and not any(name.lower() == "set-cookie" for name, _ in headers):
            plain = [(name, value) for name, value in headers if name.lower() != "content-length"]
            while len(self._pages) >= MOST_PAGES:
                self._pages.pop(next(iter(self._pages)), None)
            self._pages[key] = Drawn(stamp, time.monotonic() + _lifetime(), plain, _open_slots(body))
        return [body]


def _lifetime() -> float:
    return LONGEST_SECONDS * (1 - _SPREAD * random.random())  # noqa: S311 - spreads work, guards nothing


def _whole(answer: Iterable[bytes]) -> bytes:
    try:
        return b"".join(answer)
    finally:
        close = getattr(answer, "close", None)
        if close is not None:
            close()


def _open_slots(body: bytes) -> list[bytes]:
    return _SLOT.split(body)


@lru_cache(maxsize=1000)
def _language(accepted: str) -> str:
    """Return the language that Django would answer such a header in."""
    for code, _weight in parse_accept_lang_header(accepted[:500]):
        if code == "*":
            break
        try:
            return get_supported_language_variant(code)
        except LookupError:
            continue
    return settings.LANGUAGE_CODE


@lru_cache(maxsize=10_000)
def _is_gtin(text: str) -> bool:
    try:
        return gtin14(text) == text
    except Unverifiable:
        return False


@lru_cache(maxsize=64)
def _moment(language: str, minute: int) -> bytes:
    with translation.override(language):
        return checked_sentence(datetime.fromtimestamp(minute * 60, timezone.get_default_timezone())).encode()


@lru_cache(maxsize=1000)
def _scans(language: str, today: int, before: int) -> bytes:
    with translation.override(language):
        return scans_sentence(today, before).encode()
