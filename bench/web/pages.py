"""What the pages cost in a small city and in one a hundred times as large: statements and processor time.

    python bench/web/pages.py SMALL LARGE [--requests 25] [--only staff] [--markdown]

SMALL and LARGE are data folders made by city.py, or addresses of PostgreSQL databases. Both cities are served at the same
time, each by one granian worker with one thread, and asked in turn, so that whatever else the machine does falls on
both. Processor time is that of the request's thread, with the database's own process for PostgreSQL. A unit is the
processor time of a fixed job (200,000 small sums over texts of numbers), done between the requests.
"""

import argparse
import http.client
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

HERE = Path(__file__).resolve().parent
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
PAGES = (
    ("citizen", "/"), ("citizen", "/lists"), ("citizen", "/lists/{programme}"), ("citizen", "/lists/{programme}?page=4"),
    ("citizen", "/search?q=海岳"), ("citizen", "/programmes"), ("citizen", "/programmes/{programme}"),
    ("citizen", "/notices"), ("citizen", "/verify"), ("citizen", "/qualify"),
    ("office", "/staff/"), ("office", "/staff/?view=all"), ("office", "/staff/?view=all&page=12"), ("office", "/staff/?view=late"),
    ("office", "/staff/?view=all&q=海岳食品"), ("office", "/staff/applications/{application}"), ("office", "/staff/rounds"),
    ("office", "/staff/rounds/{round}"), ("office", "/staff/review"), ("office", "/staff/marks"), ("office", "/staff/marks/{mark}"),
    ("office", "/staff/programmes"), ("office", "/staff/imports"), ("office", "/staff/imports/new/ledger"),
    ("office", "/staff/dashboard"), ("leader", "/staff/dashboard"), ("approver", "/staff/"), ("recommender", "/staff/"),
    ("department", "/staff/opinions"), ("reviewer", "/reviewer/"), ("institution", "/institution/"),
    ("enterprise", "/enterprise/"), ("enterprise", "/enterprise/applications/"), ("enterprise", "/enterprise/eligibility/"),
    ("enterprise", "/enterprise/profile/"), ("enterprise", "/enterprise/messages/"),
)  # fmt: skip
ROWS = """
import django, json
from pinzhang.operation.instance import connect
connect()
from pinzhang.domain.applications.models import Application
from pinzhang.domain.marks.models import Mark
living = Application.objects.filter(submitted_at__isnull=False, case__outcome="").order_by("pk").first()
mark = Mark.objects.select_related("edition").order_by("pk").first()
print(json.dumps({"application": living.pk, "round": living.round_id, "mark": mark.pk, "programme": mark.edition.code}))
"""


def fixed_job() -> float:
    """Milliseconds of processor time that a fixed job takes now."""
    began, sums = time.process_time(), {}
    for number in range(200_000):
        place = number % 997
        sums[place] = sums.get(place, 0) + len(str(number))
    return (time.process_time() - began) * 1000


class City:
    """A served city and who is signed in to it."""

    def __init__(self, place: str, port: int) -> None:
        self.port, self.cookies = port, {}
        folder = place if not place.startswith("postgresql:") else tempfile.mkdtemp()
        self.environment = {
            **os.environ,
            "PINZHANG_DEMO": "1",
            "PINZHANG_DATA_DIR": folder,
            "PYTHONPATH": f"{HERE}:{os.environ.get('PYTHONPATH', '')}",
        }
        if place.startswith("postgresql:"):
            self.environment["PINZHANG_DATABASE"] = place
        found = subprocess.run(
            [sys.executable, "-c", ROWS], env=self.environment, capture_output=True, text=True, check=True
        )
        self.rows = json.loads(found.stdout.strip().splitlines()[-1])
        command = [
            "granian",
            "--interface",
            "wsgi",
            "--workers",
            "1",
            "--blocking-threads",
            "1",
            "--no-access-log",
            "--log-level",
            "error",
        ]
        self.server = subprocess.Popen([*command, "--port", str(port), "counted:application"], env=self.environment)

    def ask(self, method: str, path: str, cookie: str = "", form: dict[str, str] | None = None) -> Any:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=300)
        head = {"Cookie": cookie, "Host": f"127.0.0.1:{self.port}", "Content-Type": "application/x-www-form-urlencoded"}
        connection.request(method, path, urlencode(form or {}), head)
        answer = connection.getresponse()
        answer.text = answer.read().decode("utf-8", "replace")
        connection.close()
        return answer

    def wait(self) -> None:
        for _ in range(300):
            try:
                self.ask("GET", "/healthz")
            except OSError:
                time.sleep(1)
            else:
                return
        raise TimeoutError

    def enter(self, door: str) -> str:
        """Go through a door of the demonstration; the cookies of it."""
        if door not in self.cookies:
            first = self.ask("GET", "/doors")
            cookie = _cookies(first)
            form = {"csrfmiddlewaretoken": TOKEN.search(first.text).group(1)}
            self.cookies[door] = "" if door == "citizen" else _cookies(self.ask("POST", f"/doors/{door}", cookie, form))
        return self.cookies[door]


def _cookies(answer: Any) -> str:
    return "; ".join(value.split(";")[0] for name, value in answer.getheaders() if name.lower() == "set-cookie")


def measured(cities: list[City], door: str, pattern: str, requests: int) -> dict[str, Any]:
    """Ask both cities in turn for one page."""
    costs: list[list[float]] = [[], []]
    jobs, sql, bad = [], [0, 0], 0
    for turn in range(requests + 2):
        jobs.append(fixed_job())
        for place, city in enumerate(cities):
            path = pattern.format(**city.rows)
            answer = city.ask(
                "GET",
                path.replace("海岳食品", "%E6%B5%B7%E5%B2%B3%E9%A3%9F%E5%93%81").replace("海岳", "%E6%B5%B7%E5%B2%B3"),
                city.enter(door),
            )
            bad += answer.status != http.HTTPStatus.OK
            if turn > 1:
                costs[place].append(float(answer.getheader("X-Cpu-Ms")))
                sql[place] = int(answer.getheader("X-Sql"))
    small, large = (statistics.median(each) for each in costs)
    unit = statistics.mean(jobs)
    return {
        "who": door, "page": pattern, "bad": bad, "sql_small": sql[0], "sql_large": sql[1], "small_ms": round(small, 1),
        "large_ms": round(large, 1), "times": round(large / small, 2), "units": round(large / unit, 2), "unit_ms": round(unit, 1),
    }  # fmt: skip


def main() -> None:
    wanted = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    wanted.add_argument("small")
    wanted.add_argument("large")
    wanted.add_argument("--requests", type=int, default=25)
    wanted.add_argument("--only", default="")
    wanted.add_argument("--port", type=int, default=8180)
    asked = wanted.parse_args()
    cities = [City(asked.small, asked.port), City(asked.large, asked.port + 1)]
    try:
        for city in cities:
            city.wait()
        print(
            "| who | page | SQL small | SQL large | CPU ms small | CPU ms large | times | units |\n| --- | --- | --: | --: | --: | --: | --: | --: |"
        )
        for door, pattern in PAGES:
            if asked.only in f"{door} {pattern}":
                row = measured(cities, door, pattern, asked.requests)
                cells = (
                    row[key]
                    for key in ("who", "page", "sql_small", "sql_large", "small_ms", "large_ms", "times", "units")
                )
                print(
                    "| "
                    + " | ".join(map(str, cells))
                    + " |"
                    + (f" {row['bad']} answers were not 200" if row["bad"] else ""),
                    flush=True,
                )
    finally:
        for city in cities:
            city.server.terminate()


if __name__ == "__main__":
    main()
