"""How the case engine says no."""

from pinzhang.domain.core.refusals import Refusal


class CannotMove(Refusal):
    """The case cannot take this step now (不能这样办理)."""


class CannotOpenList(Refusal):
    """The batch is not ready for this stage (名单还不能生成)."""


class CannotCorrect(Refusal):
    """The correction request cannot be made, answered or withdrawn (补正不能办理)."""


class CannotSend(Refusal):
    """The message cannot be sent (消息不能发出)."""
