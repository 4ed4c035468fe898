"""What a pack must satisfy beyond the schema of each file: a list of small checks, each with one subject."""

from collections.abc import Callable, Iterator

from pinzhang.engine.packs.draft import Draft, PartMissing
from pinzhang.engine.packs.lint import expressions, facts, form, keys, outcomes, parameters, sources, stages, sums
from pinzhang.engine.packs.problems import Problem

Check = Callable[[Draft], Iterator[Problem]]

CHECKS: tuple[Check, ...] = (
    keys.check_duplicate_keys,
    keys.check_shared_names,
    keys.check_example_names,
    keys.check_stage_references,
    keys.check_scheme_references,
    keys.check_scale_references,
    keys.check_evidence_references,
    keys.check_ground_references,
    sources.check_sources,
    sources.check_citations_are_whole,
    sources.check_status,
    sources.check_validity,
    sources.check_relations,
    sums.check_points,
    sums.check_scales,
    sums.check_stage_weights,
    sums.check_bands,
    sums.check_scheme_use,
    sums.check_vetoes,
    stages.check_routes,
    stages.check_returns,
    stages.check_order,
    stages.check_particulars,
    stages.check_exits,
    stages.check_combinations,
    facts.check_fact_use,
    facts.check_own_prefix,
    facts.check_own_shapes,
    parameters.check_parameter_order,
    parameters.check_parameter_start,
    parameters.check_parameter_types,
    form.check_questions,
    form.check_bounds,
    form.check_sections,
    form.check_prefill,
    form.check_group_prefill,
    outcomes.check_mark,
    outcomes.check_renewal,
    outcomes.check_grounds,
    outcomes.check_ground_subjects,
    outcomes.check_quotas,
    outcomes.check_recommenders,
    outcomes.check_scores,
    outcomes.check_money,
    outcomes.check_sector_balance,
    expressions.check_sentences,
    expressions.check_printed_bounds,
    expressions.check_unused_facts,
    expressions.check_unused_parameters,
    expressions.check_waiting_questions,
)


def lint(draft: Draft) -> list[Problem]:
    """Run every check as far as the files it needs could be read."""
    problems: list[Problem] = []
    for check in CHECKS:
        try:
            problems.extend(check(draft))
        except PartMissing:
            continue
    return problems
