"""How a change of a mark is refused."""

from pinzhang.domain.core.refusals import Refusal


class CannotConfer(Refusal):
    """The mark cannot be conferred (不能授予)."""


class CannotChangeMark(Refusal):
    """The mark cannot be changed so (不能处置)."""


class CannotTransfer(Refusal):
    """The mark cannot be passed on so (不能变更持有单位)."""
