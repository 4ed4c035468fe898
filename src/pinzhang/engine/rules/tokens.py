"""Cut a sentence of the rule language into words."""

import re
from dataclasses import dataclass
from typing import Literal

from pinzhang.engine.rules.problems import RuleSyntaxError

LONGEST_TEXT = 2000
MOST_DIGITS = 30

Sort = Literal["number", "text", "name", "mark", "end"]

_TOKEN = re.compile(
    r"""
    (?P<blank>[ \t\r\n]+)
  | (?P<number>[0-9]+(?:\.[0-9]+)?)
  | (?P<name>[A-Za-z_][A-Za-z0-9_]*)
  | (?P<text>'(?:[^'\\\r\n]|\\.)*'|"(?:[^"\\\r\n]|\\.)*")
  | (?P<mark>&&|\|\||==|!=|<=|>=|[!<>+\-*/().,\[\]])
    """,
    re.VERBOSE,
)

_INSTEAD = {
    "≥": ">=", "≤": "<=", "≠": "!=", "=": "==", "&": "&&", "|": "||", "（": "(", "）": ")", "，": ",", "。": ".",
    "！": "!", "《": "<", "》": ">", "＜": "<", "＞": ">", "×": "*", "÷": "/", "‘": "'", "’": "'", "“": "'", "”": "'",
}  # fmt: skip

_ESCAPES = {"\\\\": "\\", "\\'": "'", '\\"': '"'}


@dataclass(frozen=True, slots=True)
class Token:
    sort: Sort
    text: str
    column: int


def tokens(text: str) -> list[Token]:
    """Return the words of a sentence, closed by one of sort ``end``.

    :raises RuleSyntaxError: a character or a number that the language does not know, or a text too long.
    """
    if len(text) > LONGEST_TEXT:
        raise RuleSyntaxError(f"the sentence is longer than {LONGEST_TEXT} characters", LONGEST_TEXT + 1)
    found: list[Token] = []
    position = 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            raise _unreadable(text, position)
        if match.lastgroup != "blank":
            found.append(_token(match))
        position = match.end()
        _refuse_glued_number(match, text)
    found.append(Token("end", "", len(text) + 1))
    return found


def unquoted(token: Token) -> str:
    """Return what a quoted text says.

    :raises RuleSyntaxError: an escape other than a backslash or a quote.
    """

    def plain(match: re.Match[str]) -> str:
        escape = match.group()
        if escape not in _ESCAPES:
            raise RuleSyntaxError(f"unknown escape {escape}", token.column + 1 + match.start())
        return _ESCAPES[escape]

    return re.sub(r"\\.", plain, token.text[1:-1])


def _token(match: re.Match[str]) -> Token:
    sort: Sort = "mark"
    if match.lastgroup in {"number", "name", "text"}:
        sort = match.lastgroup  # type: ignore[assignment]
    if sort == "number" and len(match.group()) > MOST_DIGITS:
        raise RuleSyntaxError(f"a number has at most {MOST_DIGITS} digits", match.start() + 1)
    return Token(sort, match.group(), match.start() + 1)


def _refuse_glued_number(match: re.Match[str], text: str) -> None:
    if match.lastgroup != "number" or match.end() >= len(text):
        return
    following = text[match.end()]
    if following in "._" or following.isalnum():
        raise RuleSyntaxError("a number is digits, with digits after its point: 3 or 0.03", match.start() + 1)


def _unreadable(text: str, position: int) -> RuleSyntaxError:
    character = text[position]
    if character in "'\"":
        return RuleSyntaxError("the text in quotes has no end", position + 1)
    instead = _INSTEAD.get(character)
    hint = f"; write {instead}" if instead else ""
    return RuleSyntaxError(f"unexpected {character!r}{hint}", position + 1)
