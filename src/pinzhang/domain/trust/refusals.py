"""How trust says no."""

from pinzhang.domain.core.refusals import Refusal


class CannotSign(Refusal):
    """No key may sign, or the signer does not answer (不能签名)."""


class CannotRotate(Refusal):
    """The key cannot be replaced so (不能轮换密钥)."""


class CannotIssueLabels(Refusal):
    """Labels cannot be issued for the mark (不能制发标签)."""


class CannotSettle(Refusal):
    """The alert cannot be settled so (不能办结)."""
