"""How an application is refused."""

from pinzhang.domain.core.refusals import NotEntitled, Refusal


class CannotStart(Refusal):
    """The application cannot be begun (不能开始申报)."""


class CannotSave(Refusal):
    """What was filled in cannot be saved (不能保存)."""


class CannotSubmit(Refusal):
    """The application cannot be submitted (不能提交); only form and window refuse, never a rule."""


class MustSign(CannotSubmit, NotEntitled):
    """Only the applicant's authorised signer submits and declares (须由授权签署人签署)."""


class CannotDecide(Refusal):
    """The decision cannot be taken so (不能这样认定)."""


class MustDeclare(CannotDecide, NotEntitled):
    """Only the applicant's authorised signer signs its declaration (须由授权签署人声明)."""


class CannotGiveOpinion(Refusal):
    """The opinion cannot be given (不能回复意见)."""


class CannotObject(Refusal):
    """The objection cannot be taken (不能提出异议)."""
