"""How fast a large round is corrected, beside lme4 in the same run, and whether both find the same likelihood.

python bench/judging/calibration.py [--applications 20000 --reviewers 400 --criteria 10] [--no-peer]

The peer needs R with lme4 (Debian: r-cran-lme4). Asked: five times as fast as lme4 with conditional variances, the same
log-likelihood to 0.001, less than 1 GB at the peak.
"""

import argparse
import csv
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from calibration_rounds import Shape, draw_round

from pinzhang.engine.scoring.calibration import calibrate
from pinzhang.engine.scoring.ratings import Ratings

ASKED_TIMES, ASKED_DIFFERENCE, ASKED_BYTES = 5.0, 1e-3, 1_000_000_000

PEER = """
suppressMessages(library(lme4))
ratings <- read.csv(commandArgs(TRUE)[1], stringsAsFactors = TRUE)
started <- proc.time()[["elapsed"]]
fit <- lmer(score ~ criterion + (1|application) + (1|reviewer) + (1|application:reviewer), ratings)
fitted <- proc.time()[["elapsed"]]
cat(sprintf("%.6f %.2f ", as.numeric(logLik(fit)), fitted - started))
flush(stdout())
effects <- ranef(fit, condVar = TRUE)
cat(sprintf("%.2f\\n", proc.time()[["elapsed"]] - started))
"""


def own(ratings: Ratings) -> tuple[float, float]:
    """Return log-likelihood and seconds of a correction with joint posterior, 2,000 draws and rank intervals."""
    started = time.perf_counter()
    found = calibrate(ratings, top=max(1, len(ratings.applications) // 20))
    return found.fit.log_likelihood, time.perf_counter() - started


def peer(ratings: Ratings, seconds: float) -> tuple[float, float, float]:
    """Return log-likelihood, seconds to fit, and seconds with conditional variances of lme4."""
    with tempfile.TemporaryDirectory() as folder:
        table, script = Path(folder, "ratings.csv"), Path(folder, "peer.R")
        write_long(ratings, table)
        script.write_text(PEER, encoding="utf-8")
        run = subprocess.run(
            [shutil.which("Rscript") or "Rscript", str(script), str(table)],
            check=True, capture_output=True, text=True, timeout=seconds,
        )  # fmt: skip
    likelihood, fitted, whole = map(float, run.stdout.split()[-3:])
    return likelihood, fitted, whole


def write_long(ratings: Ratings, path: Path) -> None:
    """Write one rating per row, as lme4 reads them."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["application", "reviewer", "criterion", "score"])
        for one, who, values in zip(ratings.application, ratings.reviewer, ratings.value, strict=True):
            ids = (ratings.applications[one], ratings.reviewers[who])
            writer.writerows((*ids, key, value) for key, value in zip(ratings.criteria, values, strict=True))


def main() -> int:
    """Measure, compare, and say what was asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--applications", type=int, default=20_000)
    parser.add_argument("--reviewers", type=int, default=400)
    parser.add_argument("--criteria", type=int, default=10)
    parser.add_argument("--peer", action=argparse.BooleanOptionalAction, default=True)
    parser.add_argument("--peer-seconds", type=float, default=600.0)
    options = parser.parse_args()
    shape = Shape(applications=options.applications, reviewers=options.reviewers, criteria=options.criteria)
    ratings = draw_round(shape, 1).ratings
    likelihood, seconds = own(ratings)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(f"{ratings.count:,} ratings: log-likelihood {likelihood:.4f}, {seconds:.2f} s, peak {peak / 1e6:.0f} MB")
    holds = peak < ASKED_BYTES
    if options.peer and shutil.which("Rscript"):
        theirs, fitted, whole = peer(ratings, options.peer_seconds)
        print(f"lme4: log-likelihood {theirs:.4f}, {fitted:.2f} s, with conditional variances {whole:.2f} s")
        print(f"{whole / seconds:.1f} times as fast (asked {ASKED_TIMES:g}); difference {abs(theirs - likelihood):.5f}")
        holds = holds and whole >= ASKED_TIMES * seconds and abs(theirs - likelihood) < ASKED_DIFFERENCE
    elif options.peer:
        print("lme4: not measured, there is no Rscript here (Debian: apt-get install r-cran-lme4)")
    return 0 if holds else 1


if __name__ == "__main__":
    sys.exit(main())
