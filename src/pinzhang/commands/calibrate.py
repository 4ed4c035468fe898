"""``pinzhang calibrate``: scores corrected for severe and lenient reviewers, with ranks and their probabilities."""

import csv
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from pinzhang.commands.ratings_file import BadTable, Columns, read_ratings
from pinzhang.engine.scoring.calibration import Calibration
from pinzhang.engine.scoring.calibration import calibrate as calibrate_ratings
from pinzhang.engine.scoring.decision import SURE, crossings, extra_reviews, zones
from pinzhang.engine.scoring.mixed.system import Estimator
from pinzhang.engine.scoring.rasch.categories import Steps
from pinzhang.engine.scoring.rasch.fit import Fit, RaschResult, fit_rasch
from pinzhang.engine.scoring.ratings import Flag, Ratings
from pinzhang.engine.scoring.refusals import RatingsRefused

DONE, CANNOT_TELL, BAD_INPUT = 0, 3, 4

_ADVICE = 10
_SHOWN = 20

Model = Literal["mixed", "rasch"]


def calibrate(  # noqa: PLR0913  every option is one of the command line
    ratings: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="评分表（CSV），每位评审每份申报一行")],
    *,
    application: Annotated[str, typer.Option(metavar="COL", help="申报所在列")],
    reviewer: Annotated[str, typer.Option(metavar="COL", help="评审所在列")],
    criteria: Annotated[str, typer.Option(metavar="C1,C2,…", help="各评分条目所在列")],
    model: Annotated[Model, typer.Option(help="mixed 混合模型；rasch 多面 Rasch 模型")] = "mixed",
    steps: Annotated[Steps, typer.Option(help="rasch：各条目共用台阶，或各有台阶")] = "common",
    estimator: Annotated[Estimator, typer.Option(help="mixed：方差的估计方法")] = "reml",
    interaction: Annotated[bool, typer.Option(help="mixed：是否含申报与评审的交互")] = True,
    top: Annotated[int | None, typer.Option(min=1, metavar="K", help="名额：给出进入前 K 名的概率")] = None,
    level: Annotated[float, typer.Option(help="名次区间的水平")] = 0.90,
    draws: Annotated[int, typer.Option(min=2000, help="联合抽样次数")] = 2000,
    seed: Annotated[int, typer.Option(min=0, help="抽样种子")] = 1,
    weights: Annotated[str, typer.Option(metavar="W1,W2,…", help="mixed：各条目的权重；默认相等")] = "",
    scale: Annotated[str, typer.Option(metavar="MIN,MAX", help="评分尺度的上下限，超出即拒绝")] = "",
    out: Annotated[Path | None, typer.Option(file_okay=False, metavar="DIR", help="把结果写成 CSV 的文件夹")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False,
) -> None:
    """按评审宽严修正评分并给出名次及其把握；退出码 0 完成，3 不能一起排名，4 数据不能用。"""
    if not 0.0 < level < 1.0:
        raise typer.BadParameter("between 0 and 1", param_hint="--level")
    columns = columns_option(application, reviewer, criteria)
    weight, bounds = numbers_option(weights, "--weights"), numbers_option(scale, "--scale", count=2)
    try:
        table = read_ratings(ratings, columns, weights=weight or None, scale=(bounds[0], bounds[1]) if bounds else None)
        if model == "rasch":
            result = _rasch(fit_rasch(table, steps=steps))
        else:
            result = _mixed(
                table,
                {"estimator": estimator, "interaction": interaction, "top": top},
                {"level": level, "draws": draws, "seed": seed},
            )
    except (BadTable, RatingsRefused) as refusal:
        raise refused(refusal, as_json=as_json) from None
    if out:
        _write(result, out)
    typer.echo(json.dumps(result, ensure_ascii=False, allow_nan=False, indent=2) if as_json else _told(result))
    raise typer.Exit(DONE if result["components"] == 1 else CANNOT_TELL)


def columns_option(application: str, reviewer: str, criteria: str) -> Columns:
    """Return the columns as named on the command line; naming one twice is wrong usage."""
    try:
        return Columns.named(application, reviewer, criteria)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--application, --reviewer, --criteria") from None


def numbers_option(text: str, option: str, count: int | None = None) -> list[float]:
    """Return the numbers of a comma-separated option; none where it was not given."""
    if not text:
        return []
    try:
        numbers = [float(part) for part in text.split(",")]
    except ValueError:
        raise typer.BadParameter("numbers separated by commas", param_hint=option) from None
    if count is not None and len(numbers) != count:
        raise typer.BadParameter(f"{count} numbers separated by a comma", param_hint=option)
    return numbers


def refused(refusal: BadTable | RatingsRefused, *, as_json: bool) -> typer.Exit:
    """Tell a refusal by its name, and return the exit for bad input."""
    name = type(refusal).__name__
    message = refusal.english if isinstance(refusal, RatingsRefused) else str(refusal)
    subjects = list(refusal.subjects) if isinstance(refusal, RatingsRefused) else []
    if as_json:
        error = {"name": name, "message": message, "subjects": subjects}
        typer.echo(json.dumps({"schema": 1, "error": error}, ensure_ascii=False, indent=2))
    typer.echo(f"{name}: {message}", err=True)
    return typer.Exit(BAD_INPUT)


def flag_rows(flags: tuple[Flag, ...]) -> list[dict[str, Any]]:
    """Return flags as they are printed."""
    return [{"name": flag.name, "message": flag.english, "subjects": list(flag.subjects)} for flag in flags]


def _mixed(table: Ratings, model: Mapping[str, Any], ranking: Mapping[str, Any]) -> dict[str, Any]:
    found = calibrate_ratings(table, **model, **ranking)
    variances = found.fit.variances
    variance = {"application": variances.application, "reviewer": variances.reviewer, "residual": variances.residual}
    if variances.interaction is not None:
        variance["interaction"] = variances.interaction
    return {
        "schema": 1,
        "model": "mixed",
        "log_likelihood": found.fit.log_likelihood,
        "variance": variance,
        "criteria": {key: {"mean": mean} for key, mean in found.criteria.items()},
        "reviewers": {
            each.reviewer: {"severity": each.severity, "se": each.se, "sheets": each.sheets, "misfit": each.misfit}
            for each in found.reviewers
        },
        "applications": _standings(found),
        "components": found.components,
        **_decision(found),
        **{key: ranking[key] for key in ("level", "draws", "seed")},
        "flags": flag_rows(found.flags),
    }


def _standings(found: Calibration) -> dict[str, dict[str, Any]]:
    rows = {}
    for each in found.applications:
        row: dict[str, Any] = {"score": each.score, "se": each.se, "raw_score": each.raw_score}
        if each.span is None:
            row["component"] = each.component
        else:
            row |= {"raw_rank": each.raw_rank, "rank": each.span.rank}
            row |= {"rank_low": each.span.low, "rank_high": each.span.high}
            row |= {} if each.span.p_top is None else {"p_top": each.span.p_top}
        rows[each.application] = row
    return rows


def _decision(found: Calibration) -> dict[str, Any]:
    """Return what the panel has to look at, where there is a line to be drawn at all."""
    top = found.top
    if top is None or found.draws is None or top >= len(found.applications):
        return {}
    crossed = crossings(found, top)
    advice = extra_reviews(found, top, limit=_ADVICE)
    return {
        "decision": {
            "top": top,
            "sure": SURE,
            "discuss": [each.application for each in zones(found, top) if each.zone == "discuss"],
            "crossed": [{name: getattr(each, name) for name in each.__slots__} for each in crossed],
            "extra_reviews": [{name: getattr(each, name) for name in each.__slots__} for each in advice],
        }
    }


def _rasch(found: RaschResult) -> dict[str, Any]:
    return {
        "schema": 1,
        "model": "rasch",
        "deviance": found.deviance,
        "variance": found.variance,
        "reviewers": {
            each.reviewer: {"severity": each.severity, "se": each.se, **_fit(each.fit)} for each in found.reviewers
        },
        "criteria": {
            each.criterion: {
                "difficulty": each.difficulty,
                "se": each.se,
                "steps": list(each.steps),
                **_fit(each.fit),
            }
            for each in found.criteria
        },
        "applications": {
            each.application: {"measure": each.measure, "se": each.se, "fair_average": each.fair_average}
            | ({} if each.rank is None else {"rank": each.rank})
            for each in found.applications
        },
        "reviewer_separation": found.reviewer_separation,
        "application_reliability": found.application_reliability,
        "components": found.components,
        "nodes": found.nodes,
        "flags": flag_rows(found.flags),
    }


def _fit(fit: Fit) -> dict[str, float]:
    return {"infit": fit.infit, "outfit": fit.outfit}


def _write(result: Mapping[str, Any], folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for part in ("applications", "reviewers", "criteria"):
        rows = result[part]
        names = list(next(iter(rows.values())))
        with (folder / f"{part}.csv").open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream)
            writer.writerow(["id", *names])
            writer.writerows([key, *(_field(row[name]) for name in names)] for key, row in rows.items())


def _field(value: Any) -> Any:
    return " ".join(str(each) for each in value) if isinstance(value, list) else value


def _told(result: Mapping[str, Any]) -> str:
    heads = [key for key in ("model", "log_likelihood", "deviance", "variance", "components") if key in result]
    lines = [f"{key} {_numbers(result[key])}" for key in heads]
    for part in ("criteria", "reviewers", "applications"):
        rows = sorted(result[part].items(), key=lambda entry: entry[1].get("rank", 0))
        lines += ["", part, *(f"  {key}  {_numbers(row)}" for key, row in rows[:_SHOWN])]
        if len(rows) > _SHOWN:
            lines.append(f"  … {len(rows) - _SHOWN} more (--json or --out has all)")
    lines += [f"! {flag['name']}: {flag['message']}" for flag in result["flags"]]
    return "\n".join(lines)


def _numbers(value: Any) -> str:
    if isinstance(value, Mapping):
        return "  ".join(f"{key} {_numbers(each)}" for key, each in value.items())
    if isinstance(value, list):
        return " ".join(_numbers(each) for each in value)
    return f"{value:.4f}" if isinstance(value, float) else str(value)
