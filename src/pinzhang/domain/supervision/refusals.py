"""How supervision says no."""

from pinzhang.domain.core.refusals import Refusal


class CannotHandleAlert(Refusal):
    """The alert cannot be handled so (预警不能这样处理)."""


class CannotProceed(Refusal):
    """The procedure cannot be opened or taken further (程序不能这样进行)."""


class CannotAppeal(Refusal):
    """The appeal cannot be taken or decided (申诉不能受理或决定)."""


class CannotRecordCheck(Refusal):
    """The result of a check cannot be recorded (检查结果不能登记)."""
