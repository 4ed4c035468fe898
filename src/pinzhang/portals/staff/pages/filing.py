"""Filing at the counter: who applies for what, what is still to be filled in, and what was asked."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict

from pinzhang.domain.applications.models import Application
from pinzhang.domain.applications.selectors import (
    application_document,
    application_plan,
    editable_sections,
    form_problems,
)
from pinzhang.domain.parties.choices import PostRole
from pinzhang.domain.parties.models import Post
from pinzhang.domain.programmes.models import Round
from pinzhang.domain.programmes.selectors import edition_document, posts_under
from pinzhang.engine.forms import Visibility
from pinzhang.engine.packs.schema.form import FormSection
from pinzhang.portals.staff.forms_cases import AnswersToRequestsForm
from pinzhang.portals.staff.pages.application import corrections_of
from pinzhang.portals.ui.sheets import Sheet, SheetMaker

FILE_PAGE = "staff:attachment"


def open_counters(posts: tuple[Post, ...]) -> QuerySet[Round]:
    """Return the rounds in which an officer may file on somebody's behalf, the newest first."""
    rounds = Round.objects.filter(posts_under(posts, PostRole.OFFICER), state__in=("open", "in_review"))
    return rounds.select_related("edition", "authority").defer("edition__content").order_by("-opens_at", "pk")


@dataclass(frozen=True)
class Step:
    """One section to be filled in, with how much it lacks."""

    section: FormSection
    lacking: int


@dataclass(frozen=True)
class Filling:
    """A form that an officer fills in on somebody's behalf."""

    application: Application
    steps: tuple[Step, ...]
    problems: dict[str, str]

    @property
    def is_draft(self) -> bool:
        plan = application_plan(self.application)
        return plan.stage(self.application.case.stage).kind == "submission"

    @property
    def keys(self) -> list[str]:
        return [step.section.key for step in self.steps]

    def after(self, key: str) -> str:
        """Return the key of the section after one; nothing after the last."""
        following = self.keys[self.keys.index(key) + 1 :]
        return following[0] if following else ""

    def problems_in(self, key: str) -> dict[str, str]:
        """Return what one section lacks."""
        section = next(step.section for step in self.steps if step.section.key == key)
        return _of_section(section, self.problems)


def filling_of(application: Application) -> Filling:
    """Return what of a form can be filled in now."""
    document = edition_document(application.round.edition)
    visibility = Visibility(document, application_document(application), on=application.round.reference_on)
    problems = form_problems(application)
    editable = editable_sections(application)
    steps = [
        Step(section, len(_of_section(section, problems)))
        for section in document.form.sections
        if section.key in editable and visibility.holds(section.show_if)
    ]
    return Filling(application, tuple(steps), problems)


def _of_section(section: FormSection, problems: dict[str, str]) -> dict[str, str]:
    names = {asked.name for asked in section.fields} | {group.name for group in section.groups}
    return {path: text for path, text in problems.items() if path.split(".")[0] in names}


def sheet_of(
    filling: Filling, key: str, *, problems: dict[str, str], posted: QueryDict | None = None, add: str = ""
) -> Sheet:
    """Return a section as drawn, from what is kept or exactly as typed."""
    maker = SheetMaker(filling.application, key, problems=problems, file_page=FILE_PAGE, add=add)
    return maker.make(posted)


def answers_form(application: Application, data: Any = None) -> AnswersToRequestsForm:
    """Return the form that answers the open correction requests."""
    asked = [(request, label) for request, label in corrections_of(application) if request.is_open]
    return AnswersToRequestsForm(data, requests=asked, initial={"version": application.case.version})
