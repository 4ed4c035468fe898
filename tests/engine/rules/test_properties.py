"""What holds for every rule: more facts never turn a verdict round, and what is missing is exactly what matters."""

from datetime import date, timedelta
from fractions import Fraction
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from pinzhang.engine.rules import Unknown, evaluate, explain, parse
from tests.engine.rules.editions import ON, make_edition, make_rule, situation
from tests.engine.rules.generated import ALL_ANSWERS, ALL_FACTS, OPERATORS, SENTENCES

# What is known is a set of small things: a value, a year, the completeness of a source, a column of a record.


def atoms(facts, answers):
    """All that is known, each thing under the name by which it would be missing."""
    found = {}
    for name, value in facts.items():
        if name == "samplings":
            found |= {f"samplings.records.{i}.{column}": one for i, row in enumerate(value["records"])
                      for column, one in row.items() if column != "on"}  # fmt: skip
            found["samplings.complete"] = value["complete"]
            found["samplings"] = [row["on"] for row in value["records"]]
        elif isinstance(value, dict):
            found |= {f"{name}.{year}": one for year, one in value.items()}
        else:
            found[name] = value
    for i, row in enumerate(answers["patents"]):
        found |= {f"a.patents.{i}.{column}": one for column, one in row.items()}
    found["a.patents"] = len(answers["patents"])
    return found


def document(known):
    """The facts document in which these things are known."""
    facts, answers = {}, {}
    for name, value in known.items():
        parts = name.split(".")
        if name == "samplings":
            rows = [{"on": day} | _columns(known, f"samplings.records.{i}") for i, day in enumerate(value)]
            facts["samplings"] = {"records": rows}
            if "samplings.complete" in known:
                facts["samplings"]["complete"] = known["samplings.complete"]
        elif name == "a.patents":
            answers["patents"] = [_columns(known, f"a.patents.{i}") for i in range(value)]
        elif parts[0] in {"net_profit", "revenue"}:
            facts.setdefault(parts[0], {})[parts[1]] = value
        elif parts[0] not in {"samplings", "a"}:
            facts[name] = value
    return facts, answers


def _columns(known, path):
    return {name.removeprefix(path + "."): value for name, value in known.items() if name.startswith(path + ".")}


def verdict(sentence, known):
    facts, answers = document(known)
    return evaluate(parse(sentence), situation(facts, application=answers))


def is_missing(name, missing):
    """A year may be missing by itself, or with the whole fact; so may records and their completeness."""
    return name in missing or name.split(".")[0] in missing or (name.startswith("a.patents") and "a.patents" in missing)


PARTLY_KNOWN = st.builds(atoms, ALL_FACTS, ALL_ANSWERS).flatmap(
    lambda everything: st.tuples(st.just(everything), st.sets(st.sampled_from(sorted(everything))))
)


@settings(max_examples=400, deadline=None)
@given(SENTENCES, PARTLY_KNOWN)
def test_adding_facts_never_turns_a_verdict_round(sentence, case):
    everything, hidden = case
    known = {name: value for name, value in everything.items() if name not in hidden}
    before = verdict(sentence, known)

    for name in sorted(hidden):
        known[name] = everything[name]
        after = verdict(sentence, known)

        if not isinstance(before, Unknown):
            assert after == before
        before = after


@settings(max_examples=400, deadline=None)
@given(SENTENCES, PARTLY_KNOWN)
def test_no_fact_but_the_missing_ones_can_settle_a_verdict(sentence, case):
    everything, hidden = case
    known = {name: value for name, value in everything.items() if name not in hidden}
    before = verdict(sentence, known)
    if not isinstance(before, Unknown):
        return

    others = {name: everything[name] for name in hidden if not is_missing(name, before.missing)}

    assert isinstance(verdict(sentence, known | others), Unknown)


@settings(max_examples=300, deadline=None)
@given(SENTENCES, PARTLY_KNOWN)
def test_with_every_missing_fact_at_hand_a_verdict_is_settled_unless_it_says_why(sentence, case):
    everything, hidden = case
    known = {name: value for name, value in everything.items() if name not in hidden}
    found = verdict(sentence, known)

    rounds = 0
    while isinstance(found, Unknown) and found.missing:
        supplied = {name: everything[name] for name in hidden if is_missing(name, found.missing)}
        known |= supplied
        rounds += 1
        assert rounds < 5
        found = verdict(sentence, known)

    assert not isinstance(found, Unknown) or found.reasons


LEAVES = {
    "e.trademark": {"trademark": (True, False)},
    "e.public_benefit": {"public_benefit": (True, False)},
    "e.debt < 2": {"debt": ("1", "9")},
    "e.level >= 'potential'": {"level": ("seed", "advantage")},
    "e.founded_abroad_on <= minus(on, '3y')": {"founded_abroad_on": ("2020-01-01", "2026-01-01")},
    "run(years(e.net_profit, 3), y, y < 0) >= 2": {f"net_profit.{year}": ("-1", "1") for year in (2023, 2024, 2025)},
    "max(years(e.revenue, 2)) >= 5": {f"revenue.{year}": ("1", "9") for year in (2024, 2025)},
    "within(e.samplings, minus(on, '1y'), on).exists(r, r.result == 'failed')": {
        "samplings.complete": ({"from": "2000-01-01", "to": "2026-11-23"},),
        "samplings.records.0.result": ("passed", "failed"),
    },
    "a.patents.all(x, x.granted)": {f"a.patents.{i}.granted": (True, False) for i in (0, 1)},
}
STILL_MISSING = object()
FIXED = {"established_on": "2001-01-01", "samplings": ["2026-06-01"], "a.patents": 2}


@st.composite
def read_once(draw):
    """A sentence that reads every fact once, and what of it is known."""
    leaves = draw(st.lists(st.sampled_from(sorted(LEAVES)), min_size=1, max_size=4, unique=True))
    signed = [draw(st.sampled_from(["{}", "!({})"])).format(leaf) for leaf in leaves]
    shape = draw(st.sampled_from(["&&", "||", "least", "mixed"]))
    text = _shaped(shape, signed, draw(st.integers(1, len(signed))))
    values = {name: choices for leaf in leaves for name, choices in LEAVES[leaf].items()}
    known = {name: draw(st.sampled_from(choices)) for name, choices in values.items() if draw(st.booleans())}
    return text, values, {**FIXED, **known}


def _shaped(shape, parts, count):
    if shape == "least":
        return f"at_least({count}, {', '.join(parts)})"
    if shape == "mixed" and len(parts) > 2:
        return f"({parts[0]} || {parts[1]}) && ({' || '.join(parts[2:])})"
    return f" {'&&' if shape == 'mixed' else shape} ".join(parts)


@settings(max_examples=150, deadline=None)
@given(read_once())
def test_every_missing_fact_can_settle_the_verdict(case):
    sentence, values, known = case
    found = verdict(sentence, known)
    names = [name for name in values if name not in known] if isinstance(found, Unknown) else []
    lacking = [name for name in names if is_missing(name, found.missing)]
    assert bool(lacking) == isinstance(found, Unknown)

    for name in lacking:
        others = [other for other in lacking if other != name]
        cases = product(*((*values[other], STILL_MISSING) for other in others))
        filled = (known | _given(zip(others, one, strict=True)) for one in cases)
        assert any(_settles(sentence, name, values[name], rest) for rest in filled)


def _given(pairs):
    return {name: value for name, value in pairs if value is not STILL_MISSING}


def _settles(sentence, name, choices, rest):
    without = verdict(sentence, rest)
    return isinstance(without, Unknown) and any(
        not isinstance(verdict(sentence, rest | {name: value}), Unknown) for value in choices
    )


AMOUNTS = st.decimals(-1000, 1000, places=2).map(lambda value: format(value, "f"))
WHOLE = st.integers(-1000, 1000).map(str)
INEQUALITIES = st.sampled_from(["<", "<=", ">", ">="])


def _short_of(expr, facts):
    (found,) = explain(make_edition(make_rule(expr)), {"facts": facts}, on=ON)["rules"]
    return found


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(["registered_capital", "score", "market_share", "staff_count"]),
    AMOUNTS,
    INEQUALITIES,
    AMOUNTS,
    WHOLE,
)
def test_having_what_is_short_meets_the_threshold(fact, need, operator, have, whole):
    have = whole if fact == "staff_count" else have
    expr = f"e.{fact} {operator} {need}".replace("-", "0 - ")

    found = _short_of(expr, {fact: have})

    assert ("short_by" in found) == (found["verdict"] == "not met")
    if found["verdict"] == "not met":
        short = Fraction(found["short_by"]["value"])
        moved = Fraction(found["have"]["value"]) + (short if operator in {">", ">="} else -short)
        assert short > 0
        assert _short_of(expr, {fact: _written(moved)})["verdict"] == "met"
        step = {"staff_count": Fraction(1), "registered_capital": Fraction(1, 100)}.get(fact)
        if step is not None:
            back = moved - step if operator in {">", ">="} else moved + step
            assert _short_of(expr, {fact: _written(back)})["verdict"] == "not met"


def _written(number):
    scaled = number * 10**6
    assert scaled.denominator == 1
    sign = "-" if scaled < 0 else ""
    digits = str(abs(scaled.numerator)).rjust(7, "0")
    return f"{sign}{digits[:-6]}.{digits[-6:]}".rstrip("0").rstrip(".")


@settings(max_examples=150, deadline=None)
@given(st.dates(date(2015, 1, 1), date(2026, 11, 23)), INEQUALITIES, st.sampled_from(["1y", "3y", "6m", "100d"]))
def test_moving_a_day_by_what_is_short_meets_the_threshold(day, operator, span):
    expr = f"e.founded_abroad_on {operator} minus(on, '{span}')"

    found = _short_of(expr, {"founded_abroad_on": day.isoformat()})

    if found["verdict"] == "not met":
        days = timedelta(days=int(found["short_by"]["value"]))
        moved = day + days if operator in {">", ">="} else day - days
        back = moved - timedelta(days=1) if operator in {">", ">="} else moved + timedelta(days=1)
        assert _short_of(expr, {"founded_abroad_on": moved.isoformat()})["verdict"] == "met"
        assert _short_of(expr, {"founded_abroad_on": back.isoformat()})["verdict"] == "not met"


@settings(max_examples=150, deadline=None)
@given(SENTENCES, PARTLY_KNOWN, st.sampled_from(["condition", "exclusion"]))
def test_an_explanation_says_what_the_evaluator_says(sentence, case, kind):
    everything, hidden = case
    known = {name: value for name, value in everything.items() if name not in hidden}
    facts, answers = document(known)
    found = verdict(sentence, known)
    met = found if isinstance(found, Unknown) or kind == "condition" else not found

    explained = explain(make_edition(make_rule(sentence, kind=kind)), {"facts": facts, "application": answers}, on=ON)

    (rule,) = explained["rules"]
    assert rule["verdict"] == ("unknown" if isinstance(met, Unknown) else "met" if met else "not met")
    assert rule["verdict"] == explained["verdict"]
    assert rule["missing"] == (sorted(found.missing) if isinstance(found, Unknown) else [])


@given(st.booleans(), OPERATORS, st.integers(-3, 3))
def test_the_opposite_is_explained_as_the_opposite(wanted, operator, number):
    expr = f"e.debt {operator} {number}".replace("-", "0 - ")
    sign = "" if wanted else "!"

    found = _short_of(f"{sign}({expr})", {"debt": "1"})

    assert (found["verdict"] == "met") == (evaluate(parse(expr), situation({"debt": "1"})) is wanted)
