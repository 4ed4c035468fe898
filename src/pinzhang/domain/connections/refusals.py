"""How connections of other systems are refused."""

from pinzhang.domain.core.refusals import Refusal


class CannotIssueToken(Refusal):
    """The token cannot be issued or revoked so (不能签发令牌)."""


class TokenRefused(Refusal):
    """The token is unknown, expired or revoked, or who it acts for has left (令牌无效)."""


class KeyUsedOtherwise(Refusal):
    """The idempotency key was used for another request (幂等键已用于其他请求)."""


class CannotSubscribe(Refusal):
    """The endpoint cannot be entered so (推送地址不能登记)."""


class NotCarried(Refusal):
    """What was to be delivered did not arrive (未送达)."""

    def __init__(self, sentence: str, *, status: int | None = None) -> None:
        super().__init__(sentence)
        self.status = status
