"""Sentences that can be read, and sentences that are refused where they go wrong."""

from decimal import Decimal

import pytest

from pinzhang.engine.rules import RuleSyntaxError, parse, to_text
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
    Not,
    walk,
)


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("true", Literal(True)),
        ("false", Literal(False)),
        ("0.03", Literal(Decimal("0.03"))),
        ("'青岛'", Literal("青岛")),
        ('"it\'s"', Literal("it's")),
        (r"'it\'s \\ \"'", Literal("it's \\ \"")),
        ("e.revenue", Field("e", "revenue")),
        ("on", Name("on")),
        ("-3", Negative(Literal(Decimal(3)))),
        ("!e.a", Not(Field("e", "a"))),
        ("[1, 2]", ListOf((Literal(Decimal(1)), Literal(Decimal(2))))),
        ("[]", ListOf(())),
        ("e.a && e.b && e.c", Logic("&&", (Field("e", "a"), Field("e", "b"), Field("e", "c")))),
        ("e.a || e.b && e.c", Logic("||", (Field("e", "a"), Logic("&&", (Field("e", "b"), Field("e", "c")))))),
        ("(e.a)", Field("e", "a")),
        ("e.a in ['x']", Compare("in", Field("e", "a"), ListOf((Literal("x"),)))),
        ("1 + 2 * 3", Arithmetic("+", Literal(Decimal(1)), Arithmetic("*", Literal(Decimal(2)), Literal(Decimal(3))))),
        ("1 - 2 - 3", Arithmetic("-", Arithmetic("-", Literal(Decimal(1)), Literal(Decimal(2))), Literal(Decimal(3)))),
        ("size(e.a)", Call("size", (Field("e", "a"),))),
        ("e.a.startsWith('C')", Call("startsWith", (Field("e", "a"), Literal("C")), is_method=True)),
        ("e.a.exists(r, r.b)", Comprehension("exists", Field("e", "a"), "r", Member("r", "b"))),
        (
            "run(e.a, y, y < 0)",
            Comprehension("run", Field("e", "a"), "y", Compare("<", Name("y"), Literal(Decimal(0)))),
        ),
    ],
)
def test_a_sentence_is_read_as_its_tree(text, tree):
    assert parse(text) == tree


@pytest.mark.parametrize(
    ("text", "column", "message"),
    [
        ("", 1, "expected a value, found the end"),
        ("e.a &&", 7, "expected a value, found the end"),
        ("e.a e.b", 5, "expected an operator or the end, found 'e'"),
        ("e.a == 1 == 2", 10, "comparisons do not chain; join two with &&"),
        ("null", 1, "null is no value; what is not known is simply absent"),
        ("in [1]", 1, "in needs a value before it"),
        ("e", 1, "e needs a name after it: e.something"),
        ("e.1", 3, "expected a name, found '1'"),
        ("e.f(x)", 3, "e has no methods"),
        ("size(e.a).b", 11, "only a, e, s, m, p and a variable have parts"),
        ("e.a.exists(r)", 5, "exists needs a variable and a sentence about it"),
        ("run(e.a, 1, true)", 1, "run needs a variable and a sentence about it"),
        ("run(e.a, on, true)", 10, "on is the reference day and no variable"),
        ("run(e.a, e, true)", 10, "e needs a name after it: e.something"),
        ("e.a = 1", 5, "unexpected '='; write =="),
        ("e.a ≥ 1", 5, "unexpected '≥'; write >="),
        ("e.a # 1", 5, "unexpected '#'"),
        ("'open", 1, "the text in quotes has no end"),
        (r"'a\n'", 3, r"unknown escape \n"),
        ("1.", 1, "a number is digits, with digits after its point: 3 or 0.03"),
        ("1e5", 1, "a number is digits, with digits after its point: 3 or 0.03"),
        ("1_000", 1, "a number is digits, with digits after its point: 3 or 0.03"),
        ("9" * 31, 1, "a number has at most 30 digits"),
        ("(e.a", 5, "expected ), found the end"),
        ("[1, 2", 6, "expected ], found the end"),
        ("(" * 25 + "1" + ")" * 25, 25, "more than 24 brackets within each other"),
        ("!" * 25 + "true", 24, "more than 24 signs within each other"),
        ("1" + " + 1" * 70, 1, "the sentence is nested deeper than 64 levels"),
        ("1" * 2001, 2001, "the sentence is longer than 2000 characters"),
    ],
)
def test_a_text_that_is_no_sentence_is_refused_at_its_column(text, column, message):
    with pytest.raises(RuleSyntaxError) as refusal:
        parse(text)

    assert (refusal.value.column, refusal.value.message) == (column, message)


def test_the_refusal_says_where():
    assert str(RuleSyntaxError("no", 7)) == "column 7: no"


def test_every_node_knows_its_column():
    node = parse("e.a && r.b in [1]")

    assert [(type(part).__name__, part.column) for part in walk(node)] == [
        ("Logic", 5),
        ("Field", 1),
        ("Compare", 12),
        ("Member", 8),
        ("ListOf", 15),
        ("Literal", 16),
    ]


def test_a_flat_list_of_many_conditions_is_no_nesting():
    assert len(parse(" && ".join(["e.a"] * 200)).children) == 200


@pytest.mark.parametrize(
    "text",
    [
        "(e.a || e.b) && e.c",
        "(e.a && e.b) && e.c",
        "!(e.a && e.b)",
        "(1 + 2) * 3 - (4 - 5)",
        "-(1 + 2) / --3",
        "(e.a == 1) == true",
        "e.a.filter(r, r.b > 1).exists(r, r.c || r.d)",
        "[1, 2].exists(x, x > 1)",
        r"'it\'s \\'",
        "at_least(2, e.a, e.b, run(e.c, y, y < 0) >= 2)",
        "e.x.startsWith('C13')",
        "0.030",
    ],
)
def test_a_tree_is_written_as_the_sentence_it_was_read_from(text):
    assert to_text(parse(text)) == text
