"""How good and how fast reviewers are assigned, beside what a simpler assigner does with the same table.

python bench/judging/assignment.py [SCORES.npy ...] [--per-application 3 --max-load 4 --min-load 0] [--small]

Without files, drawn rounds of the sizes asked for: 2,000 applications x 400 reviewers x 5 in less than 4 s with the
floor within 0.000001 of its bound, 10,000 x 2,000 x 3 in less than 10 s and less than 1 GB. Every case runs in a
process of its own, so that seconds and memory are its own. The baselines stand for what is in use elsewhere: each
application takes the best reviewers that are left, in the order of filing; and one that deals seats round by round, the
neediest application first, as fair assigners do.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pinzhang.engine.assignment import Objective, Problem, assign

Floats = NDArray[np.float64]

ROUNDS = ((2_000, 400, 5, 30, 4.0), (10_000, 2_000, 3, 18, 10.0))
SMALL = ((200, 24, 3, 27, 1.0), (1_000, 200, 3, 18, 4.0))
ASKED_BYTES, ASKED_GAP = 1_000_000_000, 1e-6


def draw(kind: str, applications: int, reviewers: int, seed: int = 1) -> Floats:
    """Draw affinities, reviewers by applications: alike at random, bids, or by fields of knowledge."""
    random = np.random.default_rng(seed)
    if kind == "uniform":
        return random.random((reviewers, applications))
    if kind == "bids":
        return random.choice([0.0, 0.25, 0.5, 1.0], (reviewers, applications), p=[0.6, 0.2, 0.12, 0.08])
    about = random.dirichlet(np.full(20, 0.3), applications)
    knows = random.dirichlet(np.full(20, 0.3), reviewers)
    near = np.sqrt(knows) @ np.sqrt(about).T + random.normal(0, 0.03, (reviewers, applications))
    return np.clip(near, 0, 1)


def in_order(affinity: Floats, seats: int, load: int) -> Floats:
    """Return what each application gets when it takes the best that are left, in the order of filing."""
    left = np.full(len(affinity), load)
    totals = np.zeros(affinity.shape[1])
    for application in range(affinity.shape[1]):
        there = np.where(left > 0, affinity[:, application], -np.inf)
        best = np.argsort(-there)[:seats]
        left[best] -= 1
        totals[application] = there[best].sum()
    return totals


def neediest_first(affinity: Floats, seats: int, load: int) -> Floats:
    """Return what each application gets when seats are dealt one by one, who has least so far choosing first."""
    left, totals = np.full(len(affinity), load), np.zeros(affinity.shape[1])
    taken = np.zeros(affinity.shape, dtype=bool)
    for _ in range(seats):
        for application in np.argsort(totals, kind="stable"):
            there = np.where((left > 0) & ~taken[:, application], affinity[:, application], -np.inf)
            best = int(there.argmax())
            left[best] -= 1
            taken[best, application] = True
            totals[application] += there[best]
    return totals


def measure(path: Path, options: argparse.Namespace, objective: Objective) -> dict[str, float]:
    """Return the figures of one case, run in this process."""
    affinity = np.load(path)
    affinity = affinity.T if options.transpose else affinity
    started = time.perf_counter()
    run = assign(Problem(affinity, options.per_application, options.max_load, options.min_load), objective=objective)
    return {
        "total": run.total, "total_bound": run.total_bound, "floor": run.floor, "floor_bound": run.floor_bound,
        "components": run.components, "seconds": time.perf_counter() - started,
        "bytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
    }  # fmt: skip


def apart(path: Path, options: argparse.Namespace, objective: Objective) -> dict[str, float]:
    """Return the figures of one case, run in a process of its own."""
    command = [sys.executable, __file__, str(path), "--only", objective, "--per-application", options.per_application]
    command += ["--max-load", options.max_load, "--min-load", options.min_load]
    command += ["--transpose"] if options.transpose else []
    done = subprocess.run([str(each) for each in command], check=True, capture_output=True, text=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def compare(path: Path, options: argparse.Namespace, seconds: float | None) -> bool:
    """Print one case beside the baselines; return whether it is as asked."""
    print(
        f"\n{path.stem}: {options.per_application} per application, {options.min_load}-{options.max_load} per reviewer"
    )
    found = {objective: apart(path, options, objective) for objective in ("total", "floor")}
    for objective, each in found.items():
        proven = "proven" if each["floor_bound"] - each["floor"] <= ASKED_GAP else "       "
        print(
            f"  {objective:19}total {each['total']:11.4f} (bound {each['total_bound']:11.4f})  "
            f"floor {each['floor']:.6f} (bound {each['floor_bound']:.6f} {proven})  groups {each['components']:3.0f}  "
            f"{each['seconds']:6.2f} s  {each['bytes'] / 1e6:5.0f} MB"
        )
    if not options.min_load:
        baselines(path, options)
    floor = found["floor"]
    good = floor["floor_bound"] - floor["floor"] <= ASKED_GAP and floor["bytes"] < ASKED_BYTES
    return good and (seconds is None or floor["seconds"] < seconds)


def baselines(path: Path, options: argparse.Namespace) -> None:
    """Print what simpler assigners reach."""
    affinity = np.load(path)
    affinity = affinity.T if options.transpose else affinity
    for name, assigner in (("in order of filing", in_order), ("neediest first", neediest_first)):
        started = time.perf_counter()
        totals = assigner(np.ascontiguousarray(affinity), options.per_application, options.max_load)
        took = time.perf_counter() - started
        print(f"  {name:19}total {totals.sum():11.4f}{'':22}floor {totals.min():.6f}{'':37}{took:6.2f} s")


def drawn(options: argparse.Namespace, sizes: Sequence[tuple[int, int, int, int, float]]) -> bool:
    """Measure drawn rounds; return whether all are as asked."""
    good = True
    with tempfile.TemporaryDirectory() as folder:
        for applications, reviewers, seats, load, seconds in sizes:
            for kind in ("uniform", "bids", "fields"):
                path = Path(folder, f"{kind}-{applications}x{reviewers}.npy")
                np.save(path, draw(kind, applications, reviewers))
                case = {"per_application": seats, "max_load": load, "min_load": 0, "transpose": False}
                good &= compare(path, argparse.Namespace(**{**vars(options), **case}), seconds)
                path.unlink()
    return good


def main() -> int:
    """Measure files or drawn rounds; the exit code says whether all is as asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("scores", nargs="*", type=Path)
    parser.add_argument("--per-application", type=int, default=3)
    parser.add_argument("--max-load", type=int, default=4)
    parser.add_argument("--min-load", type=int, default=0)
    parser.add_argument("--transpose", action="store_true")
    parser.add_argument("--small", action="store_true", help="small rounds, for a quick look")
    parser.add_argument("--only", choices=["total", "floor", "leximin"], help="one objective, as JSON, in this process")
    options = parser.parse_args()
    if options.only:
        print(json.dumps(measure(options.scores[0], options, options.only)))
        return 0
    if options.scores:
        good = min(compare(path, options, None) for path in options.scores)
    else:
        good = drawn(options, SMALL if options.small else ROUNDS)
    print("\nas asked" if good else "\nNOT as asked")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
