"""The stages one case passes, in their order."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from pinzhang.engine.packs.schema.programme import Route
from pinzhang.engine.packs.schema.stages import Stage
from pinzhang.engine.stages.kinds import KINDS, is_batch_kind
from pinzhang.engine.stages.refusals import BrokenPlan, UnknownStage


@dataclass(frozen=True, slots=True)
class Plan:
    """What a case passes through from first to last (环节安排): an edition's stages, less what its route leaves out."""

    stages: tuple[Stage, ...]

    def __post_init__(self) -> None:
        keys = [stage.key for stage in self.stages]
        if not keys:
            raise BrokenPlan("a plan needs at least one stage")
        twice = sorted({key for key in keys if keys.count(key) > 1})
        if twice:
            raise BrokenPlan(f"stage written twice: {', '.join(twice)}")

    @classmethod
    def of(cls, stages: Sequence[Stage], route: Route | None = None) -> Self:
        """Return the plan of a route, or the whole edition's where none is given.

        :raises BrokenPlan: there is no stage, a key is there twice, or the route names a stage that is not there.
        """
        whole = cls(tuple(stages))
        if route is None:
            return whole
        unknown = sorted({route.starts_at, *route.skips} - {stage.key for stage in stages})
        if unknown:
            raise BrokenPlan(f"route {route.key} names unknown stages: {', '.join(unknown)}")
        from_start = whole.stages[whole.place(route.starts_at) :]
        return cls(tuple(stage for stage in from_start if stage.key not in route.skips))

    @property
    def first(self) -> str:
        """The key of the stage a case begins in."""
        return self.stages[0].key

    def place(self, key: str) -> int:
        """Return where a stage stands in the order, from 0.

        :raises UnknownStage: the plan has no such stage.
        """
        for place, stage in enumerate(self.stages):
            if stage.key == key:
                return place
        raise UnknownStage(key)

    def stage(self, key: str) -> Stage:
        """Return the stage of this key.

        :raises UnknownStage: the plan has no such stage.
        """
        return self.stages[self.place(key)]

    def next_after(self, key: str) -> str | None:
        """Return the key of the stage that follows, or nothing after the last."""
        following = self.stages[self.place(key) + 1 :]
        return following[0].key if following else None

    def is_batch(self, key: str) -> bool:
        """Tell whether the stage takes a batch at once."""
        return is_batch_kind(self.stage(key).kind)

    def comes_before(self, a: str, b: str) -> bool:
        """Tell whether stage ``a`` is passed before stage ``b``."""
        return self.place(a) < self.place(b)

    def return_targets(self, key: str) -> tuple[str, ...]:
        """Return the earlier stages a case may be sent back to: those the pack names, else those of the kind."""
        stage = self.stage(key)
        earlier = self.stages[: self.place(key)]
        if stage.return_to:
            return tuple(one.key for one in earlier if one.key in stage.return_to)
        return tuple(one.key for one in earlier if one.kind in KINDS[stage.kind].returns_to)
