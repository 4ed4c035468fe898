"""Typst sets sheets of labels: one small picture for each code, one caption below it."""

import json
import tempfile
from pathlib import Path
from typing import cast

import zxingcpp
from PIL import Image

from pinzhang.adapters.typesetting.typst import STANDARD, TEMPLATES, fonts
from pinzhang.domain.trust.ports import PrintedLabel

import typst  # isort: skip

_PICTURES = "codes"


class TypstLabels:
    """Sets labels on A4, five in a row, each code 28 mm wide so that cheap scanners read it (标签排版)."""

    def sheet(self, labels: list[PrintedLabel], *, title: str, number: str) -> bytes:
        """Return the pages as PDF/A."""
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            (folder / _PICTURES).mkdir()
            for label in labels:
                qr_picture(label.link).save(folder / _PICTURES / f"{label.serial}.png")
            template = folder / "labels.typ"
            template.write_bytes((TEMPLATES / "labels.typ").read_bytes())
            content = {"title": title, "number": number, "serials": [label.serial for label in labels]}
            compiler = typst.Compiler(str(template), root=str(folder), font_paths=fonts())
            inputs = {"content": json.dumps(content, ensure_ascii=False)}
            pdf = compiler.compile(format="pdf", sys_inputs=inputs, pdf_standards=STANDARD, timestamp=0)
        return cast("bytes", pdf)


def qr_picture(text: str, *, scale: int = 1, level: str = "M") -> Image.Image:
    """Return a QR code as a picture with its quiet zone; at scale 1 a module is one point."""
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level=level)
    return Image.fromarray(code.to_image(scale=scale, add_quiet_zones=True)).convert("1")
