"""Why the stage engine does not do what it was asked to do."""

from pinzhang.engine.packs.schema.base import Words


class Refusal(Exception):
    """An act that the stages do not allow (不予办理), with its reason in both languages."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(zh)
        self.reason = Words(zh=zh, en=en)


class OutOfTurn(Refusal):
    """The action belongs to somebody else (无权办理)."""


class NotPossible(Refusal):
    """The action does not fit where the case stands (现在不能办理)."""


class BrokenPlan(ValueError):
    """The stages or the route cannot be a plan: none, a key twice, or a key that is not there."""


class UnknownStage(LookupError):
    """The plan has no stage of this key."""


class NotABatchStage(ValueError):
    """The stage is passed by each case on its own, so it never opens for a batch."""


class ListedTwice(ValueError):
    """A list that is to be frozen names something twice."""


class CannotSelect(ValueError):
    """The ranking or the exit rule lacks what the selection needs."""


class BrokenPause(ValueError):
    """A pause that ends before it begins, or a clock paused twice or resumed while running."""


class NaiveTime(ValueError):
    """An instant without a time zone has no local day."""
