"""``pinzhang agree``: how far reviewers agree, and how much the result hangs on any one of them."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from pinzhang.commands.calibrate import columns_option, flag_rows, refused
from pinzhang.commands.ratings_file import BadTable, read_ratings
from pinzhang.engine.scoring.agreement.alpha import Alpha
from pinzhang.engine.scoring.agreement.sensitivity import WithoutReviewer
from pinzhang.engine.scoring.agreement.summary import Agreement, agreement_of
from pinzhang.engine.scoring.refusals import CutRefused, RatingsRefused


def agree(
    ratings: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="评分表（CSV），每位评审每份申报一行")],
    *,
    application: Annotated[str, typer.Option(metavar="COL", help="申报所在列")],
    reviewer: Annotated[str, typer.Option(metavar="COL", help="评审所在列")],
    criteria: Annotated[str, typer.Option(metavar="C1,C2,…", help="各评分条目所在列")],
    top: Annotated[int, typer.Option(min=1, metavar="K", help="去掉一位评审时，看前 K 名是否变化")] = 1,
    leave_one_out: Annotated[bool, typer.Option(help="是否逐一去掉评审重算")] = True,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False,
) -> None:
    """计算评审一致性；退出码 0 完成，4 数据不能用。"""
    columns = columns_option(application, reviewer, criteria)
    try:
        found = agreement_of(read_ratings(ratings, columns), places=top, with_leave_one_out=leave_one_out)
    except CutRefused:
        raise typer.BadParameter("fewer than the applications", param_hint="--top") from None
    except (BadTable, RatingsRefused) as refusal:
        raise refused(refusal, as_json=as_json) from None
    result = _as_json(found)
    typer.echo(json.dumps(result, ensure_ascii=False, allow_nan=False, indent=2) if as_json else _told(result))


def _as_json(found: Agreement) -> dict[str, Any]:
    result: dict[str, Any] = {
        "schema": 1,
        "alpha": _alpha(found.alpha),
        "alpha_by_criterion": {key: _alpha(alpha) for key, alpha in found.alpha_by_criterion.items()},
        "icc": {name: each.value for name, each in found.icc.items()},
        "icc_interval": {name: [each.low, each.high] for name, each in found.icc.items() if each.low is not None},
    }
    if found.kendall_w is not None:
        result["kendall_w"] = found.kendall_w
    result["leave_one_out"] = [_without(each) for each in found.leave_one_out]
    result["flags"] = flag_rows(found.flags)
    return result


def _alpha(alpha: Alpha) -> dict[str, float]:
    return {"nominal": alpha.nominal, "ordinal": alpha.ordinal, "interval": alpha.interval}


def _without(each: WithoutReviewer) -> dict[str, Any]:
    row: dict[str, Any] = {"reviewer": each.reviewer}
    if each.alpha is not None:
        row["alpha"] = _alpha(each.alpha)
    if each.unrated:
        row["unrated"] = list(each.unrated)
    if each.flag is not None:
        return row | {"flag": flag_rows((each.flag,))[0]}
    return row | {"entered": list(each.entered), "left": list(each.left), "largest_move": each.largest_move}


def _told(result: Mapping[str, Any]) -> str:
    lines = ["alpha  " + _numbers(result["alpha"]), "icc  " + _numbers(result["icc"])]
    if "kendall_w" in result:
        lines.append(f"kendall_w  {result['kendall_w']:.4f}")
    for row in result["leave_one_out"]:
        if "flag" in row:
            lines.append(f"without {row['reviewer']}: {row['flag']['message']}")
        else:
            change = f"in {', '.join(row['entered'])}, out {', '.join(row['left'])}" if row["entered"] else "no change"
            lines.append(f"without {row['reviewer']}: {change}, largest move {row['largest_move']}")
    lines += [f"! {flag['name']}: {flag['message']}" for flag in result["flags"]]
    return "\n".join(lines)


def _numbers(values: Mapping[str, float]) -> str:
    return "  ".join(f"{key} {value:.4f}" for key, value in values.items())
