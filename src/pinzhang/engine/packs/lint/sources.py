"""Clauses and the documents they are cited from; dates and status of the edition."""

from collections.abc import Iterator

from pinzhang.engine.packs.draft import Draft
from pinzhang.engine.packs.problems import Problem
from pinzhang.engine.packs.schema_errors import suggestion

_CITING = (("clause", "source"), ("validity_clause", "validity_source"))
_UNFIT = frozenset({"remembered", "missing"})


def check_sources(draft: Draft) -> Iterator[Problem]:
    """Check that every clause cites a source of ``programme.yaml`` that somebody has seen."""
    sources = {source.key: source for source in draft.programme.sources}
    for file, path, model in draft.walk():
        for _, field in _CITING:
            key = getattr(model, field, None)
            if key is None:
                continue
            if key not in sources:
                yield draft.problem(
                    file, (*path, field), f"{key}: no such source in programme.yaml{suggestion(key, sources)}"
                )
            elif sources[key].confidence in _UNFIT:
                yield draft.problem(
                    file, (*path, field), f"{key}: this source is {sources[key].confidence}, so nothing may rest on it"
                )


def check_citations_are_whole(draft: Draft) -> Iterator[Problem]:
    """Check that where both may be left out, clause and source come together."""
    for file, path, model in draft.walk():
        for clause, source in _CITING:
            if not {clause, source} <= type(model).model_fields.keys():
                continue
            said, cited = getattr(model, clause), getattr(model, source)
            if bool(said) != bool(cited):
                given, missing = (clause, source) if said else (source, clause)
                yield draft.problem(file, (*path, given), f"{missing}: is missing; clause and source come together")


def check_status(draft: Draft) -> Iterator[Problem]:
    """Check that an edition is partial exactly when it names what is missing."""
    programme = draft.programme
    if programme.status == "partial" and not programme.missing:
        yield draft.problem("programme.yaml", ("status",), "status: partial, but missing names nothing")
    if programme.status == "complete" and programme.missing:
        yield draft.problem("programme.yaml", ("status",), "status: complete, but missing names something")


def check_validity(draft: Draft) -> Iterator[Problem]:
    """Check that the edition ends after it begins."""
    programme = draft.programme
    if programme.valid_to is not None and programme.valid_to < programme.valid_from:
        yield draft.problem("programme.yaml", ("valid_to",), "valid_to: is before valid_from")


def check_relations(draft: Draft) -> Iterator[Problem]:
    """Check that a programme may make its own winners wait, but cannot require, exclude or feed itself."""
    for i, relation in enumerate(draft.programme.relations):
        path = ("relations", i)
        if (relation.kind == "wait_years") != (relation.years is not None):
            yield draft.problem("programme.yaml", path, "years: wait_years needs it, and nothing else takes it")
        if relation.programme == draft.programme.code and relation.kind != "wait_years":
            yield draft.problem("programme.yaml", (*path, "programme"), f"programme: {relation.kind} itself")
