"""Sentences and facts drawn at random: what the evaluator is held against."""

from typing import Any

from hypothesis import strategies as st

from pinzhang.engine.rules import check, parse
from tests.engine.rules.editions import SCOPE

NUMBERS = st.integers(-4, 8)
YEARS = ("2023", "2024", "2025")
DAYS = st.sampled_from(
    ["2022-01-01", "2023-11-23", "2023-11-24", "2024-02-29", "2025-06-30", "2026-05-24", "2026-11-23"]
)
RESULTS = st.sampled_from(["passed", "failed"])
LEVELS = st.sampled_from(["seed", "potential", "advantage"])
OPERATORS = st.sampled_from(["==", "!=", "<", "<=", ">", ">="])
SPANS = st.sampled_from(["1y", "3y", "6m", "200d"])
WINDOWS = st.integers(1, 3)

SCALARS = st.sampled_from(["e.debt", "e.assets", "e.registered_capital"])
POWERS = st.sampled_from(["1", "2", "4", "0.5", "e.assets"])

SERIES = st.sampled_from(["e.net_profit", "e.revenue"])


def _numbers() -> st.SearchStrategy[str]:
    leaves = st.one_of(
        SCALARS,
        NUMBERS.map(str),
        st.builds("{}(years({}, {}))".format, st.sampled_from(["sum", "last"]), SERIES, WINDOWS),
        SERIES.map("last({})".format),
    )
    grown = st.recursive(
        leaves,
        lambda inner: st.one_of(
            st.builds("({} {} {})".format, inner, st.sampled_from("+-*"), inner), inner.map("-({})".format)
        ),
        max_leaves=3,
    )
    return st.one_of(grown, st.builds("{} / {}".format, leaves, POWERS))


def _records() -> st.SearchStrategy[str]:
    predicates = st.one_of(
        st.builds("r.result == '{}'".format, RESULTS),
        st.builds("r.fine {} {}".format, OPERATORS, NUMBERS),
        st.builds("r.result == '{}' && r.fine > {}".format, RESULTS, NUMBERS),
        st.builds("r.until {} '{}'".format, OPERATORS, DAYS),
    )
    windows = st.builds("within(e.samplings, minus(on, '{}'), on)".format, SPANS)
    return st.builds("{}.{}(r, {})".format, windows, st.sampled_from(["exists", "all"]), predicates)


LEAVES: st.SearchStrategy[str] = st.one_of(
    st.sampled_from(["e.trademark", "e.public_benefit", "true", "false"]),
    st.builds("{} {} {}".format, _numbers(), OPERATORS, _numbers()),
    st.builds(
        "{}(years({}, {})) {} {}".format,
        st.sampled_from(["min", "max"]),
        SERIES,
        WINDOWS,
        st.sampled_from(["<", "<=", ">", ">="]),
        NUMBERS,
    ),
    st.builds("{} in [{}, {}]".format, SCALARS, NUMBERS, NUMBERS),
    st.builds("e.level {} '{}'".format, OPERATORS, LEVELS),
    st.builds("e.level in ['{}', '{}']".format, LEVELS, LEVELS),
    st.builds("e.founded_abroad_on {} minus(on, '{}')".format, OPERATORS, SPANS),
    st.builds("plus(e.founded_abroad_on, '{}') {} '{}'".format, st.just("0d"), OPERATORS, DAYS),
    st.builds("e.industry_code.startsWith('{}')".format, st.sampled_from(["C", "C13", "A"])),
    st.builds(
        "run(years({}, 3), y, y {} {}) >= {}".format, SERIES, st.sampled_from(["<", ">="]), NUMBERS, st.integers(1, 3)
    ),
    st.builds("years({}, {}).{}(y, y > {})".format, SERIES, WINDOWS, st.sampled_from(["exists", "all"]), NUMBERS),
    _records(),
    st.builds("a.patents.{}(x, x.granted)".format, st.sampled_from(["exists", "all"])),
)


def _joined(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.builds("({} && {})".format, inner, inner),
        st.builds("({} || {})".format, inner, inner),
        inner.map("!({})".format),
        st.builds("at_least({}, {}, {}, {})".format, st.integers(1, 3), inner, inner, inner),
        st.builds("any_of({}, {})".format, inner, inner),
    )


SENTENCES: st.SearchStrategy[str] = st.recursive(LEAVES, _joined, max_leaves=6).filter(
    lambda text: not check(parse(text), SCOPE)
)
"""Sentences over facts that may be unknown in every way."""


def _some(**entries: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional=entries)


def _all(**entries: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(entries)


MONEY = NUMBERS.map(str)
RECORDS = st.lists(
    st.fixed_dictionaries({"on": DAYS}, optional={"result": RESULTS, "fine": MONEY, "until": DAYS}), max_size=3
)
WHOLE_RECORDS = st.lists(_all(on=DAYS, result=RESULTS, fine=MONEY, until=DAYS), max_size=3)
COMPLETE = st.just({"from": "2000-01-01", "to": "2026-11-23"})

_SCALAR_FACTS = {
    "trademark": st.booleans(),
    "public_benefit": st.booleans(),
    "debt": MONEY,
    "assets": MONEY,
    "registered_capital": MONEY,
    "level": LEVELS,
    "founded_abroad_on": DAYS,
    "industry_code": st.sampled_from(["C1351", "A01", "C20"]),
}

_FOUNDED = {"established_on": st.just("2001-01-01")}

SOME_FACTS = st.fixed_dictionaries(
    _FOUNDED,
    optional={
        **_SCALAR_FACTS,
        "net_profit": _some(**dict.fromkeys(YEARS, MONEY)),
        "revenue": _some(**dict.fromkeys(YEARS, MONEY)),
        "samplings": st.fixed_dictionaries({"records": RECORDS}, optional={"complete": COMPLETE}),
    },
)

ALL_FACTS = st.fixed_dictionaries(
    {
        **_FOUNDED,
        **_SCALAR_FACTS,
        "net_profit": _all(**dict.fromkeys(YEARS, MONEY)),
        "revenue": _all(**dict.fromkeys(YEARS, MONEY)),
        "samplings": _all(records=WHOLE_RECORDS, complete=COMPLETE),
    }
)

_GRANTED = st.lists(st.fixed_dictionaries({}, optional={"granted": st.booleans()}), max_size=3)

SOME_ANSWERS = st.fixed_dictionaries({}, optional={"patents": _GRANTED})
ALL_ANSWERS = _all(patents=st.lists(_all(granted=st.booleans()), max_size=3))
