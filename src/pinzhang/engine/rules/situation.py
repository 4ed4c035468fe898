"""What is known about one applicant on the reference day, typed by the edition it is judged under."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from typing import Any

from pinzhang.engine.packs.schema.eligibility import Parameter
from pinzhang.engine.packs.schema.facts import Fact
from pinzhang.engine.packs.schema.form import FormField, FormGroup
from pinzhang.engine.rules.document import Peers, read_document
from pinzhang.engine.rules.scope import FOUNDING, Scope
from pinzhang.engine.rules.values import Collection, Item, Range, Reading, Records, Unknown, Value, Yearly

MOST_YEARS = 50


@dataclass(frozen=True, slots=True)
class Situation:
    """Facts and answers as of a day. Only :meth:`from_json` and :meth:`of` make one, so that its types hold."""

    scope: Scope
    on: date
    known: Mapping[str, Mapping[str, Reading]]
    """By root, then by name."""
    peers: Mapping[str, Peers] = field(default_factory=dict)
    founding: date | None = None
    judged_on: date | None = None
    """Set when looking ahead: the day on which sources were last seen to be complete."""

    @classmethod
    def from_json(
        cls,
        document: Any,
        *,
        on: date,
        edition_facts: Iterable[Fact],
        parameters: Iterable[Parameter] = (),
        form_fields: Iterable[FormField | FormGroup] = (),
    ) -> "Situation":
        """Read facts and answers as JSON gives them, strictly typed.

        :raises BadFacts: something in the document is not what the edition says it is.
        """
        scope = Scope.build(edition_facts=edition_facts, parameters=parameters, form_fields=form_fields)
        return cls.of(document, on=on, scope=scope)

    @classmethod
    def of(cls, document: Any, *, on: date, scope: Scope) -> "Situation":
        """Read facts and answers under a scope that is already built.

        :raises BadFacts: something in the document is not what the edition says it is.
        """
        read = read_document(document, scope)
        return cls(scope=scope, on=on, known=read.known, peers=read.peers, founding=read.founding)

    def at(self, day: date) -> "Situation":
        """Return the same facts on a later day: nothing new has happened, and sources have stayed complete."""
        return replace(self, on=day, judged_on=self.judged_on or self.on)

    def complete_until(self, day: date) -> date:
        """Return the day up to which a source is taken as complete."""
        if self.judged_on is not None and day >= self.judged_on:
            return max(day, self.on)
        return day

    @property
    def founding_missing(self) -> frozenset[str]:
        """Return the founding day as a missing fact, where the edition knows that fact."""
        return frozenset({FOUNDING}) if FOUNDING in self.scope.facts else frozenset()

    def knows(self, root: str, name: str) -> bool:
        """Return whether a fact or an answer was handed in at all."""
        return name in self.known[root]

    def read(self, root: str, name: str) -> Reading:
        """Return what is known under a name, or unknown with the name to ask for."""
        if root == "p":
            return self._parameter(name)
        found = self.known[root].get(name)
        if found is not None:
            return found
        kind = self.scope.names(root)[name]
        path = self._path(root, name)
        if kind.sort == "yearly":
            return Yearly(path, kind.title, {})
        if kind.sort == "records":
            return Records(kind.title, path, (), None)
        return Unknown(frozenset({path}))

    def closed_years(self, fact: Yearly, count: int) -> Collection:
        """Return the last closed years of a yearly fact; years before the founding do not exist."""
        last = self.on.year - 1
        values = (self._in_year(fact, year) for year in range(last - count + 1, last + 1))
        return Collection(tuple(Item(value) for value in values if value is not None))

    def rank(self, root: str, name: str) -> Reading:
        """Return the place among peers, the greatest first and equals sharing the better place."""
        own = self._for_ranking(root, name)
        peers = self.peers.get(name)
        missing = frozenset({f"peers.{name}"})
        if isinstance(own, Unknown):
            return (
                own
                if peers is not None
                else Unknown(own.missing | missing if own.missing else own.missing, own.reasons)
            )
        if peers is None:
            return Unknown(missing)
        best = Fraction(1 + sum(value > own for value in peers.values))
        if not peers.missing:
            return best
        reason = f"还有 {peers.missing} 家的数据没有取得"
        return Range(best, best + peers.missing, Unknown(missing, (reason,)))

    def peer_count(self, name: str) -> Reading:
        """Return how many are ranked, the applicant and those whose value is missing included."""
        peers = self.peers.get(name)
        if peers is None:
            return Unknown(frozenset({f"peers.{name}"}))
        return Fraction(1 + len(peers.values) + peers.missing)

    def _for_ranking(self, root: str, name: str) -> Any:
        value = self.read(root, name)
        if not isinstance(value, Yearly):
            return value
        years = self.closed_years(value, 1).items
        return years[0].value if years else Unknown(reasons=("上一年度尚未成立，不参加排名",))

    def _parameter(self, name: str) -> Reading:
        parameter = self.scope.parameters[name]
        value = parameter.on(self.on)
        if value is None:
            return Unknown(reasons=(f"“{parameter.kind.title}”在 {self.on.isoformat()} 尚无规定的数值",))
        return value

    def _in_year(self, fact: Yearly, year: int) -> Value | Unknown | None:
        value = fact.years.get(year)
        existed = self.founding is None or year >= self.founding.year
        if value is not None:
            early = Unknown(reasons=(f"{year} 年度的“{fact.title}”早于成立日期，须核实",))
            return value if existed else early
        if not existed:
            return None
        unsure = self.founding_missing if self.founding is None else frozenset()
        return Unknown(frozenset({fact.missing_in(year)}) | unsure)

    def _path(self, root: str, name: str) -> str:
        if root == "a" or (root != "e" and self.known[root] is not self.known["e"]):
            return f"{root}.{name}"
        return name
