"""Typst sets sheets of labels: one small picture for each code, one caption below it.

A whole print run is one document. Its pages are set in a process of their own: they take memory that a worker should
not keep, and a deeper stack than threads are given.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import cast

import zxingcpp
from PIL import Image

from pinzhang.adapters.typesetting.typst import STANDARD, TEMPLATES, CannotTypeset, fonts
from pinzhang.domain.trust.ports import PrintedLabel

import typst  # isort: skip

_PICTURES = "codes"
_STACK = {"RUST_MIN_STACK": str(256 * 1024 * 1024)}
"""Bytes of address space for each thread; with the usual two megabytes ten thousand labels end the process."""
_SECONDS = 900


class TypstLabels:
    """Sets labels on A4, five in a row, each code 28 mm wide so that cheap scanners read it (标签排版)."""

    def sheet(self, labels: list[PrintedLabel], *, title: str, number: str) -> bytes:
        """Return the pages as one PDF/A.

        :raises CannotTypeset: the pages cannot be set, or not in a quarter of an hour.
        """
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            asked = {"title": title, "number": number, "labels": [list(label) for label in labels]}
            (folder / "labels.json").write_text(json.dumps(asked, ensure_ascii=False), encoding="utf-8")
            command = [sys.executable, "-m", "pinzhang.adapters.typesetting.labels", str(folder)]
            try:
                subprocess.run(  # noqa: S603 - our own module, over a folder of ours
                    command, env=os.environ | _STACK, timeout=_SECONDS, check=True, capture_output=True
                )
            except subprocess.SubprocessError as error:
                raise CannotTypeset(f"{len(labels)} labels: {error}") from error
            return (folder / "labels.pdf").read_bytes()


def set_pages(folder: Path) -> None:
    """Set the labels that a folder holds, and write the pages beside them."""
    asked = json.loads((folder / "labels.json").read_text(encoding="utf-8"))
    labels = [PrintedLabel(*label) for label in asked["labels"]]
    (folder / _PICTURES).mkdir()
    for label in labels:
        qr_picture(label.link).save(folder / _PICTURES / f"{label.serial}.png")
    template = folder / "labels.typ"
    template.write_bytes((TEMPLATES / "labels.typ").read_bytes())
    content = {"title": asked["title"], "number": asked["number"], "serials": [label.serial for label in labels]}
    compiler = typst.Compiler(str(template), root=str(folder), font_paths=fonts())
    inputs = {"content": json.dumps(content, ensure_ascii=False)}
    pdf = compiler.compile(format="pdf", sys_inputs=inputs, pdf_standards=STANDARD, timestamp=0)
    (folder / "labels.pdf").write_bytes(cast("bytes", pdf))


def qr_picture(text: str, *, scale: int = 1, level: str = "M") -> Image.Image:
    """Return a QR code as a picture with its quiet zone; at scale 1 a module is one point."""
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level=level)
    return Image.fromarray(code.to_image(scale=scale, add_quiet_zones=True)).convert("1")


if __name__ == "__main__":
    set_pages(Path(sys.argv[1]))
