"""Keys that appear twice, and references that lead nowhere."""

from collections.abc import Iterable, Iterator

from pinzhang.engine.packs.draft import Draft, models_in
from pinzhang.engine.packs.problems import Problem
from pinzhang.engine.packs.schema.conflicts import ConflictRule
from pinzhang.engine.packs.schema.criteria import Criterion, StageWeight
from pinzhang.engine.packs.schema.form import FormField
from pinzhang.engine.packs.schema.outcomes import Money
from pinzhang.engine.packs.schema_errors import suggestion
from pinzhang.engine.packs.yaml_text import Path


def check_duplicate_keys(draft: Draft) -> Iterator[Problem]:
    """Check that every key is used once in its list."""
    for file, path, model in draft.walk():
        for field in type(model).model_fields:
            entries = getattr(model, field)
            if isinstance(entries, tuple):
                yield from _duplicates(draft, file, (*path, field), entries)


def _duplicates(draft: Draft, file: str, path: Path, entries: tuple[object, ...]) -> Iterator[Problem]:
    seen: set[str] = set()
    for index, entry in enumerate(entries):
        field = _name_field(entry)
        name = str(getattr(entry, field)) if field else entry
        if not isinstance(name, str):
            return
        if name in seen:
            place = (*path, index, field) if field else (*path, index)
            yield draft.problem(file, place, f"{name}: duplicate, given above already")
        seen.add(name)


def _name_field(entry: object) -> str | None:
    if isinstance(entry, StageWeight):
        return "stage"
    if isinstance(entry, ConflictRule):
        return "kind"
    return next(
        (field for field in ("key", "id", "name", "example") if isinstance(getattr(entry, field, None), str)), None
    )


def check_shared_names(draft: Draft) -> Iterator[Problem]:
    """Check that no key repeats where lists share one name space: departments, form fields, criteria."""
    lead = draft.programme.lead_department.key
    for i, department in enumerate(draft.programme.co_departments):
        if department.key == lead:
            yield draft.problem("programme.yaml", ("co_departments", i, "key"), f"{lead}: leads already")
    yield from _repeated(draft, "form.yaml", list(_form_names(draft)))
    yield from _repeated(draft, "criteria.yaml", list(_criterion_keys(draft)))


def check_example_names(draft: Draft) -> Iterator[Problem]:
    """Check that an example is found by its name, whatever file it is in."""
    seen: dict[str, str] = {}
    for file, i, example in draft.examples:
        if seen.setdefault(example.example, file) != file:
            yield draft.problem(
                file,
                ("examples", i, "example"),
                f"{example.example}: duplicate, {seen[example.example]} has an example of this name",
            )


def _form_names(draft: Draft) -> Iterator[tuple[Path, str, str]]:
    for s, section in enumerate(draft.form.sections):
        for f, field in enumerate(section.fields):
            yield ("sections", s, "fields", f, "name"), "", field.name
        for g, group in enumerate(section.groups):
            yield ("sections", s, "groups", g, "name"), "", group.name


def _criterion_keys(draft: Draft) -> Iterator[tuple[Path, str, str]]:
    for i, scheme in enumerate(draft.criteria.schemes):
        for path, model in models_in(scheme.criteria, ("schemes", i, "criteria")):
            if isinstance(model, Criterion):
                yield (*path, "key"), scheme.key, model.key


def _repeated(draft: Draft, file: str, names: list[tuple[Path, str, str]]) -> Iterator[Problem]:
    """Name what repeats across lists; within one list :func:`check_duplicate_keys` has said it already."""
    seen: dict[tuple[str, str], Path] = {}
    for path, space, name in names:
        first = seen.setdefault((space, name), path)
        if first[:-2] != path[:-2]:
            yield draft.problem(file, path, f"{name}: duplicate, given elsewhere already")


_Reference = tuple[str, Path, str]
"""File, path and the key that is referred to."""


def check_stage_references(draft: Draft) -> Iterator[Problem]:
    """Check that every reference to a stage leads to one."""
    known = {stage.key for stage in draft.stages}
    for references in (_from_stages, _from_routes, _from_weights, _from_sections):
        yield from _unknown(draft, references(draft), known, "stage")


def _from_stages(draft: Draft) -> Iterator[_Reference]:
    for i, stage in enumerate(draft.stages):
        for j, key in enumerate(stage.return_to):
            yield "stages.yaml", ("stages", i, "return_to", j), key
        for j, key in enumerate(stage.combination.stages if stage.combination else ()):
            yield "stages.yaml", ("stages", i, "combination", "stages", j), key


def _from_routes(draft: Draft) -> Iterator[_Reference]:
    if "programme.yaml" not in draft.parts:
        return
    for i, route in enumerate(draft.programme.routes):
        yield "programme.yaml", ("routes", i, "starts_at"), route.starts_at
        for j, key in enumerate(route.skips):
            yield "programme.yaml", ("routes", i, "skips", j), key


def _from_weights(draft: Draft) -> Iterator[_Reference]:
    if "criteria.yaml" not in draft.parts:
        return
    for i, weight in enumerate(draft.criteria.stage_weights):
        yield "criteria.yaml", ("stage_weights", i, "stage"), weight.stage


def _from_sections(draft: Draft) -> Iterator[_Reference]:
    if "form.yaml" not in draft.parts:
        return
    for i, section in enumerate(draft.form.sections):
        yield "form.yaml", ("sections", i, "asked_at"), section.asked_at


def check_scheme_references(draft: Draft) -> Iterator[Problem]:
    """Check that every stage that is scored names a scheme of ``criteria.yaml``."""
    schemes = {scheme.key for scheme in draft.criteria.schemes}
    named = (
        ("stages.yaml", ("stages", i, "criteria"), stage.criteria)
        for i, stage in enumerate(draft.stages)
        if stage.criteria is not None
    )
    yield from _unknown(draft, named, schemes, "scheme")


def check_scale_references(draft: Draft) -> Iterator[Problem]:
    """Check that every criterion that is scored names a scale."""
    scales = {scale.key for scale in draft.criteria.scales}
    named = (
        ("criteria.yaml", (*path, "scale"), model.scale)
        for path, model in models_in(draft.criteria)
        if isinstance(model, Criterion) and model.scale is not None
    )
    yield from _unknown(draft, named, scales, "scale")


def check_evidence_references(draft: Draft) -> Iterator[Problem]:
    """Check that every field of the form that is proof of something names a rule."""
    rules = {rule.id for rule in draft.eligibility.rules}
    named = (
        ("form.yaml", (*path, "evidence_for", j), key)
        for path, model in models_in(draft.form)
        if isinstance(model, FormField)
        for j, key in enumerate(model.evidence_for)
    )
    yield from _unknown(draft, named, rules, "rule")


def check_ground_references(draft: Draft) -> Iterator[Problem]:
    """Check that money is paid back only on grounds that the pack names."""
    grounds = {ground.key for ground in draft.outcomes.grounds}
    named = (
        ("outcomes.yaml", (*path, "claw_back_on", j), key)
        for path, model in models_in(draft.outcomes)
        if isinstance(model, Money)
        for j, key in enumerate(model.claw_back_on)
    )
    yield from _unknown(draft, named, grounds, "ground")


def _unknown(draft: Draft, named: Iterable[_Reference], known: set[str], what: str) -> Iterator[Problem]:
    for file, path, key in named:
        if key not in known:
            yield draft.problem(file, path, f"{key}: no such {what}{suggestion(key, known)}")
