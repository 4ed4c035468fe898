"""Names that editions give to what lists show: programmes, tiers, sectors, kinds; never their keys."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from pinzhang.domain.applications.models import Application
from pinzhang.domain.marks.models import Mark
from pinzhang.domain.marks.selectors import state_on
from pinzhang.domain.parties.models import Organisation
from pinzhang.domain.programmes.models import ProgrammeEdition, Round
from pinzhang.domain.programmes.selectors import edition_document
from pinzhang.domain.reference.models import Authority, Department, Region
from pinzhang.portals.ui.components.words import words
from pinzhang.portals.ui.context import reader_language

Named = ProgrammeEdition | Organisation | Authority | Department | Region

KINDS: dict[str, Callable[[], str]] = {
    "enterprise": lambda: _("企业"),
    "product": lambda: _("产品"),
    "service": lambda: _("服务"),
    "industry": lambda: _("产业"),
    "region": lambda: _("区域"),
    "person": lambda: _("个人"),
    "team": lambda: _("团队"),
    "work": lambda: _("作品"),
    "project": lambda: pgettext("what is judged", "项目"),
    "government": lambda: _("政府机关"),
    "public_institution": lambda: _("事业单位"),
    "association": lambda: _("社会组织"),
    "individual": lambda: _("个人"),
}


def name_of(one: Named | None) -> str:
    """Return a name in the reader's language."""
    if one is None:
        return ""
    return (reader_language() == "en" and one.name_en) or one.name


def label_of(round_: Round) -> str:
    """Return the label of a round in the reader's language."""
    return (reader_language() == "en" and round_.label_en) or round_.label


def kinds(keys: tuple[str, ...]) -> str:
    """Say several kinds of applicants or subjects."""
    return _("、").join(KINDS[key]() for key in keys)


def tier_name(edition: ProgrammeEdition, key: str) -> str:
    """Return the name of a tier; nothing where there is none yet."""
    return next((words(tier.name) for tier in edition_document(edition).outcomes.tiers if tier.key == key), "")


def sector_name(edition: ProgrammeEdition, key: str) -> str:
    """Return the name of a sector; nothing where the programme has none."""
    return next((words(one.name) for one in edition_document(edition).programme.sectors if one.key == key), "")


@dataclass(frozen=True, slots=True)
class MarkLine:
    """A mark as a list shows it (榜单的一行)."""

    mark: Mark
    state: str
    holder: str
    subject: str
    """Empty where the holder itself bears the mark."""
    tier: str
    sector: str
    district: str


def mark_line(mark: Mark, today: date) -> MarkLine:
    """Return a mark with every name in the reader's language."""
    return MarkLine(
        mark=mark,
        state=state_on(mark, today),
        holder=name_of(mark.holder),
        subject="" if mark.subject.name == mark.holder.name else mark.subject.name,
        tier=tier_name(mark.edition, mark.tier),
        sector=sector_name(mark.edition, mark.sector),
        district=name_of(mark.holder.region),
    )


@dataclass(frozen=True, slots=True)
class ApplicationLine:
    """An application as a public notice shows it: who, what, which tier is proposed."""

    application: Application
    applicant: str
    subject: str
    tier: str
    sector: str
    district: str


def application_line(application: Application) -> ApplicationLine:
    """Return an application with every name in the reader's language."""
    edition = application.round.edition
    return ApplicationLine(
        application=application,
        applicant=name_of(application.applicant),
        subject="" if application.subject.name == application.applicant.name else application.subject.name,
        tier=tier_name(edition, application.tier),
        sector=sector_name(edition, application.sector),
        district=name_of(application.applicant.region),
    )
