"""Real web and worker processes on the database of the running test, and ways to do them harm."""

import contextlib
import http.client
import os
import random
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from django.db import connection

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 60
SOAK = float(os.environ.get("PINZHANG_TEST_SOAK_SECONDS", "0"))
SEED = int(os.environ.get("PINZHANG_TEST_SEED", "0")) or 20261127


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(folder: Path, database_port: int = 0) -> dict[str, str]:
    """The settings of a process that works on the data of the running test."""
    names = {
        "DJANGO_SETTINGS_MODULE": "tests.crash.instance_settings",
        "ACTOR_DATABASE": str(connection.settings_dict["NAME"]),
        "PINZHANG_DATA_DIR": str(folder),
        "COVERAGE_PROCESS_START": "",
    }
    if database_port:
        address = urlsplit(os.environ["PINZHANG_DATABASE"])
        user = address.netloc.rpartition("@")[0]
        names["PINZHANG_DATABASE"] = address._replace(netloc=f"{user}@127.0.0.1:{database_port}").geturl()
    return {**os.environ, **names}


class Instance:
    """``pinzhang serve`` with two web processes and a worker, started again whenever it was killed."""

    def __init__(self, folder: Path, *, database_port: int = 0) -> None:
        self.port = free_port()
        self.log = (folder / "instance.log").open("ab")
        self._environment = environment(folder, database_port)
        self._start()

    def _start(self) -> None:
        command = [sys.executable, "-m", "pinzhang.cli", "serve", "--port", str(self.port), "--workers", "2"]
        self.process = subprocess.Popen(
            command, cwd=ROOT, env=self._environment, stdout=self.log, stderr=self.log, start_new_session=True
        )

    def wait(self) -> None:
        """Wait until it is ready."""
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until:
            asked = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
            with contextlib.suppress(OSError, http.client.HTTPException), contextlib.closing(asked):
                asked.request("GET", "/healthz")
                with asked.getresponse() as answer:
                    if answer.status == 200:
                        return
            time.sleep(0.1)
        raise AssertionError(f"not ready: {Path(self.log.name).read_text()[-2000:]}")

    def children(self) -> list[int]:
        """The processes of this instance but the first, youngest last."""
        listed = subprocess.run(
            ["ps", "-s", str(self.process.pid), "-o", "pid=", "--sort", "start_time"],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        return [int(pid) for pid in listed.stdout.split() if int(pid) != self.process.pid]

    def kill_one(self, dice: random.Random) -> None:
        """Kill a web process or the worker, seldom everything."""
        victims = self.children()
        if not victims or dice.random() < 0.15:
            self.kill()
            self._start()
            return
        with contextlib.suppress(ProcessLookupError):
            os.kill(dice.choice(victims), signal.SIGKILL)

    def kill(self) -> None:
        """Kill every process of the instance at once."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(timeout=20)

    def close(self) -> None:
        self.kill()
        self.log.close()


class Citizen(threading.Thread):
    """Sends in objections without a pause, and notes which of them were acknowledged."""

    PER_ADDRESS = 15

    def __init__(self, number: int, port: int, page: str, stop: threading.Event) -> None:
        super().__init__(daemon=True)
        self.number, self.port, self.page, self.stopped = number, port, page, stop
        self.sent: list[str] = []
        self.acknowledged: list[str] = []

    def run(self) -> None:
        while not self.stopped.is_set():
            try:
                self._visit()
            except (OSError, http.client.HTTPException):
                time.sleep(0.05)

    def _visit(self) -> None:
        """Come from another address than before, for one address may not send in much."""
        source = f"127.{1 + self.number}.{len(self.sent) // 250 % 250}.{1 + len(self.sent) % 250}"
        visit = http.client.HTTPConnection("127.0.0.1", self.port, timeout=15, source_address=(source, 0))
        with contextlib.closing(visit):
            self._send_in(visit)

    def _send_in(self, visit: http.client.HTTPConnection) -> None:
        visit.request("GET", self.page)
        answer = visit.getresponse()
        cookie = (answer.headers["Set-Cookie"] or "").partition(";")[0]
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', answer.read().decode())
        for _ in range(self.PER_ADDRESS):
            if token is None or self.stopped.is_set():
                return
            marker = f"citizen-{self.number}-{len(self.sent)}"
            self.sent.append(marker)
            given = {"text": marker, "name": marker, "contact": marker, "csrfmiddlewaretoken": token.group(1)}
            head = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
            visit.request("POST", self.page, urlencode(given), head)
            answer = visit.getresponse()
            answer.read()
            if answer.status == 302:
                self.acknowledged.append(marker)


@contextlib.contextmanager
def citizens(count: int, port: int, pages: list[str]) -> Iterator[list[Citizen]]:
    """Citizens who send in objections while the context is open."""
    stop = threading.Event()
    crowd = [Citizen(number, port, pages[number % len(pages)], stop) for number in range(count)]
    for one in crowd:
        one.start()
    try:
        yield crowd
    finally:
        stop.set()
        for one in crowd:
            one.join(timeout=30)


class SlowProxy:
    """Passes bytes to the database and back, each way late by some milliseconds."""

    def __init__(self, to: tuple[str, int], delay: float) -> None:
        self.to, self.delay = to, delay
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self.listener.getsockname()[1])
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(near,), daemon=True).start()

    def _serve(self, near: socket.socket) -> None:
        with near, contextlib.suppress(OSError), socket.create_connection(self.to) as far:
            back = threading.Thread(target=self._pass_on, args=(far, near), daemon=True)
            back.start()
            self._pass_on(near, far)
            back.join()

    def _pass_on(self, here: socket.socket, there: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while block := here.recv(65536):
                time.sleep(self.delay)
                there.sendall(block)
        for end in (here, there):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        self.listener.close()
