"""The file of an applicant, for whoever judges it; in anonymous stages nothing on the page says whose it is."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.utils.functional import cached_property
from django.utils.translation import gettext

from pinzhang.domain.applications.models import Application
from pinzhang.domain.cases.models import Attachment
from pinzhang.portals.ui.answers import Answer, FilledSection, GroupRows, filled_sections
from pinzhang.portals.ui.components.words import words

PERSONAL_KINDS = ("phone", "email")
SHORTEST_NAME = 4
"""A name shorter than this is a common word as well, and striking it out would maim the text."""


@dataclass(frozen=True)
class Paper:
    """An attachment as its reader sees it (证实材料)."""

    attachment: Attachment
    name: str
    label: str


class Dossier:
    """What was filled in and attached, section by section (申报材料)."""

    def __init__(self, application: Application, *, anonymous: bool = False, chosen: str = "") -> None:
        self.application = application
        self.anonymous = anonymous
        self._chosen = chosen

    @cached_property
    def sections(self) -> list[FilledSection]:
        found = filled_sections(self.application)
        if not self.anonymous:
            return found
        veil = Veil(identifying_names(self.application))
        return [veil.over(section) for section in found]

    @property
    def section(self) -> FilledSection | None:
        """The section that was asked for, else the first."""
        asked = (one for one in self.sections if one.section.key == self._chosen)
        return next(asked, self.sections[0] if self.sections else None)

    @cached_property
    def papers(self) -> list[Paper]:
        return [paper for section in self.sections for paper in _papers(section, hidden=self.anonymous)]

    def paper(self, pk: int) -> Paper | None:
        """Return an attachment that this file shows; one of a hidden field is not shown."""
        return next((paper for paper in self.papers if paper.attachment.pk == pk), None)


def _papers(section: FilledSection, *, hidden: bool) -> Iterable[Paper]:
    answers = [*section.answers, *(answer for group in section.groups for row in group.rows for answer in row)]
    for answer in answers:
        label = words(answer.field.label)
        for place, attachment in enumerate(answer.files, 1):
            suffix = attachment.file.name.rpartition(".")[2]
            plain = f"{label} {place}.{suffix}" if hidden else attachment.file.name
            yield Paper(attachment, plain, label)


def identifying_names(application: Application) -> list[str]:
    """Return the texts by which the applicant would be known, the longest first."""
    applicant, subject = application.applicant, application.subject
    known = [
        *(applicant.name, applicant.name_en, applicant.credit_code or "", applicant.address, applicant.phone),
        subject.name,
    ]
    return sorted({name for name in known if len(name) >= SHORTEST_NAME}, key=len, reverse=True)


class Veil:
    """Strikes out of a file the texts by which the applicant would be known."""

    def __init__(self, names: Iterable[str]) -> None:
        patterns = [re.escape(name) for name in names]
        self._pattern = re.compile("|".join(patterns), re.IGNORECASE) if patterns else None

    def over(self, section: FilledSection) -> FilledSection:
        groups = tuple(
            GroupRows(g.group, tuple(tuple(map(self._answer, row)) for row in g.rows)) for g in section.groups
        )
        return replace(section, answers=tuple(map(self._answer, section.answers)), groups=groups)

    def _answer(self, answer: Answer) -> Answer:
        struck = gettext("〔已隐去〕")
        if answer.text and answer.field.kind in PERSONAL_KINDS:
            return replace(answer, text=struck)
        text = self._pattern.sub(struck, answer.text) if self._pattern else answer.text
        return replace(answer, text=text)
