"""How a review is refused."""

from pinzhang.domain.core.refusals import Refusal


class CannotAssign(Refusal):
    """The reviewer cannot be given this file (不能分派)."""


class CannotDeclare(Refusal):
    """The conflict declaration cannot be made so (不能声明)."""


class CannotScore(Refusal):
    """The scores cannot be saved or submitted (不能提交评分)."""


class CannotEvaluate(Refusal):
    """The evaluation cannot be saved or signed (不能签署评价)."""


class CannotPropose(Refusal):
    """The panel's proposal cannot be recorded so (评审会建议不能确认)."""


class CannotRecord(Refusal):
    """A reviewer's relation or particulars cannot be recorded so (不能登记)."""


class NoAssignment(Refusal):
    """No assignment keeps the demands, or there is nothing to assign (无可行分派方案); it names the cause."""


class CannotDeploy(Refusal):
    """An assignment run cannot be deployed or discarded (不能下达方案)."""
