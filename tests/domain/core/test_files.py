"""Uploads are judged by their bytes, whatever they are called."""

import hashlib
import io
import struct
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pinzhang.domain.core.models import StoredFile
from pinzhang.domain.core.services import files
from pinzhang.domain.core.services.files import CannotKeepFile, keep_file, sniff
from tests.factories import AT, make_user
from tests.factories.forms import PDF, PNG


def _archive(*names: str, content: bytes = b"x") -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, content)
    return made.getvalue()


def _keep(content: bytes, name: str = "材料.pdf", accept=("pdf",), max_mb: int = 1):
    return keep_file(content, name=name, accept=accept, max_mb=max_mb, by=make_user(), at=AT)


@pytest.mark.django_db
def test_a_file_is_kept_with_its_digest_and_the_type_of_its_bytes():
    stored = _keep(PNG, name="照片.pdf", accept=("png", "pdf"))

    assert (stored.media_type, stored.size) == ("image/png", len(PNG))
    assert stored.sha256 == hashlib.sha256(PNG).hexdigest()
    assert stored.content.read() == PNG
    stored.content.close()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("given_name", "label"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\用户\\林\\营业执照.pdf", "营业执照.pdf"),
        ("a\x00b.pdf", "ab.pdf"),
        ("", "file"),
        ("长" * 300, "长" * 200),
    ],
)
def test_the_name_of_a_file_only_labels_it(given_name, label):
    stored = _keep(PDF, name=given_name)

    assert stored.name == label
    assert stored.content.name.endswith(f"{stored.sha256[:32]}.pdf")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "“材料.pdf”是空文件，请重新选择。"),
        (PDF + b" " * 1024 * 1024, "“材料.pdf”有 1.0 MB，超过上限 1 MB，请压缩后再传。"),
        (b"MZ\x90\x00" + bytes(200), "“材料.pdf”不是可以接收的类型，请上传 PDF 文件。"),
        (b"<html><script>alert(1)</script>", "“材料.pdf”不是可以接收的类型，请上传 PDF 文件。"),
        (PNG, "“材料.pdf”不是可以接收的类型，请上传 PDF 文件。"),
    ],
)
def test_what_cannot_be_kept_is_refused_and_nothing_is_stored(content, sentence):
    with pytest.raises(CannotKeepFile) as refusal:
        _keep(content)

    assert str(refusal.value) == sentence
    assert not StoredFile.objects.exists()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (_archive("[Content_Types].xml", "word/document.xml"), "docx"),
        (_archive("[Content_Types].xml", "xl/workbook.xml"), "xlsx"),
        (_archive("evil.exe"), ""),
        (PDF + _archive("word/document.xml"), "pdf"),
        (PNG + _archive("word/document.xml"), "png"),
        (b"GIF89a" + PDF, ""),
        (b"PK\x03\x04" + bytes(100), ""),
    ],
)
def test_a_type_is_told_from_the_first_bytes_and_an_archive_from_what_is_in_it(content, kind):
    assert sniff(content) == kind


def test_an_archive_that_would_unpack_beyond_measure_is_of_no_type(monkeypatch):
    monkeypatch.setattr(files, "LARGEST_UNPACKED", 10_000)

    assert sniff(_archive("word/document.xml", content=bytes(10_001))) == ""


def test_an_archive_with_names_that_cannot_be_read_is_of_no_type():
    good = _archive("word/document.xml", "[Content_Types].xml", "é" * 4)

    broken = good.replace("é".encode() * 4, b"\xff\xfe" * 4)

    assert sniff(broken) == ""


def test_an_archive_of_an_unheard_of_version_is_of_no_type():
    good = _archive("word/document.xml")
    entry = good.index(b"PK\x01\x02")

    broken = good[: entry + 6] + struct.pack("<H", 999) + good[entry + 8 :]

    assert sniff(broken) == ""


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from([PDF, PNG, _archive("word/document.xml"), b"\x00\x00\x00\x18ftypmp42", b"\xff\xd8\xff\xe0", b""]),
    st.lists(st.tuples(st.integers(0, 400), st.binary(min_size=1, max_size=4)), max_size=6),
    st.binary(max_size=60),
)
def test_no_crafted_bytes_break_the_sniffing(seed, changes, tail):
    content = bytearray(seed + tail)
    for place, new in changes:
        content[place : place + len(new)] = new

    assert sniff(bytes(content)) in {"", *files.MEDIA_TYPES}
