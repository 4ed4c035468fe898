"""The check without an account: public facts of a firm, answers that are never stored, and what follows from them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from pinzhang.domain.core.days import local_day
from pinzhang.domain.facts.models import FactEntry
from pinzhang.domain.facts.selectors import public_entries_of, public_facts_of
from pinzhang.domain.parties.models import Organisation
from pinzhang.domain.parties.selectors import organisation_by_credit_code
from pinzhang.domain.programmes.models import ProgrammeEdition, Round
from pinzhang.domain.programmes.selectors import current_editions, edition_document, open_rounds
from pinzhang.engine.packs.schema import Edition
from pinzhang.engine.rules import BadFacts, explain
from pinzhang.portals.public.forms import CodeForm
from pinzhang.portals.public.pages.names import KINDS, name_of
from pinzhang.portals.public.pages.questions import AnswersForm, questions_of
from pinzhang.portals.public.pages.verdicts import Verdict, verdict_of
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


def known_of(organisation: Organisation | None, document: Edition) -> Known:
    """Return the public facts that an edition uses of an organisation."""
    if organisation is None:
        return Known(None, {}, {})
    return Known(
        organisation,
        public_facts_of(organisation, document.facts),
        {entry.name: entry for entry in public_entries_of(organisation)},
    )


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
    known = known_of(organisation_by_credit_code(code) if code else None, document)
    rounds = [round_ for round_ in open_rounds(at) if round_.edition.code == edition.code]
    on = reference_day(rounds, edition.code, today)
    questions = AnswersForm(answers, questions_of(document, known.facts, form.application(), on))
    questions.is_valid()
    given = {**known.facts, **questions.facts()}
    explained = _explained(document, form.application(), given, on, questions)
    return {
        "edition": edition,
        "name": name_of(edition),
        "head": document.programme,
        "form": form,
        "code": code,
        "organisation": known.organisation,
        "questions": questions,
        "answered": len(questions.facts()),
        "verdict": verdict_of(explained, document, known.entries),
        "rounds": rounds,
        "on": on,
    }


def _explained(
    document: Edition, application: Mapping[str, Any], facts: Mapping[str, Any], on: date, questions: AnswersForm
) -> dict[str, Any]:
    """Judge what is known and answered; an answer that the engine refuses is shown at the form and left out."""
    try:
        return explain(document, {"application": dict(application), "facts": dict(facts)}, on=on)
    except BadFacts as refusal:
        questions.add_error(None, _("有一项回答不能识别：%(where)s。已经略过您的回答，请核对。") % {"where": refusal})
        public = {name: value for name, value in facts.items() if name not in questions.facts()}
        return explain(document, {"application": dict(application), "facts": public}, on=on)


def qualification_lines(organisation: Organisation | None, at: datetime) -> list[dict[str, Any]]:
    """Return what every programme in force says of an organisation by its public facts."""
    today, rounds = local_day(at), list(open_rounds(at))
    lines = []
    for edition in current_editions(today):
        document = edition_document(edition)
        known = known_of(organisation, document)
        on = reference_day(rounds, edition.code, today)
        explained = explain(document, {"application": {}, "facts": dict(known.facts)}, on=on)
        verdict: Verdict = verdict_of(explained, document, known.entries)
        open_round = next((round_ for round_ in rounds if round_.edition.code == edition.code), None)
        lines.append({"edition": edition, "name": name_of(edition), "verdict": verdict, "round": open_round})
    return sorted(lines, key=lambda line: (len(line["verdict"].not_met), len(line["verdict"].unknown), line["name"]))
