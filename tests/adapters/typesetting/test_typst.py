"""Certificates and letters: PDF/A, the same bytes for the same content, and content that is never markup."""

import re
import subprocess
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from pinzhang.adapters.typesetting.typst import SHEETS, CannotTypeset, TypstTypesetter

CERTIFICATE = {
    "programme": "青岛优品",
    "programme_en": "Qingdao Premium",
    "title": "青岛优品",
    "tier": "产品类",
    "holder": "青岛样例泵业有限公司",
    "subject": "屏蔽泵 PumpCare® 360°",
    "number": "QDYP-2026-0001",
    "authority": "青岛市市场监督管理局",
    "conferred_on": "2026-05-10",
    "valid_until": "2029-05-09",
    "document_number": "青市监字〔2026〕12号",
    "round": "2026 年第一批",
    "verify_url": "https://pinzhang.example/m/QDYP-2026-0001",
}
DECISION = {
    "heading": "关于撤销青岛优品的通知",
    "holder": "青岛样例泵业有限公司",
    "number": "QDYP-2026-0001",
    "subject": "屏蔽泵",
    "ground": "技术或质量达不到标准要求",
    "clause": "四（三）",
    "text": "复检仍不合格。",
    "consequences": ["立即停止使用标识。"],
    "authority": "青岛市市场监督管理局",
    "on": "2026-11-23",
}
RESULT = {
    "heading": "关于申报结果的通知",
    "holder": "青岛样例泵业有限公司",
    "paragraphs": ["本批次未予通过。"],
    "reasons": ["未进入拟定名单"],
    "authority": "青岛市市场监督管理局",
    "on": "2026-11-23",
}
FEEDBACK = {
    "heading": "评审反馈",
    "holder": "青岛样例泵业有限公司",
    "number": "JMQZ-2026-0002",
    "authority": "即墨区市场监督管理局",
    "on": "2026-11-23",
    "intro": ["感谢参加。"],
    "sections": [
        {"title": "改进空间较大的条目", "lines": ["4.3.2：42.5%"]},
        {
            "title": "逐条反馈",
            "lines": [],
            "rows": [
                {"title": "4.1.2", "share": 0.625, "said": "62.5%", "lines": ["优势：制度完整"]},
                {"title": "4.1.3", "share": None, "said": "不适用", "lines": []},
            ],
        },
    ],
}
HEARING = {
    "heading": "关于拟撤销青岛优品的告知书",
    "holder": "青岛样例泵业有限公司",
    "number": "QDYP-2026-0001",
    "subject": "屏蔽泵",
    "case": "CZ-2026-0001",
    "ground": "技术或质量达不到标准要求",
    "clause": "四（三）",
    "text": "监督抽查结论为不合格。",
    "suspended": True,
    "until": "2026-12-03",
    "term_is_stated": False,
    "authority": "青岛市市场监督管理局",
    "on": "2026-11-23",
}
APPEAL = {
    "heading": "关于申诉的决定",
    "holder": "青岛样例泵业有限公司",
    "number": "QDYP-2026-0001",
    "measure": "撤销",
    "case": "SS-2026-0001",
    "outcome": "维持原处置",
    "finding": "复检报告与原报告一致。",
    "authority": "青岛市市场监督管理局",
    "on": "2026-12-23",
}
REVIEWED_BY_A = {
    "label": "A", "severity": 12.5, "low": 4.0, "high": 21.0, "infit": 1.8, "outfit": 1.6,
    "is_distinct": True, "is_misfit": True,
}  # fmt: skip
REVIEWED_BY_B = {
    "label": "B", "severity": -3.0, "low": -11.0, "high": 5.0, "infit": 0.9, "outfit": None,
    "is_distinct": False, "is_misfit": False,
}  # fmt: skip
FAIRNESS = {
    "heading": "青岛优品（2026 年第一批）评审公平性报告",
    "round": {"zh": "2026 年第一批", "en": "first of 2026"},
    "lines": ["三件申报，两位评审。"],
    "stages": [
        {
            "severities": [REVIEWED_BY_A, REVIEWED_BY_B],
            "icc": {"ICC2": {"value": 0.29}},
            "alpha": {"interval": 0.85},
        },
        {"severities": [REVIEWED_BY_B], "icc": {}, "alpha": None},
    ],
    "ranks": [
        {"rank": 1, "raw_rank": 2, "low": 1, "high": 2, "zone": "in"},
        {"rank": 2, "raw_rank": 1, "low": 1, "high": 3, "zone": "discuss"},
        {"rank": 3, "raw_rank": 3, "low": 2, "high": 3, "zone": "out"},
    ],
    "cuts": [{"name": {"zh": "卓越奖", "en": "Excellence"}, "upto": 1}],
    "level": 0.9,
    "draws": 2000,
    "seed": 7,
    "digest": "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    "authority": "青岛市市场监督管理局",
    "on": "2026-11-23",
}
CONTENTS = {
    "appeal": APPEAL,
    "certificate": CERTIFICATE,
    "decision": DECISION,
    "fairness": FAIRNESS,
    "feedback": FEEDBACK,
    "hearing": HEARING,
    "result": RESULT,
}
LONG_NAME = "青岛西海岸新区国际经济合作区智能制造装备与工业互联网融合创新发展（集团）有限责任公司" * 2


def typeset(template, **changes):
    return TypstTypesetter().typeset(template, {**CONTENTS[template], **changes})


def text_of(pdf: bytes, folder: Path) -> str:
    path = folder / "letter.pdf"
    path.write_bytes(pdf)
    return subprocess.run(["pdftotext", "-layout", path, "-"], check=True, capture_output=True, text=True).stdout


def pages_of(pdf: bytes, folder: Path) -> list[Path]:
    (folder / "sheet.pdf").write_bytes(pdf)
    subprocess.run(["pdftoppm", "-r", "150", "-png", folder / "sheet.pdf", folder / "page"], check=True)
    return sorted(folder.glob("page*.png"))


def test_every_sheet_has_an_example_here():
    assert sorted(SHEETS) == sorted(CONTENTS)


@pytest.mark.parametrize("template", SHEETS)
def test_a_sheet_says_that_it_is_an_archival_document(template):
    pdf = typeset(template)

    assert re.search(rb"pdfaid:part>2<.*pdfaid:conformance>B<", pdf, re.DOTALL) is not None


@pytest.mark.parametrize("template", SHEETS)
def test_the_same_content_gives_the_same_bytes(template):
    assert typeset(template) == typeset(template)


def test_the_code_on_a_certificate_leads_to_the_page_of_the_mark(tmp_path):
    [page] = pages_of(typeset("certificate"), tmp_path)

    [code] = zxingcpp.read_barcodes(Image.open(page))

    assert code.text == "https://pinzhang.example/m/QDYP-2026-0001"


def test_a_certificate_with_everything_optional_missing_stays_on_one_page(tmp_path):
    bare = dict.fromkeys(("programme_en", "subject", "valid_until", "document_number", "round", "verify_url"), "")

    pdf = typeset("certificate", **bare)

    assert "公开文件未载明" in text_of(pdf, tmp_path)
    assert len(pages_of(pdf, tmp_path)) == 1


def test_long_names_wrap_and_a_certificate_still_has_one_page(tmp_path):
    long = {
        "programme": LONG_NAME[:60],
        "holder": LONG_NAME,
        "subject": "Long product name " * 12,
        "tier": LONG_NAME[:40],
    }

    assert len(pages_of(typeset("certificate", **long), tmp_path)) == 1


def test_demonstration_papers_need_neither_authority_nor_introduction(tmp_path):
    pdf = TypstTypesetter().typeset(
        "feedback", {"heading": "演示附件", "holder": "样例", "number": "", "on": "2026-01-01", "sections": []}
    )

    assert "演示附件" in text_of(pdf, tmp_path)


def test_content_is_never_read_as_markup(tmp_path):
    hostile = '#panic("no") $x^2$ *bold* `code` #include("typst.py") // 注释 <label> @reference \\ "quoted"'

    said = text_of(typeset("decision", text=hostile, consequences=[hostile]), tmp_path)

    assert re.sub(r"\s", "", said).count(re.sub(r"\s", "", hostile)) == 2


@pytest.mark.parametrize("character", ["𠮷", "🚀"])
def test_a_character_that_no_font_has_is_refused_by_name(character):
    with pytest.raises(CannotTypeset, match=character):
        typeset("decision", text=f"经核实{character}。")


@pytest.mark.parametrize("character", ["龘", "𬭼", "é", "€", "Ω"])
def test_rare_and_foreign_characters_that_a_font_has_are_set(character, tmp_path):
    assert character in text_of(typeset("decision", text=f"经核实{character}。"), tmp_path)


@pytest.mark.parametrize("template", ["letter", "unknown", "../typst"])
def test_there_is_no_other_sheet(template):
    with pytest.raises(CannotTypeset, match="no template"):
        TypstTypesetter().typeset(template, {})


@pytest.mark.parametrize("template", ["appeal", "decision", "feedback", "hearing", "result"])
def test_a_letter_is_followed_by_its_translation_on_a_page_of_its_own(template, tmp_path):
    english = {"heading": "What this letter says", "paragraphs": ["First.", "In the words of the office: 抽样不合格"]}

    pages = text_of(typeset(template, english=english), tmp_path).rstrip("\f").split("\f")

    assert "The Chinese text is the letter." in pages[-1]
    for said in (english["heading"], *english["paragraphs"]):
        assert said in pages[-1]
        assert said not in "".join(pages[:-1])
    assert len(pages) == len(text_of(typeset(template), tmp_path).rstrip("\f").split("\f")) + 1
