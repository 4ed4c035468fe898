"""How a review is refused."""

from pinzhang.domain.core.refusals import NotEntitled, Refusal


class CannotAssign(Refusal):
    """The reviewer cannot be given this file (不能分派)."""


class CannotDeclare(Refusal):
    """The conflict declaration cannot be made so (不能声明)."""


class CannotScore(Refusal):
    """The scores cannot be saved or submitted (不能提交评分)."""


class CannotEvaluate(Refusal):
    """The evaluation cannot be saved or signed (不能签署评价)."""


class MustSignEvaluation(CannotEvaluate, NotEntitled):
    """Only the institution's authorised signer signs its evaluation (须由授权签署人签署)."""


class CannotPropose(Refusal):
    """The panel's proposal cannot be recorded so (评审会建议不能确认)."""


class CannotRecord(Refusal):
    """A reviewer's relation or particulars cannot be recorded so (不能登记)."""


class NoAssignment(Refusal):
    """No assignment keeps the demands, or there is nothing to assign (无可行分派方案); it names the cause."""


class CannotDeploy(Refusal):
    """An assignment run cannot be deployed or discarded (不能下达方案)."""


class CannotMeet(Refusal):
    """The panel cannot meet, or its room cannot be changed so (评审会不能这样办)."""


class CannotVote(Refusal):
    """A vote cannot be opened, cast or counted (不能表决)."""


class CannotPublish(Refusal):
    """A fairness report cannot be drawn up or published (不能公开报告)."""


class CannotEnter(Refusal):
    """Sheets that were filled in elsewhere cannot be entered so (不能补录)."""


class CannotKeepView(Refusal):
    """Filters cannot be kept under this name (不能保存视图)."""
