"""The public verification of a whole instance: beside the same page through the ORM, under load, and its writers.

    python bench/trust/instance.py [--marks 20000] [--seconds 5]

A throw-away instance is filled, by default on SQLite; PINZHANG_DATABASE names a PostgreSQL instead, which is emptied.
Everything is measured in the same run, on the machine as it is: compare the columns, not the days.
"""

import argparse
import os
import re
import secrets
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDER = tempfile.mkdtemp(prefix="pinzhang-bench-")
os.environ.setdefault("PINZHANG_TESTING", "1")
os.environ.setdefault("PINZHANG_DATA_DIR", FOLDER)
os.environ.setdefault("PINZHANG_SITE_URL", "http://127.0.0.1:8000")
sys.path[:0] = [str(ROOT), str(ROOT / "src")]
PORT, CLIENTS, RATE = 8131, 3, 3000
SHOWN, CHANGED = 500, 20
LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)\r\n", re.IGNORECASE)


def tell(what: str, measured: str, beside: str = "") -> None:
    print(f"{what:<58} {measured:>16}  {beside}", flush=True)


def filled(marks: int) -> list[str]:
    """Bring up the instance and confer marks, as a round would; return their addresses."""
    import django  # noqa: PLC0415

    os.environ["DJANGO_SETTINGS_MODULE"] = "pinzhang.config.settings"
    django.setup()
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415

    call_command("migrate", verbosity=0, interactive=False)
    if connection.vendor == "postgresql":
        call_command("flush", verbosity=0, interactive=False)
    call_command("collectstatic", verbosity=0, interactive=False)
    from tests.factories import AT, make_edition, make_enterprise, make_round  # noqa: PLC0415
    from tests.factories.programmes import PREMIUM_PACK  # noqa: PLC0415

    from pinzhang.domain.marks.models import Mark, MarkChange  # noqa: PLC0415
    from pinzhang.domain.parties.services import enter_subject  # noqa: PLC0415

    round_ = make_round(make_edition(PREMIUM_PACK))
    made = []
    for number in range(marks):
        firm = make_enterprise()
        mark = Mark.objects.create(
            number=f"YP-2026-{number:06}",
            edition=round_.edition,
            round=round_,
            authority=round_.authority,
            holder=firm,
            subject=enter_subject(organisation=firm, kind="product", name="即食鲍鱼罐头"),
            tier="premium",
            conferred_on=AT.astimezone(UTC).date(),
        )
        MarkChange.objects.create(mark=mark, to_state="active", at=AT, text="示例发〔2026〕3号")
        made.append(mark)
    certify(made)
    return [f"/m/{mark.number}" for mark in made]


def certify(made: list) -> None:
    from tests.factories import AT  # noqa: PLC0415

    from pinzhang.domain.marks.trusting import claims_of  # noqa: PLC0415
    from pinzhang.domain.trust.services import credentials, log  # noqa: PLC0415

    credentials.issue([claims_of(mark) for mark in made], at=AT)
    log.append([log.Act(kind="marks.mark.conferred", about=mark.number, authority="a") for mark in made], at=AT)


def both(started: float, taken: float) -> tuple[tuple[float, float], tuple[float, float]]:
    """Return clock and processor time, each now and as it was."""
    return (time.perf_counter(), started), (time.process_time(), taken)


def bench_writers(marks: int) -> None:
    """Sign and log marks through the services, in batches, as a large round does."""
    from tests.factories import AT  # noqa: PLC0415

    from pinzhang.domain.trust import selectors  # noqa: PLC0415
    from pinzhang.domain.trust.models import LogRecord  # noqa: PLC0415
    from pinzhang.domain.trust.services import credentials, log  # noqa: PLC0415
    from pinzhang.engine.signing.claims import MarkClaims  # noqa: PLC0415

    started, taken = time.perf_counter(), time.process_time()
    for first in range(0, marks, 1000):
        numbers = [f"ZZ-{secrets.token_hex(4).upper()}-{place:06}" for place in range(first, min(first + 1000, marks))]
        claims = [MarkClaims(number=one, kind="product", issued_at=AT, holder="样例", title="样例") for one in numbers]
        credentials.issue(claims, at=AT)
        log.append([log.Act(kind="marks.mark.conferred", about=one, authority="a") for one in numbers], at=AT)
    spent, taken = ((now - then) * 100_000 / marks for now, then in both(started, taken))
    beside = f"{taken:.1f} s of processor; asked: < 60 s ({marks:,} measured, one process)"
    tell("100,000 marks signed and logged in the database", f"{spent:.1f} s", beside)
    log.sign_head(at=AT + timedelta(hours=1))
    records = list(LogRecord.objects.order_by("?")[:300])
    started, taken = time.perf_counter(), time.process_time()
    for record in records:
        proof = selectors.proof_of(record)
        assert proof is not None  # noqa: S101
        assert proof.path  # noqa: S101
    spent, taken = ((now - then) * 1000 / len(records) for now, then in both(started, taken))
    tell("inclusion proof from the database", f"{spent:.2f} ms", f"{taken:.2f} ms of processor; asked: < 1 ms")


def bench_certificates() -> None:
    from pinzhang.adapters.typesetting.typst import TypstTypesetter  # noqa: PLC0415
    from pinzhang.domain.marks.handlers import certificate_content  # noqa: PLC0415
    from pinzhang.domain.marks.models import Mark  # noqa: PLC0415
    from pinzhang.domain.programmes.selectors import edition_document  # noqa: PLC0415

    contents = []
    for mark in Mark.objects.select_related("edition", "holder", "subject", "authority", "round")[:100]:
        rule = edition_document(mark.edition).outcomes.mark
        assert rule is not None  # noqa: S101
        contents.append(certificate_content(mark, rule))
    setter = TypstTypesetter()
    setter.typeset("certificate", contents[0])
    started, taken = time.perf_counter(), time.process_time()
    for content in contents:
        setter.typeset("certificate", content)
    spent, taken = ((now - then) * 100 / len(contents) for now, then in both(started, taken))
    tell("100 certificates with both codes", f"{spent:.2f} s", f"{taken:.2f} s of processor; asked: < 2 s")


APPLICATIONS = {
    "hello, nothing behind it": "bench.trust.instance:hello",
    "the page through the ORM": "bench.trust.instance:through_the_orm",
    "the page by the fast route": "pinzhang.config.wsgi:application",
}


def hello(_environ: dict, start_response: object) -> list[bytes]:
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "5")])  # type: ignore[operator]
    return [b"hello"]


def through_the_orm(environ: dict, start_response: object) -> object:
    global _django  # noqa: PLW0603
    if _django is None:
        from django.core.wsgi import get_wsgi_application  # noqa: PLC0415

        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pinzhang.config.settings")
        _django = get_wsgi_application()
    return _django(environ, start_response)


_django = None


def served(application: str) -> subprocess.Popen:
    command = ["granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(PORT), "--blocking-threads", "2"]
    path = f"{ROOT}:{ROOT / 'src'}"
    process = subprocess.Popen(
        [*command, "--no-access-log", "--log-level", "error", application], env=os.environ | {"PYTHONPATH": path}
    )
    for _ in range(300):
        try:
            asked(1, ["/"], 0.0)
        except OSError:
            time.sleep(0.2)
        else:
            break
    return process


def spent_by(server: subprocess.Popen) -> float:
    """Return the seconds of processor that a server and the processes below it have taken (Linux)."""
    below, stats = {server.pid}, {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            stats[int(path.parent.name)] = path.read_text().rpartition(")")[2].split()
    for pid in sorted(stats):
        below |= {pid} if int(stats[pid][1]) in below else set()
    return sum(int(stats[pid][11]) + int(stats[pid][12]) for pid in below if pid in stats) / os.sysconf("SC_CLK_TCK")


def asked(count: int, paths: list[str], pause: float) -> list[float]:
    """Ask so often over one connection, one every ``pause`` seconds where one is given; return how long each took.

    A plain socket, so that the asking takes little of the processor that it shares with the server.
    """
    head = "Host: 127.0.0.1\r\nAccept-Language: zh-CN\r\n\r\n"
    requests = [f"GET {path} HTTP/1.1\r\n{head}".encode() for path in paths]
    taken = []
    with socket.create_connection(("127.0.0.1", PORT), timeout=60) as link:
        link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        due = time.perf_counter()
        for place in range(count):
            if pause:
                due += pause
                time.sleep(max(0.0, due - time.perf_counter()))
            begun = due if pause else time.perf_counter()
            link.sendall(requests[place % len(requests)])
            read_answer(link)
            taken.append(time.perf_counter() - begun)
    return taken


def read_answer(link: socket.socket) -> None:
    """Read one answer to its end; without a length it has none that could be told."""
    data = link.recv(1 << 18)
    while (end := data.find(b"\r\n\r\n")) < 0:
        data += _more(link)
    told = LENGTH.search(data, 0, end + 2)
    if told is None:
        raise ValueError(data[:200])
    left = end + 4 + int(told[1]) - len(data)
    while left > 0:
        left -= len(_more(link))


def _more(link: socket.socket) -> bytes:
    data = link.recv(1 << 18)
    if not data:
        raise OSError("the server hung up")
    return data


def load(paths: list[str], *, seconds: float, rate: float = 0.0) -> tuple[float, list[float]]:
    """Ask from several processes at once; return answers per second of their whole time, and how long each took."""
    command = [sys.executable, __file__, "--client", str(seconds), str(rate / CLIENTS if rate else 0), *paths[:SHOWN]]
    started = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(CLIENTS)]
    answers = [[float(line) for line in one.communicate()[0].split()] for one in started]
    return sum((len(told) - 1) / told[0] for told in answers), [one for told in answers for one in told[1:]]


def client(seconds: float, rate: float, paths: list[str]) -> None:
    taken, begun = [], time.perf_counter()
    if rate:
        taken = asked(int(seconds * rate), paths, 1 / rate)
    else:
        while time.perf_counter() < begun + seconds:
            taken += asked(100, paths, 0.0)
    sys.stdout.write("\n".join(f"{one:.6f}" for one in [time.perf_counter() - begun, *taken]))


def bench_pages(paths: list[str], seconds: float) -> None:
    rates, costs = {}, []
    for name, application in APPLICATIONS.items():
        process = served(application)
        try:
            asked(SHOWN, paths, 0.0)
            before = spent_by(process)
            rates[name], taken = load(paths, seconds=seconds)
            each = (spent_by(process) - before) / len(taken) * 1e6
            p99 = statistics.quantiles(taken, n=100)[98] * 1000
            tell(
                name,
                f"{rates[name]:,.0f}/s",
                f"{each:,.0f} µs of processor each; p99 {p99:.1f} ms with {CLIENTS} clients that never wait",
            )
            costs.append(each)
            if application != APPLICATIONS["the page through the ORM"]:
                _, taken = load(paths, seconds=seconds, rate=RATE)
                p99 = statistics.quantiles(taken, n=100)[98] * 1000
                tell(f"the same at {RATE:,}/s", f"p99 {p99:.1f} ms", "asked of the fast route: < 20 ms")
        finally:
            process.terminate()
            process.wait(timeout=20)
    _, orm, fast = rates.values()
    tell("fast route beside the ORM", f"{fast / orm:.1f} x", f"asked: >= 8 x; in processor {costs[1] / costs[2]:.1f} x")


def bench_change(paths: list[str]) -> None:
    """Revoke marks in the database behind a warm page; how many of the next answers say so?"""
    from tests.factories import AT, make_officer  # noqa: PLC0415

    from pinzhang.config.wsgi import application as fast  # noqa: PLC0415
    from pinzhang.domain.marks.models import Mark  # noqa: PLC0415
    from pinzhang.domain.marks.services import revoke_mark  # noqa: PLC0415

    officer, told, slowest = make_officer(Mark.objects.earliest("pk").authority), 0, 0.0
    for path in paths[-CHANGED:]:
        environ = environ_of(path)
        before = b"".join(fast(dict(environ), lambda *_: None))  # type: ignore[call-overload]
        mark = Mark.objects.get(number=path.rpartition("/")[2])
        revoke_mark(mark=mark, ground="standard-not-met", text="不合格", by=officer, at=AT)
        started = time.perf_counter()
        after = b"".join(fast(dict(environ), lambda *_: None))  # type: ignore[call-overload]
        slowest = max(slowest, time.perf_counter() - started)
        told += "已被撤销" in after.decode() and "已被撤销" not in before.decode()
    beside = f"slowest in {slowest * 1000:.0f} ms; asked: every next answer"
    tell("revoked in the database, said by the very next answer", f"{told} of {CHANGED}", beside)


def bench_in_process(paths: list[str]) -> None:
    """The same two applications called directly: what the server and the clients cost is left out."""
    from pinzhang.config.wsgi import application as fast  # noqa: PLC0415

    rates = []
    for name, application, count in (("ORM", through_the_orm, 300), ("fast route", fast, 10_000)):
        environs = [environ_of(path) for path in paths[:SHOWN]]
        for environ in environs[:100] if name == "ORM" else environs:
            b"".join(application(dict(environ), lambda *_: None))  # type: ignore[call-overload]
        started = time.perf_counter()
        for place in range(count):
            b"".join(application(dict(environs[place % len(environs)]), lambda *_: None))  # type: ignore[call-overload]
        rates.append(count / (time.perf_counter() - started))
        tell(f"in one thread, without a server: {name}", f"{rates[-1]:,.0f}/s")
    tell("fast route beside the ORM, without a server", f"{rates[1] / rates[0]:.1f} x", "asked: >= 8 x")


def forget_scans() -> None:
    """Let this process end without writing look-ups into a folder that is gone."""
    from pinzhang.portals.public.scanning import SCANS  # noqa: PLC0415

    SCANS.take()


def environ_of(path: str) -> dict:
    from io import BytesIO  # noqa: PLC0415
    from wsgiref.util import setup_testing_defaults  # noqa: PLC0415

    environ: dict = {"PATH_INFO": path, "HTTP_ACCEPT_LANGUAGE": "zh-CN", "wsgi.input": BytesIO()}
    setup_testing_defaults(environ)
    return environ | {"HTTP_HOST": "127.0.0.1"}


def main() -> None:
    if "--client" in sys.argv:
        place = sys.argv.index("--client")
        return client(float(sys.argv[place + 1]), float(sys.argv[place + 2]), sys.argv[place + 3 :])
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--marks", type=int, default=20_000, help="how many to sign and log")
    parser.add_argument("--seconds", type=float, default=5)
    chosen = parser.parse_args()
    tell(f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, load {os.getloadavg()[0]:.1f}", f"{os.cpu_count()} cores")
    try:
        paths = filled(SHOWN)
        bench_writers(chosen.marks)
        bench_certificates()
        bench_in_process(paths)
        bench_pages(paths, chosen.seconds)
        bench_change(paths)
        forget_scans()
    finally:
        assert threading.active_count()  # noqa: S101
        shutil.rmtree(FOLDER, ignore_errors=True)


if __name__ == "__main__":
    main()
