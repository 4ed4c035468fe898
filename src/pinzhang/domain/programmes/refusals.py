"""How the programme concept says no."""

from pinzhang.domain.core.refusals import Refusal


class CannotPublish(Refusal):
    """The edition cannot be published (不能发布)."""


class CannotOpenRound(Refusal):
    """The round cannot be set up or opened as given (不能开启)."""


class CannotAdvanceDraft(Refusal):
    """The draft cannot take this step now (规则草案不能这样办理)."""


class UnreadablePack(Refusal):
    """What was uploaded is no archive with one pack that checks clean (规则包不能读取)."""
