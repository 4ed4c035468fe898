"""Small score sheets the tests share."""

from decimal import Decimal

from pinzhang.engine.packs.schema.criteria import Criterion, Scale, Scheme

PERCENT = Scale(key="percent", minimum=Decimal(0), maximum=Decimal(100), step=Decimal(5), source="standard")
OUT_OF_TEN = Scale(
    key="ten", minimum=Decimal(0), maximum=Decimal(10), step=Decimal("0.5"), unit="points", source="standard"
)
SCALES = (PERCENT, OUT_OF_TEN)


def criterion(key, points, *parts, scale="percent", optional=False, veto_below=None):
    return Criterion(
        key=key,
        title=f"条目{key}",
        points=Decimal(points),
        scale=None if parts else scale,
        not_applicable_allowed=optional,
        veto_below=None if veto_below is None else Decimal(veto_below),
        parts=parts,
    )


def scheme(*criteria, total=None):
    points = sum(each.points for each in criteria)
    return Scheme(
        key="sheet", title="评分表", total=points if total is None else Decimal(total), criteria=criteria, source="s"
    )
