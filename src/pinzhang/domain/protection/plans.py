"""The stages of a report: taken up and assigned, looked into, answered."""

from pinzhang.engine.packs.schema.base import Words
from pinzhang.engine.packs.schema.stages import Stage, StageKind
from pinzhang.engine.stages import Plan

TRIAGE, INVESTIGATION, ANSWER = "triage", "investigation", "answer"
SILENT = "公开文件未载明"
"""No regulation that is known here says how reports are handled; the office names the day."""


def _stage(key: str, kind: StageKind, zh: str, en: str) -> Stage:
    return Stage(key=key, kind=kind, name=Words(zh=zh, en=en), clause=SILENT, source="none", actors=("office",))


REPORT_PLAN = Plan(
    (
        _stage(TRIAGE, "acceptance", "登记分办", "Triage"),
        _stage(INVESTIGATION, "work", "核查处理", "Investigation"),
        _stage(ANSWER, "report", "答复", "Answer"),
    )
)
