"""Read the documentation: its pages, code blocks and links."""

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
_BLOCK = re.compile(r"^```(\S*) ?([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
_CODE = re.compile(r"^```.*?^```$|`[^`\n]*`", re.MULTILINE | re.DOTALL)
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Block:
    """A fenced block: its language, what stands beside it, its text."""

    language: str
    name: str
    text: str


def pages() -> list[Path]:
    return sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def blocks(path: Path) -> list[Block]:
    return [Block(*found) for found in _BLOCK.findall(text_of(path))]


def links(path: Path) -> list[str]:
    """Every link of a page that leads to another file or place of this repository."""
    return [
        link
        for link in _LINK.findall(_CODE.sub("", text_of(path)))
        if not link.startswith(("http:", "https:", "mailto:"))
    ]


def anchors(path: Path) -> set[str]:
    """The places of a page that can be linked to: its headings as they are written in addresses."""
    headings = _HEADING.findall(re.sub(r"^```.*?^```$", "", text_of(path), flags=re.MULTILINE | re.DOTALL))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
