"""Well-typed sentences of every kind, however odd, to show that none of them breaks anything."""

from hypothesis import strategies as st

from pinzhang.engine.rules import RuleSyntaxError, check, parse
from tests.engine.rules.editions import SCOPE

_VARIABLES = st.sampled_from(["r", "x", "y"])
_NUMBERS = ["e.staff_count", "e.score", "e.debt", "s.market_share", "p.window", "p.share_floor", "a.since", "0", "3",
            "0.5", "last(e.revenue)", "last(e.patents_filed)", "p.floor", "x", "y", "r.fine"]  # fmt: skip
_DAYS = ["on", "e.established_on", "m.founded_abroad_on", "p.opening", "'2024-02-29'", "r.on", "r.until", "x"]
_TRUTHS = ["e.trademark", "a.exports", "p.strict", "true", "last(e.audited)", "r.granted", "x", "y", "has(a.product)"]
_TEXTS = ["e.address", "e.industry_code", "a.product", "'failed'", "'seed'", "p.least_level", "p.look_back", "x"]
_OPTIONS = ["e.level", "e.size", "last(e.grade)", "a.sector", "r.result", "r.kind", "x"]
_LISTS = ["a.markets", "a.report", "[1, 2]", "['failed', 'passed']", "[e.score, 3]", "[on, e.established_on]"]
_SERIES = ["e.revenue", "e.audited", "e.grade", "e.patents_filed", "s.net_profit"]


def _sentences() -> st.SearchStrategy[str]:
    numbers = st.sampled_from(_NUMBERS)
    days = st.sampled_from(_DAYS)
    truths = st.sampled_from(_TRUTHS)
    periods = st.sampled_from(["'3y'", "'6m'", "'1d'", "p.look_back"])
    days = days | st.builds("{}({}, {})".format, st.sampled_from(["minus", "plus"]), days, periods)
    series = st.builds(
        "years({}, {})".format, st.sampled_from(_SERIES), st.sampled_from(["1", "3", "p.window", "e.staff_count"])
    )
    records = st.just("e.samplings") | st.builds("within(e.samplings, {}, {})".format, days, days)
    groups = st.one_of(records, series, st.sampled_from(_LISTS), st.just("a.patents"))

    def grown(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        kept = groups | st.builds("{}.filter({}, {})".format, groups, _VARIABLES, inner)
        counts = st.one_of(
            numbers,
            kept.map("size({})".format),
            st.builds("run({}, {}, {})".format, series, _VARIABLES, inner),
            st.builds("{}({})".format, st.sampled_from(["sum", "avg", "min", "max", "last"]), kept),
            st.builds("{}({})".format, st.sampled_from(["rank", "peers"]), st.sampled_from(["e.score", "e.revenue"])),
            days.map("year({})".format),
            st.builds("sum(years(e.revenue, {}))".format, kept.map("size({})".format)),
        )
        sums = (
            counts | st.builds("({} {} {})".format, counts, st.sampled_from("+-*/"), counts) | counts.map("-{}".format)
        )
        orders = st.sampled_from(["==", "!=", "<", "<=", ">", ">="])
        return st.one_of(
            st.builds("({} && {})".format, inner, inner),
            st.builds("({} || {})".format, inner, inner),
            inner.map("!{}".format),
            st.builds("{} {} {}".format, sums, orders, sums),
            st.builds("{} {} {}".format, days, orders, days),
            st.builds(
                "{} {} {}".format, st.sampled_from(_OPTIONS + _TEXTS), orders, st.sampled_from(_OPTIONS + _TEXTS)
            ),
            st.builds("{} in {}".format, st.sampled_from(_OPTIONS + _TEXTS + _NUMBERS), st.sampled_from(_LISTS)),
            st.builds("{} in [{}, {}]".format, sums, sums, sums),
            st.builds("{}.startsWith({})".format, st.sampled_from(_TEXTS), st.sampled_from(_TEXTS)),
            st.builds("{}.{}({}, {})".format, kept, st.sampled_from(["exists", "all"]), _VARIABLES, inner),
            st.builds("within({}, {}, {}).exists(r, {})".format, kept, days, days, inner),
            st.builds("at_least({}, {}, {})".format, sums, inner, inner),
            inner.map("any_of({})".format),
        )

    return st.recursive(truths, grown, max_leaves=8)


def _can_be_meant(text: str) -> bool:
    try:
        return check(parse(text), SCOPE, expects="bool", allow_has=True) == []
    except RuleSyntaxError:
        return False


WILD: st.SearchStrategy[str] = _sentences().filter(_can_be_meant)
