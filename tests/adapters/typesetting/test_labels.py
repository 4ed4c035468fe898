"""A print run is one document, every code of which is read back."""

import json
import re

import pytest
import zxingcpp
from PIL import Image

from pinzhang.adapters.typesetting.labels import TypstLabels, set_pages
from pinzhang.adapters.typesetting.typst import CannotTypeset
from pinzhang.domain.trust.ports import PrintedLabel

LINK = "https://mark.example.cn/01/06901234567892/21/{serial}#" + "k" * 150


def _labels(count):
    serials = [f"{place:04}ABCDEFGH" for place in range(count)]
    return [PrintedLabel(serial, LINK.format(serial=serial)) for serial in serials]


def _pages(pdf):
    return max(int(found) for found in re.findall(rb"/Count (\d+)", pdf))


def test_a_sheet_has_thirty_five_labels_and_each_code_gives_its_link(tmp_path):
    labels = _labels(36)
    asked = {"title": "示例", "number": "YP-2026-0001", "labels": [list(label) for label in labels]}
    (tmp_path / "labels.json").write_text(json.dumps(asked), encoding="utf-8")

    set_pages(tmp_path)

    assert _pages((tmp_path / "labels.pdf").read_bytes()) == 2
    read = {code.text for label in labels for code in _codes(tmp_path / "codes" / f"{label.serial}.png")}
    assert read == {label.link for label in labels}


def _codes(path):
    picture = Image.open(path).convert("L")
    return zxingcpp.read_barcodes(picture.resize((picture.width * 4, picture.height * 4), Image.Resampling.NEAREST))


def test_ten_thousand_labels_are_one_document_of_286_pages():
    pdf = TypstLabels().sheet(_labels(10_000), title="示例", number="YP-2026-0001")

    assert pdf.startswith(b"%PDF-")
    assert _pages(pdf) == 286


def test_pages_that_cannot_be_set_are_refused_by_name():
    with pytest.raises(CannotTypeset, match="1 labels"):
        TypstLabels().sheet([PrintedLabel("no/such/folder", "x")], title="示例", number="YP-2026-0001")
