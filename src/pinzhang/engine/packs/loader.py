"""Load a pack: from the bytes of its files to an edition, or to everything that is wrong with them."""

from collections.abc import Mapping

from pinzhang.engine.packs.draft import Draft, read_draft, read_model
from pinzhang.engine.packs.files import check_catalogue_set, check_file_set, is_catalogue_file
from pinzhang.engine.packs.lint import lint
from pinzhang.engine.packs.lint.facts import check_catalogue
from pinzhang.engine.packs.problems import PackProblems, Problem
from pinzhang.engine.packs.schema.edition import Edition
from pinzhang.engine.packs.schema.facts import Fact, FactCatalogue
from pinzhang.engine.packs.worked_cases import check_examples


def load_pack(files: Mapping[str, bytes], catalogue: Mapping[str, bytes]) -> Edition:
    """Read and check a pack against the shared catalogue of facts; the edition keeps the facts it uses.

    ``files`` and ``catalogue`` map names to bytes. Problems of the catalogue are named with the prefix ``facts/``.

    :raises PackProblems: anything is wrong; every problem found is named with file and line.
    """
    facts, problems = _read_catalogue(catalogue)
    problems = [Problem(f"facts/{one.file}", one.line, one.column, one.message) for one in problems]
    draft, more = read_draft(files, None if problems else facts)
    problems += [*check_file_set(files), *more, *lint(draft)]
    if problems:
        raise PackProblems(problems)
    edition = _edition(draft)
    failed = list(check_examples(draft, edition))
    if failed:
        raise PackProblems(failed)
    return edition


def load_catalogue(catalogue: Mapping[str, bytes]) -> dict[str, Fact]:
    """Read and check the shared catalogue of facts.

    :raises PackProblems: anything is wrong with it.
    """
    facts, problems = _read_catalogue(catalogue)
    if problems:
        raise PackProblems(problems)
    return facts


def _read_catalogue(catalogue: Mapping[str, bytes]) -> tuple[dict[str, Fact], list[Problem]]:
    problems = list(check_catalogue_set(catalogue))
    documents, parts = {}, {}
    for name in filter(is_catalogue_file, catalogue):
        part, document, more = read_model(name, catalogue[name], FactCatalogue)
        problems += more
        if part is not None and document is not None:
            documents[name], parts[name] = document, part.facts
    for file, path, message in check_catalogue(parts):
        span = documents[file].value_at(path)
        problems.append(Problem(file, span.line, span.column, message))
    return {fact.name: fact for facts in parts.values() for fact in facts}, problems


def _edition(draft: Draft) -> Edition:
    return Edition(
        programme=draft.programme,
        facts=tuple(sorted(draft.facts.values(), key=lambda fact: fact.name)),
        eligibility=draft.eligibility,
        form=draft.form,
        stages=draft.stages,
        criteria=draft.criteria,
        outcomes=draft.outcomes,
        examples=tuple(example for _, _, example in draft.examples),
        source_notes=draft.source_notes,
    )
