"""Any tree the parser can build, for property tests."""

from decimal import Decimal

from hypothesis import strategies as st

from pinzhang.engine.rules.syntax import (
    Arithmetic,
    Call,
    Compare,
    Comprehension,
    Field,
    ListOf,
    Literal,
    Logic,
    Member,
    Name,
    Negative,
    Node,
    Not,
)

NAMES = st.sampled_from(["revenue", "x", "a_b", "in_list", "truth", "onwards"])
VARIABLES = st.sampled_from(["r", "y", "each"])
TEXTS = st.text(st.characters(exclude_characters="\r\n", exclude_categories=["Cs"]), max_size=8)
NUMBERS = st.decimals(min_value=0, max_value=10**6, places=2) | st.integers(0, 10**6).map(Decimal)

LEAVES: st.SearchStrategy[Node] = st.one_of(
    st.booleans().map(Literal),
    NUMBERS.map(Literal),
    TEXTS.map(Literal),
    st.builds(Field, st.sampled_from("aesmp"), NAMES),
    st.just(Name("on")),
    VARIABLES.map(Name),
    st.builds(Member, VARIABLES, NAMES),
)


def _grown(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    several = st.lists(inner, min_size=2, max_size=3).map(tuple)
    any_number = st.lists(inner, max_size=3).map(tuple)
    return st.one_of(
        st.builds(Not, inner),
        st.builds(Negative, inner),
        st.builds(Logic, st.sampled_from(["&&", "||"]), several),
        st.builds(Compare, st.sampled_from(["==", "!=", "<", "<=", ">", ">=", "in"]), inner, inner),
        st.builds(Arithmetic, st.sampled_from("+-*/"), inner, inner),
        st.builds(ListOf, any_number),
        st.builds(Call, st.sampled_from(["size", "years", "nothing"]), any_number),
        st.builds(lambda receiver, rest: Call("startsWith", (receiver, *rest), is_method=True), inner, any_number),
        st.builds(Comprehension, st.sampled_from(["run", "exists", "all", "filter"]), inner, VARIABLES, inner),
    )


TREES = st.recursive(LEAVES, _grown, max_leaves=12)
