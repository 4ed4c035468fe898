"""Uploaded packs: one clean pack in a .zip, or a refusal that names what is wrong."""

import stat
import zipfile
from io import BytesIO

import pytest

from pinzhang.domain.programmes import uploads
from pinzhang.domain.programmes.refusals import UnreadablePack
from pinzhang.domain.programmes.uploads import known_catalogue, read_upload
from tests.factories import make_edition
from tests.factories.programmes import PREMIUM_PACK
from tests.portals.staff.archives import archive, pack_texts, with_catalogue

pytestmark = pytest.mark.django_db


def refused(content: bytes) -> UnreadablePack:
    with pytest.raises(UnreadablePack) as refusal:
        read_upload(content)
    return refusal.value


def test_a_pack_is_read_with_the_catalogue_that_came_with_it():
    assert read_upload(with_catalogue(pack_texts())).programme.edition == "2030"


def test_without_a_catalogue_the_facts_of_published_editions_are_one():
    make_edition()
    make_edition(PREMIUM_PACK)

    assert read_upload(archive(pack_texts())) == read_upload(with_catalogue(pack_texts()))
    assert list(known_catalogue()) == ["published.yaml"]


def test_where_nothing_is_published_a_catalogue_has_to_come_along():
    assert known_catalogue() == {}
    assert "facts/.:1: the catalogue of facts is empty" in refused(archive(pack_texts())).reasons


def test_a_pack_at_the_root_and_litter_of_file_managers_are_fine():
    make_edition()
    files = pack_texts() | {"__MACOSX/x": b"", ".DS_Store": b""}

    assert read_upload(archive(files, folder="")).programme.edition == "2030"


def test_every_problem_is_named_with_file_and_line_and_few_enough_to_read():
    make_edition()
    broken = pack_texts() | {"stages.yaml": b"- colour: red\n" * 70}

    refusal = refused(archive(broken))

    assert refusal.reasons[0].partition(":")[0].endswith(".yaml")
    assert all(":" in reason for reason in refusal.reasons[:-1])
    assert len(refusal.reasons) <= uploads.SHOWN_PROBLEMS + 1
    assert str(refusal).startswith("规则包有 ")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "这不是可以读取的 .zip 压缩包（损坏、加密或格式不支持）。"),
        (b"PK\x03\x04 no archive", "这不是可以读取的 .zip 压缩包（损坏、加密或格式不支持）。"),
        (b"x" * (uploads.LARGEST_ARCHIVE + 1), "压缩包超过 4 MB。"),
        (archive({"readme.txt": b""}), "压缩包里没有 programme.yaml"),
        (archive({"a/programme.yaml": b"", "b/programme.yaml": b""}), "压缩包里有 2 个规则包"),
        (archive({"../programme.yaml": b""}), "文件名“award/../programme.yaml”指向压缩包之外。"),
        (archive({"programme.yaml": b""}, folder="/"), "文件名“/programme.yaml”指向压缩包之外。"),
        (archive({"programme.yaml": b""}, folder="c:/"), "文件名“c:/programme.yaml”指向压缩包之外。"),
        (archive({f"{n}.yaml": b"" for n in range(401)}), "压缩包里有 401 个文件，最多 400 个。"),
        (archive({f"{n}.yaml": b"0" * 600_000 for n in range(40)}), "解压后超过 16 MB。"),
    ],
)
def test_what_is_no_archive_with_one_pack_is_refused(content, said):
    refusal = refused(content)

    assert str(refusal).startswith(said)
    assert refusal.fields == {"pack": str(refusal)}


def test_a_name_that_occurs_twice_is_refused():
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as written:
        written.writestr("programme.yaml", b"a: 1")
        with pytest.warns(UserWarning, match="Duplicate name"):
            written.writestr("programme.yaml", b"a: 2")

    assert str(refused(made.getvalue())) == "programme.yaml：同名文件出现了两次。"


def test_a_symbolic_link_is_refused():
    made = BytesIO()
    link = zipfile.ZipInfo("programme.yaml")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(made, "w") as written:
        written.writestr(link, "/etc/passwd")

    assert str(refused(made.getvalue())) == "programme.yaml：不接收链接文件。"


def test_an_encrypted_or_truncated_archive_is_refused():
    content = bytearray(archive(pack_texts()))
    content[6] |= 1
    start = content.index(b"PK\x01\x02")
    content[start + 8] |= 1

    assert str(refused(bytes(content))).startswith("这不是可以读取的")
    assert str(refused(archive(pack_texts())[:-100])).startswith("这不是可以读取的")
