import json

import pytest
import typer
import zxingcpp
from PIL import Image
from typer.testing import CliRunner

from pinzhang.commands import verify as command
from pinzhang.engine.signing.answers import State
from tests.engine.signing.cast import ABALONE, ALL_ACTIVE, COMPACT, FULL, NOW, RING, STATUS_DESK

AT = "2026-11-23T10:26:00+08:00"

app = typer.Typer()
app.command()(command.verify)


@pytest.fixture
def files(tmp_path):
    (tmp_path / "keys.json").write_bytes(RING.to_bytes())
    (tmp_path / "active.json").write_bytes(ALL_ACTIVE.to_json())
    revoked = ALL_ACTIVE.with_states({ABALONE.status_index: State.REVOKED}, at=NOW)
    (tmp_path / "revoked.cose").write_bytes(revoked.to_signed(STATUS_DESK))
    return tmp_path


def run(*arguments):
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def answer(files, *arguments, listed="active.json", at=AT):
    result = run(*arguments, "--keys", files / "keys.json", "--status-list", files / listed, "--at", at, "--json")
    return result.exit_code, json.loads(result.stdout)


def picture_of(path, *texts):
    codes = [zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode).to_image(scale=3) for text in texts]
    codes = [Image.fromarray(code) for code in codes]
    sheet = Image.new("RGB", (sum(code.width for code in codes), max(code.height for code in codes)), "white")
    left = 0
    for code in codes:
        sheet.paste(code, (left, 0))
        left += code.width
    sheet.save(path)
    return path


@pytest.mark.parametrize("text", [COMPACT, FULL])
def test_a_genuine_active_mark_exits_with_zero(files, text):
    code, told = answer(files, text)

    assert (code, told["genuine"], told["status"], told["as_of"]) == (0, True, "active", "2026-11-23T02:26:00Z")
    assert next(iter(told)) == "schema"
    assert told["mark"]["number"] == "QY2025-0417"


def test_a_revoked_mark_exits_with_one(files):
    code, told = answer(files, COMPACT, listed="revoked.cose")

    assert (code, told["genuine"], told["reason"], told["status_signed"]) == (1, True, "revoked", True)


def test_a_forged_mark_exits_with_one(files):
    code, told = answer(files, COMPACT[:-1] + ("A" if COMPACT[-1] != "A" else "Q"))

    assert (code, told["genuine"], told["reason"]) == (1, False, "bad-signature")


def test_without_keys_nothing_can_be_told(files):
    result = run(COMPACT, "--json")

    assert (result.exit_code, json.loads(result.stdout)["reason"]) == (3, "unknown-key")


def test_without_a_list_the_status_is_unknown(files):
    result = run(COMPACT, "--keys", files / "keys.json", "--json")

    assert (result.exit_code, json.loads(result.stdout)["reason"]) == (3, "status-unknown")


def test_another_schemes_text_cannot_be_told(files):
    code, told = answer(files, "WIFI:S:office;;")

    assert (code, told["genuine"], told["reason"]) == (3, None, "not-a-mark")


def test_a_time_without_an_offset_is_local_time(files):
    assert answer(files, COMPACT, at="2026-11-23T10:26:00") == answer(files, COMPACT)
    assert answer(files, COMPACT, at="2028-05-10")[1]["reason"] == "expired"


def test_a_photograph_of_the_code_is_read(files):
    picture = picture_of(files / "label.png", COMPACT)

    assert answer(files, "--image", picture)[0] == 0


def test_among_several_codes_the_mark_is_found(files):
    picture = picture_of(files / "label.png", "https://example.com/shop", COMPACT)
    other = picture_of(files / "other.png", "https://example.com/shop", "WIFI:S:office;;")

    assert answer(files, "--image", picture)[0] == 0
    assert answer(files, "--image", other)[1]["reason"] == "not-a-mark"


def test_a_person_reads_the_answer_first(files):
    result = run(FULL, "--keys", files / "keys.json", "--status-list", files / "active.json", "--at", AT)

    assert result.stdout.splitlines() == [
        "真标识，现在有效。",
        "标识：青岛优品",
        "编号：QY2025-0417",
        "对象：即食鲍鱼罐头（清汤，180 g）",
        "持有者：青岛栖汐海产食品有限公司",
        "商品条码：06901234567892",
        "序号：000123",
        "执行标准：Q/QXHC 003—2025",
        "授予：2025-05-10",
        "有效至：2028-05-09T16:00:00Z",
        "颁发：示例市市场监督管理局",
        "状态截至：2026-11-23T02:26:00Z",
    ]


def test_neither_or_both_of_text_and_picture_is_a_mistake_in_use(files):
    picture = picture_of(files / "label.png", COMPACT)

    assert run().exit_code == 2
    assert run(COMPACT, "--image", picture).exit_code == 2


@pytest.mark.parametrize("at", ["yesterday", "0001-01-01T00:00:00"])
def test_what_is_no_time_is_a_mistake_in_use(files, at):
    assert run(COMPACT, "--at", at).exit_code == 2


def test_a_file_that_is_not_there_is_a_mistake_in_use(files):
    assert run(COMPACT, "--keys", files / "none.json").exit_code == 2


def test_files_that_cannot_be_read_are_bad_input(files):
    (files / "bad.json").write_text("[]")

    assert run(COMPACT, "--keys", files / "bad.json").exit_code == 4
    assert run(COMPACT, "--keys", files / "keys.json", "--status-list", files / "bad.json").exit_code == 4


def test_a_file_that_is_too_large_is_bad_input(files, monkeypatch):
    monkeypatch.setattr(command, "_MOST_FILE_BYTES", 100)

    assert run(COMPACT, "--keys", files / "keys.json").exit_code == 4


def test_pictures_that_hold_no_code_are_bad_input(files, monkeypatch):
    (files / "noise.png").write_bytes(b"\x89PNG\r\n\x1a\nnoise")
    Image.new("L", (50, 50), 255).save(files / "blank.png")
    Image.new("1", (9000, 6000)).save(files / "huge.png")
    Image.new("1", (10_000, 9_000)).save(files / "bomb.png")

    results = [run("--image", files / name) for name in ("noise.png", "blank.png", "huge.png", "bomb.png")]

    assert [result.exit_code for result in results] == [4, 4, 4, 4]
    assert [result.stderr.strip().split("：")[-1] for result in results] == [
        "不是可读的图片（UnidentifiedImageError）",
        "图片里没有找到二维码",
        "图片过大",
        "不是可读的图片（DecompressionBombWarning）",
    ]
