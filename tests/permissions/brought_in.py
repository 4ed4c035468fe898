"""A table that was brought in from Excel and waits to be taken over."""

from typing import Any

from pinzhang.domain.imports.services.uploads import Head, upload_table
from tests.engine.sheets.books import book


def make_table(place: Any) -> None:
    """Bring in a table of reviewers for the authority of a place."""
    rows = (("账号", "姓名"), (f"expert.{place.key}", "评审员周"))
    head = Head(kind="reviewers", authority=place.premium.authority)
    table = upload_table(head=head, content=book(*rows), name="专家.xlsx", by=place.cast.officer, at=place.at)
    place.objects |= {"import": {"pk": table.pk}, "import kind": {"kind": "reviewers"}}
