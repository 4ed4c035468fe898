"""Do the intervals hold what they say, and are the right ones found? A study on rounds whose truth is known.

python bench/judging/calibration_simulation.py [--rounds 60] [--json]

Asked: 90 % intervals cover 87-93 % where the generator is the model, and at least 85 % under rounding to steps of 5 %,
24 reviewers and heavy tails; a stated chance of the top comes true as often as stated.
"""

import argparse
import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace

import numpy as np
from calibration_rounds import Round, Shape, draw_round

from pinzhang.engine.scoring.calibration import Calibration, calibrate, mean_scores

LEVEL = 0.90
NORMAL_90 = 1.6448536269514722
TOP_SHARE = 0.05

MODEL = Shape()
SCENARIOS = {
    "the model itself": (MODEL, (0.87, 0.93)),
    "rounded to 5 %, 24 reviewers, heavy tails": (replace(MODEL, step=5.0, tails=4), (0.85, 1.0)),
}


@dataclass
class Tally:
    """What one scenario came to; shares over all applications of all rounds."""

    coverage: float
    coverage_without_interaction: float
    rank_coverage: float
    top_raw: float
    """Share of the true top 5 % found by raw means."""
    top_corrected: float
    chances: list[tuple[float, float, int]]
    """Stated chance of the top, share that came true, how many were stated."""


def study(shape: Shape, rounds: int) -> Tally:
    """Judge many rounds of one shape and compare with the truth."""
    top = round(TOP_SHARE * shape.applications)
    judged = [(drawn, calibrate(drawn.ratings, top=top, level=LEVEL)) for drawn in drawn_rounds(shape, rounds)]
    plain = [(drawn, calibrate(drawn.ratings, interaction=False)) for drawn, _ in judged]
    stated = np.concatenate([[each.span.p_top for each in found.applications] for _, found in judged])
    is_top = np.concatenate([true_ranks(drawn) <= top for drawn, _ in judged])
    return Tally(
        coverage=float(np.mean([covered(*each) for each in judged])),
        coverage_without_interaction=float(np.mean([covered(*each) for each in plain])),
        rank_coverage=float(np.mean([rank_covered(*each) for each in judged])),
        top_raw=float(np.mean([found_top(drawn, mean_scores(drawn.ratings), top) for drawn, _ in judged])),
        top_corrected=float(np.mean([found_top(drawn, found.fit.application_effects, top) for drawn, found in judged])),
        chances=list(calibration_of(stated, is_top)),
    )


def drawn_rounds(shape: Shape, rounds: int) -> Iterator[Round]:
    """Draw rounds with seeds 0, 1, 2 …"""
    return (draw_round(shape, seed) for seed in range(rounds))


def covered(drawn: Round, found: Calibration) -> np.ndarray:
    """Tell for each application whether its interval holds its true quality."""
    return np.abs(found.fit.application_effects - drawn.truth) <= NORMAL_90 * found.fit.application_errors


def rank_covered(drawn: Round, found: Calibration) -> np.ndarray:
    """Tell for each application whether its rank interval holds its true rank."""
    spans = [each.span for each in found.applications]
    return np.array([span.low <= rank <= span.high for span, rank in zip(spans, true_ranks(drawn), strict=True)])


def true_ranks(drawn: Round) -> np.ndarray:
    """Return the true ranks, 1 for the best."""
    return np.argsort(np.argsort(-drawn.truth)) + 1


def found_top(drawn: Round, scores: np.ndarray, top: int) -> float:
    """Return the share of the truly best that are among the best by score."""
    return len(set(np.argsort(-scores)[:top]) & set(np.argsort(-drawn.truth)[:top])) / top


def calibration_of(stated: np.ndarray, is_top: np.ndarray) -> Iterator[tuple[float, float, int]]:
    """Compare stated chances with what came true, in bins of a fifth."""
    bins = np.minimum((stated * 5).astype(int), 4)
    for index in range(5):
        chosen = bins == index
        if chosen.any():
            yield float(stated[chosen].mean()), float(is_top[chosen].mean()), int(chosen.sum())


def told(name: str, tally: Tally, asked: tuple[float, float]) -> Iterable[str]:
    """Say what a scenario came to."""
    held = "holds" if asked[0] <= tally.coverage <= asked[1] else "DOES NOT HOLD"
    yield f"{name}"
    yield f"  90 % intervals cover {tally.coverage:.1%} (asked {asked[0]:.0%}-{asked[1]:.0%}: {held})"
    yield f"  without the interaction they cover {tally.coverage_without_interaction:.1%}"
    yield f"  rank intervals cover {tally.rank_coverage:.1%}"
    yield f"  of the true top 5 %: raw means find {tally.top_raw:.1%}, corrected scores {tally.top_corrected:.1%}"
    for stated, true, count in tally.chances:
        yield f"  stated chance {stated:.2f} came true {true:.2f} ({count})"


def main() -> int:
    """Run the study."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=60)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    tallies = {name: study(shape, options.rounds) for name, (shape, _) in SCENARIOS.items()}
    if options.json:
        print(json.dumps({name: asdict(tally) for name, tally in tallies.items()}, indent=2))
    else:
        print("\n".join(line for name, tally in tallies.items() for line in told(name, tally, SCENARIOS[name][1])))
    return (
        0
        if all(SCENARIOS[name][1][0] <= tally.coverage <= SCENARIOS[name][1][1] for name, tally in tallies.items())
        else 1
    )


if __name__ == "__main__":
    sys.exit(main())
