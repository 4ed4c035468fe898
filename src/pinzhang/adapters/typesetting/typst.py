"""Typst sets letters and certificates; the same content gives the same bytes."""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, cast

import pylopdf_fonts_zh_cn
import typst
import zxingcpp

TEMPLATES = Path(__file__).parent / "templates"
STANDARD: Final = "a-2b"
"""PDF/A-2b: a glyph that no font has is an error, never an empty box."""
SHEETS = ("appeal", "certificate", "decision", "fairness", "feedback", "hearing", "result")
"""The templates that can be set; the others in the folder are parts of them."""


class CannotTypeset(ValueError):
    """The document cannot be set: an unknown template, or a character that no font has (不能排版)."""


class TypstTypesetter:
    """Sets the templates of this folder with the two Chinese fonts of the distribution."""

    def typeset(self, template: str, content: dict[str, Any]) -> bytes:
        """Return the PDF/A of a template filled with content; ``verify_url`` and ``credential`` in it become codes.

        Content is data: nothing in it is read as markup.

        :raises CannotTypeset: there is no such template, or it cannot be set with this content.
        """
        if template not in SHEETS:
            raise CannotTypeset(f"no template {template}")
        inputs = {"content": json.dumps(content, ensure_ascii=False, sort_keys=True)}
        if content.get("verify_url"):
            inputs["qr"] = qr_code(str(content["verify_url"]), level="M" if "#" in str(content["verify_url"]) else "Q")
        if content.get("credential"):
            inputs["credential_qr"] = qr_code(str(content["credential"]), level="M")
        compiler = _compiler(str(TEMPLATES / f"{template}.typ"))
        try:
            pdf = compiler.compile(format="pdf", sys_inputs=inputs, pdf_standards=STANDARD, timestamp=0)
        except typst.TypstError as error:
            raise CannotTypeset(str(error)) from error
        return cast("bytes", pdf)  # a PDF is one document; only pictures come as one per page


def qr_code(text: str, *, level: str = "Q") -> str:
    """Return a QR code as SVG; at level Q a quarter of it may be damaged and it still reads, at M a seventh."""
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level=level)
    return str(code.to_svg(add_quiet_zones=True))


@lru_cache(maxsize=1)
def fonts() -> typst.Fonts:
    """Return the fonts that documents are set in: those of the distribution and no others."""
    return typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=True,
        font_paths=[str(Path(pylopdf_fonts_zh_cn.sans_path()).parent)],
    )


@lru_cache(maxsize=8)
def _compiler(path: str) -> typst.Compiler:
    return typst.Compiler(path, font_paths=fonts())
