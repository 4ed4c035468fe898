"""Letters in each place: about a mark and about a file."""

from typing import Any

from pinzhang.domain.core.services.files import keep_file
from pinzhang.domain.messages.models import Letter
from tests.factories.forms import PDF


def make_letters(place: Any) -> None:
    mark, application = place.objects["mark"]["pk"], place.objects["application"]["pk"]
    about_mark, about_file = (_letter(place, what) for what in (f"mark:{mark}", f"application:{application}"))
    place.objects |= {
        "letter": {"pk": about_file.pk},
        "letter of a mark": {"pk": about_mark.pk},
        "letter of an application": {"pk": application, "letter": about_mark.pk},
    }


def _letter(place: Any, about: str) -> Letter:
    number = f"L-{about}"
    stored = keep_file(PDF, name="文书.pdf", accept=("pdf",), max_mb=1, by=place.cast.firm, at=place.at)
    return Letter.objects.create(
        kind="result", number=number, about=about, organisation=place.cast.firm, title="结果通知", content={},
        file=stored, issued_at=place.at,
    )  # fmt: skip
