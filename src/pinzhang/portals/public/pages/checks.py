"""The check without an account: public facts of a firm, answers that are never stored, and what follows from them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from pinzhang.domain.core.days import local_day
from pinzhang.domain.facts.models import FactEntry
from pinzhang.domain.facts.selectors import public_entries_of, public_facts_by_edition
from pinzhang.domain.parties.models import Organisation
from pinzhang.domain.parties.selectors import organisation_by_credit_code
from pinzhang.domain.programmes.models import ProgrammeEdition, Round
from pinzhang.domain.programmes.selectors import current_editions, edition_document, open_rounds
from pinzhang.engine.packs.schema import Edition
from pinzhang.engine.rules import explain
from pinzhang.portals.public.forms import CodeForm
from pinzhang.portals.public.pages.destinations import address
from pinzhang.portals.public.pages.names import KINDS, name_of
from pinzhang.portals.public.pages.questions import AnswersForm, completed, questions_of
from pinzhang.portals.public.pages.verdicts import verdict_of
from pinzhang.portals.ui.components.words import words


class CheckForm(CodeForm):
    """Whom and what the check is about: a code, and what the programme needs to know at once."""

    def __init__(self, data: Mapping[str, Any] | None, document: Edition) -> None:
        super().__init__(data)
        head = document.programme
        asked = _asked_at_once(document)
        if head.sectors:
            options = [(sector.key, words(sector.name)) for sector in head.sectors]
            self.fields["sector"] = _chosen(_("领域"), options)
        if "subject_kind" in asked:
            self.fields["subject_kind"] = _chosen(_("申报什么"), [(key, KINDS[key]()) for key in head.subject_kinds])
        if "applicant_kind" in asked:
            self.fields["applicant_kind"] = _chosen(
                _("谁来申报"), [(key, KINDS[key]()) for key in head.applicant_kinds]
            )

    def application(self) -> dict[str, str]:
        """Return what was chosen, as the root ``a`` of the rule language."""
        cleaned = getattr(self, "cleaned_data", {})
        return {name: value for name, value in cleaned.items() if name != "code" and value}


def _chosen(label: str, options: list[tuple[str, str]]) -> forms.Field:
    return forms.ChoiceField(label=label, required=False, choices=[("", _("还没有定")), *options])


def _asked_at_once(document: Edition) -> set[str]:
    """The particulars of an application that some rule reads."""
    judged = explain(document, {"application": {}, "facts": {}}, on=document.programme.valid_from)
    return {name.removeprefix("a.") for rule in judged["rules"] for name in rule["missing"] if name.startswith("a.")}


@dataclass(frozen=True, slots=True)
class Known:
    """What anybody may know of one organisation (公开数据)."""

    organisation: Organisation | None
    facts: Mapping[str, Any]
    entries: Mapping[str, FactEntry]


def known_of(organisation: Organisation | None, documents: list[Edition]) -> list[Known]:
    """Return the public facts of an organisation that each edition uses, read once for all of them."""
    if organisation is None:
        return [Known(None, {}, {}) for _ in documents]
    entries = {entry.name: entry for entry in public_entries_of(organisation)}
    known = public_facts_by_edition(organisation, [document.facts for document in documents])
    return [
        Known(organisation, facts, {name: entry for name, entry in entries.items() if name in facts}) for facts in known
    ]


def reference_day(rounds: list[Round], code: str, today: date) -> date:
    """Return the day by which an applicant of today would be judged: that of the open round, else today."""
    return next((round_.reference_on for round_ in rounds if round_.edition.code == code), today)


def check_page(
    edition: ProgrammeEdition, asked: Mapping[str, Any], answers: Mapping[str, Any] | None, at: datetime
) -> dict[str, Any]:
    """Return what the check of one programme shows."""
    document, today = edition_document(edition), local_day(at)
    form = CheckForm(asked, document)
    code = form.cleaned_data["code"] if form.is_valid() else ""
    (known,) = known_of(organisation_by_credit_code(code) if code else None, [document])
    rounds = [round_ for round_ in open_rounds(at) if round_.edition.code == edition.code]
    on = reference_day(rounds, edition.code, today)
    questions = AnswersForm(answers, questions_of(document, known.facts, form.application(), on))
    questions.is_valid()
    given = completed(known.facts, questions.facts())
    explained = explain(document, {"application": form.application(), "facts": given}, on=on)
    return {
        "edition": edition,
        "name": name_of(edition),
        "head": document.programme,
        "form": form,
        "code": code,
        "organisation": known.organisation,
        "questions": questions,
        "verdict": verdict_of(explained, document, known.entries),
        "rounds": rounds,
        "apply_url": address("enterprise:programme", edition.code) or address("account_login"),
        "on": on,
    }


def qualification_lines(organisation: Organisation | None, at: datetime) -> list[dict[str, Any]]:
    """Return what every programme in force says of an organisation by its public facts, the nearest first."""
    today, rounds = local_day(at), list(open_rounds(at))
    editions = list(current_editions(today))
    known = known_of(organisation, [edition_document(edition) for edition in editions])
    lines = [_line(edition, one, rounds, today) for edition, one in zip(editions, known, strict=True)]
    return sorted(lines, key=lambda line: (len(line["verdict"].not_met), len(line["verdict"].unknown), line["name"]))


def _line(edition: ProgrammeEdition, known: Known, rounds: list[Round], today: date) -> dict[str, Any]:
    document, on = edition_document(edition), reference_day(rounds, edition.code, today)
    explained = explain(document, {"application": {}, "facts": dict(known.facts)}, on=on)
    return {
        "edition": edition,
        "name": name_of(edition),
        "verdict": verdict_of(explained, document, known.entries),
        "round": next((round_ for round_ in rounds if round_.edition.code == edition.code), None),
    }
