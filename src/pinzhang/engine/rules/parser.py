"""Read a sentence of the rule language into its tree."""

from collections.abc import Callable
from decimal import Decimal

from pinzhang.engine.rules.problems import RuleSyntaxError
from pinzhang.engine.rules.syntax import (
    REFERENCE_DAY,
    ROOTS,
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
    depth,
)
from pinzhang.engine.rules.tokens import Token, tokens, unquoted

DEEPEST_NESTING = 24
DEEPEST_TREE = 64
COMPARISONS = ("==", "!=", "<", "<=", ">", ">=", "in")
COMPREHENSION_METHODS = ("exists", "all", "filter")
_COMPREHENSION_SHAPE = "needs a variable and a sentence about it"


def parse(text: str) -> Node:
    """Read a sentence of the rule language.

    :raises RuleSyntaxError: the text is none, or is longer or deeper than a rule can be.
    """
    parser = _Parser(tokens(text))
    node = parser.sentence()
    if depth(node) > DEEPEST_TREE:
        raise RuleSyntaxError(f"the sentence is nested deeper than {DEEPEST_TREE} levels", 1)
    return node


class _Parser:
    """Recursive descent, one method per level of precedence."""

    def __init__(self, words: list[Token]) -> None:
        self._words = words
        self._next = 0
        self._nesting = 0

    def sentence(self) -> Node:
        node = self._any()
        if self._word.sort != "end":
            raise self._unexpected("an operator or the end")
        return node

    @property
    def _word(self) -> Token:
        return self._words[self._next]

    def _take(self) -> Token:
        word = self._word
        self._next += 1
        return word

    def _sees(self, *marks: str) -> bool:
        return self._word.sort in {"mark", "name"} and self._word.text in marks

    def _expect(self, mark: str) -> Token:
        if not self._sees(mark):
            raise self._unexpected(mark)
        return self._take()

    def _unexpected(self, wanted: str) -> RuleSyntaxError:
        word = self._word
        found = "the end" if word.sort == "end" else repr(word.text)
        return RuleSyntaxError(f"expected {wanted}, found {found}", word.column)

    def _any(self) -> Node:
        self._nesting += 1
        if self._nesting > DEEPEST_NESTING:
            raise RuleSyntaxError(f"more than {DEEPEST_NESTING} brackets within each other", self._word.column)
        node = self._logic("||", lambda: self._logic("&&", self._comparison))
        self._nesting -= 1
        return node

    def _logic(self, operator: str, operand: Callable[[], Node]) -> Node:
        first = operand()
        if not self._sees(operator):
            return first
        column = self._word.column
        operands = [first]
        while self._sees(operator):
            self._take()
            operands.append(operand())
        return Logic(operator, tuple(operands), column=column)

    def _comparison(self) -> Node:
        left = self._sum()
        if not self._sees(*COMPARISONS):
            return left
        operator = self._take()
        node = Compare(operator.text, left, self._sum(), column=operator.column)
        if self._sees(*COMPARISONS):
            raise RuleSyntaxError("comparisons do not chain; join two with &&", self._word.column)
        return node

    def _sum(self) -> Node:
        return self._chain(("+", "-"), lambda: self._chain(("*", "/"), self._unary))

    def _chain(self, operators: tuple[str, ...], operand: Callable[[], Node]) -> Node:
        node = operand()
        while self._sees(*operators):
            operator = self._take()
            node = Arithmetic(operator.text, node, operand(), column=operator.column)
        return node

    def _unary(self) -> Node:
        if not self._sees("!", "-"):
            return self._postfix()
        operator = self._take()
        self._nesting += 1
        if self._nesting > DEEPEST_NESTING:
            raise RuleSyntaxError(f"more than {DEEPEST_NESTING} signs within each other", operator.column)
        operand = self._unary()
        self._nesting -= 1
        if operator.text == "!":
            return Not(operand, column=operator.column)
        return Negative(operand, column=operator.column)

    def _postfix(self) -> Node:
        node = self._primary()
        while self._sees("."):
            self._take()
            name = self._name()
            node = self._method(node, name) if self._sees("(") else _member(node, name)
        if isinstance(node, Name) and node.name in ROOTS:
            raise RuleSyntaxError(f"{node.name} needs a name after it: {node.name}.something", node.column)
        return node

    def _name(self) -> Token:
        if self._word.sort != "name":
            raise self._unexpected("a name")
        return self._take()

    def _primary(self) -> Node:
        word = self._word
        if word.sort == "number":
            return Literal(Decimal(self._take().text), column=word.column)
        if word.sort == "text":
            return Literal(unquoted(self._take()), column=word.column)
        if word.sort == "name":
            return self._word_node(self._take())
        if self._sees("("):
            self._take()
            node = self._any()
            self._expect(")")
            return node
        if self._sees("["):
            self._take()
            return ListOf(self._items("]"), column=word.column)
        raise self._unexpected("a value")

    def _word_node(self, word: Token) -> Node:
        if word.text in {"true", "false"}:
            return Literal(word.text == "true", column=word.column)
        if word.text in {"null", "in"}:
            message = (
                "null is no value; what is not known is simply absent"
                if word.text == "null"
                else "in needs a value before it"
            )
            raise RuleSyntaxError(message, word.column)
        if self._sees("("):
            return self._function(word)
        return Name(word.text, column=word.column)

    def _function(self, word: Token) -> Node:
        self._take()
        arguments = self._items(")")
        if word.text == "run":
            return _comprehension(word, arguments)
        return Call(word.text, arguments, column=word.column)

    def _method(self, receiver: Node, word: Token) -> Node:
        if isinstance(receiver, Name) and receiver.name in ROOTS:
            raise RuleSyntaxError(f"{receiver.name} has no methods", word.column)
        self._take()
        arguments = (receiver, *self._items(")"))
        if word.text in COMPREHENSION_METHODS:
            return _comprehension(word, arguments)
        return Call(word.text, arguments, is_method=True, column=word.column)

    def _items(self, closing: str) -> tuple[Node, ...]:
        items: list[Node] = []
        if not self._sees(closing):
            items.append(self._any())
            while self._sees(","):
                self._take()
                items.append(self._any())
        self._expect(closing)
        return tuple(items)


def _member(node: Node, name: Token) -> Node:
    if not isinstance(node, Name):
        raise RuleSyntaxError("only a, e, s, m, p and a variable have parts", name.column)
    if node.name in ROOTS:
        return Field(node.name, name.text, column=node.column)
    return Member(node.name, name.text, column=node.column)


def _comprehension(word: Token, arguments: tuple[Node, ...]) -> Node:
    variable = arguments[1] if len(arguments) == 3 else None  # noqa: PLR2004 - source, variable, body
    if not isinstance(variable, Name):
        raise RuleSyntaxError(f"{word.text} {_COMPREHENSION_SHAPE}", word.column)
    if variable.name == REFERENCE_DAY:
        raise RuleSyntaxError("on is the reference day and no variable", variable.column)
    return Comprehension(word.text, arguments[0], variable.name, arguments[2], column=word.column)
