"""A file that is several things at once is what its first bytes say, and nothing else, to whoever opens it."""

import io
import zipfile

import pytest

from pinzhang.domain.core.models import StoredFile
from pinzhang.domain.core.services.files import MEDIA_TYPES, CannotKeepFile, keep_file
from pinzhang.portals.ui.downloads import private_file
from tests.factories import AT, make_user
from tests.factories.forms import PDF, PNG

pytestmark = pytest.mark.django_db
PAGE = b"<!doctype html><html><body><script>alert(1)</script></body></html>"
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
GIF = b"GIF89a"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'


def archive(*names: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as packed:
        for name in names:
            packed.writestr(name, PAGE)
    return made.getvalue()


def sent(content: bytes, name: str):
    stored = keep_file(content, name=name, accept=tuple(MEDIA_TYPES), max_mb=1, by=make_user(), at=AT)
    response = private_file(stored)
    response.close()
    return response.headers


POLYGLOTS = {
    "a PDF that is a page": (PDF + PAGE, "application/pdf"),
    "a PDF that is an archive": (PDF + archive("index.html"), "application/pdf"),
    "a JPEG that is a page": (JPEG + PAGE, "image/jpeg"),
    "a JPEG that is an archive": (JPEG + archive("a.class", "META-INF/MANIFEST.MF"), "image/jpeg"),
    "a PNG that is a page": (PNG + PAGE, "image/png"),
    "a document that is a page": (archive("word/document.xml") + PAGE, MEDIA_TYPES["docx"]),
}


@pytest.mark.parametrize("kind", POLYGLOTS)
@pytest.mark.parametrize("name", ["a.html", "a.svg", "a.pdf", "a.jar"])
def test_what_is_several_things_at_once_is_sent_as_what_its_first_bytes_say_and_runs_nothing(kind, name):
    content, media_type = POLYGLOTS[kind]

    headers = sent(content, name)

    assert headers["Content-Type"] == media_type
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"].startswith("default-src 'none'; ")
    assert "script-src" not in headers["Content-Security-Policy"]
    if media_type != "application/pdf":
        assert headers["Content-Security-Policy"].endswith("; sandbox")
    if media_type == MEDIA_TYPES["docx"]:
        assert headers["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize(
    "content",
    [
        PAGE, SVG, PAGE + PDF, SVG + PDF, GIF + PAGE, b"\n" + PDF, archive("index.html"), archive("a.class") + PDF,
        b"<?xml version='1.0'?>" + SVG, b"MZ" + PDF, b"#!/bin/sh\n" + PDF,
    ],
)  # fmt: skip
def test_what_begins_as_something_else_is_not_kept_whatever_follows(content):
    with pytest.raises(CannotKeepFile):
        sent(content, "材料.pdf")

    assert not StoredFile.objects.exists()


def test_a_name_cannot_end_the_header_it_stands_in():
    headers = sent(PDF, 'a"; filename="b.html\r\nSet-Cookie: x=1\r\n\r\n<script>.pdf')

    assert "\r" not in headers["Content-Disposition"]
    assert "\n" not in headers["Content-Disposition"]
    assert "Set-Cookie" not in headers
