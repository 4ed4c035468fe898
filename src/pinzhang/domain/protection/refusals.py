"""How protection says no."""

from pinzhang.domain.core.refusals import Refusal


class CannotReport(Refusal):
    """The report cannot be taken (举报不能受理提交)."""


class CannotHandleReport(Refusal):
    """The report cannot be handled so (举报不能这样办理)."""


class CannotRegisterRight(Refusal):
    """The right cannot be entered so (知识产权不能登记)."""


class CannotEnterHonour(Refusal):
    """The honour cannot be entered so (荣誉不能登记)."""
