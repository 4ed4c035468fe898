"""Typst sets letters and certificates; the same content gives the same bytes."""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import pylopdf_fonts_zh_cn
import typst

TEMPLATES = Path(__file__).parent / "templates"
STANDARD: Final = "a-2b"
"""PDF/A-2b: a glyph that no font has is an error, never an empty box."""


class CannotTypeset(ValueError):
    """The document cannot be set: an unknown template, or a character that no font has (不能排版)."""


class TypstTypesetter:
    """Sets the templates of this folder with the two Chinese fonts of the distribution."""

    def typeset(self, template: str, content: dict[str, Any]) -> bytes:
        """Return the PDF/A of a template filled with content.

        :raises CannotTypeset: there is no such template, or it cannot be set with this content.
        """
        path = TEMPLATES / f"{template}.typ"
        if not path.is_file():
            raise CannotTypeset(f"no template {template}")
        text = json.dumps(content, ensure_ascii=False, sort_keys=True)
        try:
            pdf = _compiler(str(path)).compile(format="pdf", sys_inputs={"content": text}, pdf_standards=STANDARD, timestamp=0)
        except typst.TypstError as error:
            raise CannotTypeset(str(error)) from error
        if not isinstance(pdf, bytes):
            raise CannotTypeset(f"{template} gave no single document")
        return pdf


@lru_cache(maxsize=8)
def _compiler(path: str) -> typst.Compiler:
    fonts = typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=True,
        font_paths=[str(Path(pylopdf_fonts_zh_cn.sans_path()).parent)],
    )
    return typst.Compiler(path, font_paths=fonts)
