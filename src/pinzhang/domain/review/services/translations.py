"""What the letters about an application say in English."""

from typing import Any

from pinzhang.domain.applications.models import Application
from pinzhang.domain.cases.choices import Outcome
from pinzhang.domain.messages.services import Translation
from pinzhang.domain.programmes.selectors import edition_document
from pinzhang.domain.review.selectors import feedback_sections

THANKS = (
    "Thank you for taking part. What follows sums up what the reviewers wrote, for your improvement; it names no "
    "reviewer, and the shares are means of their scores."
)


def of_result(application: Application, reasons: list[str]) -> Translation:
    """Return the letter that says how an application ended; reasons stay in the office's own words."""
    edition, case = application.round.edition, application.case
    name = edition.name_en or edition.name
    what = f"Your application for {name} (number {case.number}, {application.subject.name})"
    if case.outcome == Outcome.GRANTED:
        tiers = {tier.key: tier.name.en or tier.name.zh for tier in edition_document(edition).outcomes.tiers}
        paragraphs = [f"{what} was granted after review: {tiers.get(application.tier, name)}."]
    else:
        paragraphs = [f"{what} was not granted in this round."]
    if reasons:
        paragraphs += ["Reasons, in the words of the office:", *(f"{n}. {text}" for n, text in enumerate(reasons, 1))]
    return {"heading": f"Result of your application for {name}", "paragraphs": paragraphs}


def of_feedback(application: Application, feedback: dict[str, Any]) -> Translation:
    """Return the feedback of an application; what reviewers wrote stays in their own words."""
    edition = application.round.edition
    paragraphs = [THANKS]
    for section in feedback_sections(feedback, "en"):
        paragraphs += [section["title"], *section["lines"]]
        for row in section.get("rows", ()):
            paragraphs += [f"{row['title']}: {row['said']}", *row["lines"]]
    return {"heading": f"Feedback on your application for {edition.name_en or edition.name}", "paragraphs": paragraphs}
