"""Tables of ratings as files, for the commands that read them."""

from tests.engine.scoring.rounds import SHROUT_FLEISS, simulated

COLUMNS = ["--application", "file", "--reviewer", "judge", "--criteria"]


def write(path, header, rows):
    path.write_text("\n".join(",".join(map(str, row)) for row in [header, *rows]) + "\n", encoding="utf-8")
    return str(path)


def shrout_fleiss_file(path):
    rows = [
        (target, judge, value)
        for target, row in SHROUT_FLEISS.items()
        for judge, value in zip("ABCD", row, strict=True)
    ]
    return write(path, ["file", "judge", "score"], rows)


def round_file(path, **shape):
    ratings = simulated(**shape).ratings
    sheets = zip(ratings.application, ratings.reviewer, ratings.value, ratings.given, strict=True)
    rows = [
        (
            ratings.applications[one],
            ratings.reviewers[who],
            *(each if kept else "" for each, kept in zip(row, given, strict=True)),
        )
        for one, who, row, given in sheets
    ]
    return write(path, ["file", "judge", *ratings.criteria], rows), ratings
