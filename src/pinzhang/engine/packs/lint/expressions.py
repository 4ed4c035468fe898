"""The sentences of a pack: that they parse, that they can be meant, that they say what the printed title says."""

from collections.abc import Iterator

from pinzhang.engine.packs.draft import Draft, models_in
from pinzhang.engine.packs.problems import Problem
from pinzhang.engine.packs.schema.edition import Edition
from pinzhang.engine.packs.schema.outcomes import Outcomes
from pinzhang.engine.packs.sentences import Sentence, sentences
from pinzhang.engine.packs.yaml_text import Path
from pinzhang.engine.rules.bounds import operator_mismatches
from pinzhang.engine.rules.checking import check
from pinzhang.engine.rules.parser import parse
from pinzhang.engine.rules.problems import RuleSyntaxError
from pinzhang.engine.rules.scope import FOUNDING, Scope
from pinzhang.engine.rules.syntax import FACT_ROOTS, Field, Node, walk

SPEAKING = ("eligibility.yaml", "form.yaml", "outcomes.yaml")
"""The files that hold sentences."""


def check_sentences(draft: Draft) -> Iterator[Problem]:
    """Check that every sentence parses, and its names, types and units can be meant."""
    scope = scope_of(draft)
    for sentence in _all(draft):
        try:
            node = parse(sentence.text)
        except RuleSyntaxError as error:
            yield _problem(draft, sentence, error.column, error.message)
            continue
        for problem in check(node, scope, expects="bool", allow_has=sentence.may_ask_has):
            hint = f"; {problem.suggestion}" if problem.suggestion else ""
            yield _problem(draft, sentence, problem.column, problem.message + hint)


def _problem(draft: Draft, sentence: Sentence, column: int, message: str) -> Problem:
    key = sentence.path[-1]
    return draft.problem_inside(sentence.file, sentence.path, sentence.text, column - 1, f"{key}: {message}")


def _all(draft: Draft) -> Iterator[Sentence]:
    return sentences(draft, *(file for file in SPEAKING if file in draft.parts))


def scope_of(draft: Draft) -> Scope:
    """Return what the sentences of a draft may name.

    :raises PartMissing: a file that names things cannot be read.
    """
    return Scope.of(
        Edition.model_construct(
            programme=draft.programme,
            facts=tuple(draft.facts.values()),
            eligibility=draft.eligibility,
            form=draft.form,
            stages=(),
            outcomes=Outcomes.model_construct(tiers=()),
        )
    )


def _parsed(draft: Draft, *files: str) -> Iterator[tuple[Sentence, Node]]:
    for sentence in sentences(draft, *files):
        try:
            yield sentence, parse(sentence.text)
        except RuleSyntaxError:
            continue


def _named(draft: Draft, roots: tuple[str, ...]) -> set[str]:
    nodes = (node for _, tree in _parsed(draft, *SPEAKING) for node in walk(tree))
    return {node.name for node in nodes if isinstance(node, Field) and node.root in roots}


def check_printed_bounds(draft: Draft) -> Iterator[Problem]:
    """Check that the title of a rule and its operator treat the bound alike: 以上 includes it, 超过 does not."""
    for i, rule in enumerate(draft.eligibility.rules):
        for message in operator_mismatches(rule):
            yield draft.problem("eligibility.yaml", ("rules", i, "title"), f"title: {message}")


def check_unused_facts(draft: Draft) -> Iterator[Problem]:
    """Check that every fact of the pack is read by a sentence or prefills a question."""
    prefilled = {getattr(model, "prefill", None) for _, model in models_in(draft.form)}
    used = _named(draft, FACT_ROOTS) | prefilled | {FOUNDING}
    places: list[tuple[Path, str]] = [(("uses", i), name) for i, name in enumerate(draft.fact_use.uses)]
    places += [(("own", i, "name"), fact.name) for i, fact in enumerate(draft.fact_use.own)]
    for path, name in places:
        if name not in used:
            yield draft.problem("facts.yaml", path, f"{name}: no rule and no question uses this fact")


def check_unused_parameters(draft: Draft) -> Iterator[Problem]:
    """Check that every parameter is read by a sentence."""
    used = _named(draft, ("p",))
    for i, parameter in enumerate(draft.eligibility.parameters):
        if parameter.name not in used:
            path = ("parameters", i, "name")
            yield draft.problem("eligibility.yaml", path, f"{parameter.name}: no rule uses this parameter")


def check_waiting_questions(draft: Draft) -> Iterator[Problem]:
    """Check that no question is shown only after one that is shown only after it."""
    waits: dict[str, set[str]] = {}
    places: dict[str, Path] = {}
    for sentence, tree in _parsed(draft, "form.yaml"):
        asked = {node.name for node in walk(tree) if isinstance(node, Field) and node.root == "a"}
        for name in _shown_by(draft, sentence):
            waits.setdefault(name, set()).update(asked)
            places.setdefault(name, sentence.path)
    for name in sorted(waits):
        if name in _reached(name, waits):
            yield draft.problem("form.yaml", places[name], f"{name}: waits for itself in a circle of show_if")


def _shown_by(draft: Draft, sentence: Sentence) -> tuple[str, ...]:
    """Return the names whose being shown hangs on a sentence."""
    if sentence.path[-1] != "show_if":
        return ()
    section = draft.form.sections[int(sentence.path[1])]
    if len(sentence.path) == len(("sections", 0, "show_if")):
        return (*(field.name for field in section.fields), *(group.name for group in section.groups))
    index = int(sentence.path[3])
    return ((section.fields if sentence.path[2] == "fields" else section.groups)[index].name,)


def _reached(start: str, waits: dict[str, set[str]]) -> set[str]:
    reached: set[str] = set()
    pending = list(waits[start])
    while pending:
        name = pending.pop()
        if name not in reached:
            reached.add(name)
            pending.extend(waits.get(name, ()))
    return reached
