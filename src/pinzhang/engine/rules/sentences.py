"""The Chinese sentence of a rule."""

from pinzhang.engine.rules.gaps import Account
from pinzhang.engine.rules.printer import to_text
from pinzhang.engine.rules.scope import Scope


def part_sentence(account: Account, _: Scope) -> str:
    return to_text(account.node)
