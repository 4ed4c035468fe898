"""Throw damaged and invented input at everything that reads what strangers bring, for a bounded time.

    python bench/trust/fuzz.py --seconds 60

With atheris the search is guided by coverage; without it the same targets get random changes of the same
seeds. A reader may refuse by name; any other exception, or a mark that is genuine without the office having
signed it, ends the run with an exit code other than 0 and the input that did it.
"""

import argparse
import importlib.util
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from base45 import b45encode

GUIDED = importlib.util.find_spec("atheris") is not None
LONGEST_INPUT = 4096

if GUIDED:
    import atheris

    with atheris.instrument_imports(include=["pinzhang"]):
        import samples

        from pinzhang.engine.ledger import entries, export, heads, monitor
        from pinzhang.engine.signing import cose, credential, documents, keys, status_list, verification
else:
    import samples

    from pinzhang.engine.ledger import entries, export, heads, monitor
    from pinzhang.engine.signing import cose, credential, documents, keys, status_list, verification

COMPACT = credential.compact_text(samples.MARK, samples.OFFICE, base=samples.ISSUER)
FULL = credential.full_text(samples.MARK, samples.OFFICE)
SIGNED_BY_THE_OFFICE = {cose.read(credential.unwrap(text).data).signed_bytes for text in (COMPACT, FULL)}
LIST = samples.status_list(1000)
LOG = samples.log(5)


class ForgeryAccepted(Exception):
    """A text that the office never signed passed as genuine."""


def read_text(data: bytes) -> None:
    text = data.decode("utf-8", "surrogateescape")
    answer = verification.verify(text, keys=samples.RING, status_list=LIST, at=samples.NOW)
    if answer.genuine and cose.read(credential.unwrap(text).data).signed_bytes not in SIGNED_BY_THE_OFFICE:
        raise ForgeryAccepted(text)


def read_signed_bytes(data: bytes) -> None:
    read_text(credential.PREFIX.encode() + b45encode(data))


def read_payload_of_the_office(data: bytes) -> None:
    text = credential.PREFIX + b45encode(cose.sign(data[:1500], samples.OFFICE)).decode()
    verification.verify(text, keys=samples.RING, status_list=LIST, at=samples.NOW)


def read_files(data: bytes) -> None:
    with suppress(documents.BadDocument):
        keys.read_key_set(data)
    with suppress(documents.BadDocument):
        status_list.read_status_list(data, keys=samples.RING)
    with suppress(documents.BadDocument):
        entries.decode_entry(data)
    with suppress(documents.BadDocument):
        export.read_memory(data)
    with suppress(heads.BadHead):
        heads.read_signed_head(data, samples.RING)


def read_log(data: bytes) -> None:
    with suppress(documents.BadDocument):
        served = export.read_export(data)
        monitor.watch(served, keys=samples.RING, memory=None, at=samples.NOW)
        monitor.watch(
            served, keys=None, memory=export.Memory(served.origin, LOG.entries[:0], LOG.heads[0]), at=samples.NOW
        )


TARGETS: list[Callable[[bytes], None]] = [
    read_text,
    read_signed_bytes,
    read_payload_of_the_office,
    read_files,
    read_log,
]
SEEDS: list[tuple[int, bytes]] = [
    (0, COMPACT.encode()),
    (0, FULL.encode()),
    (1, credential.unwrap(COMPACT).data),
    (1, credential.unwrap(FULL).data),
    (2, samples.MARK.to_payload()),
    (3, samples.RING.to_bytes()),
    (3, LIST.to_json()),
    (3, LIST.to_signed(samples.STATUS_DESK)),
    (3, LOG.entries[0]),
    (3, LOG.heads[0]),
    (3, export.remember(LOG).to_bytes()),
    (4, LOG.to_bytes()),
]


def one_input(data: bytes) -> None:
    """The first byte chooses who reads the rest."""
    if data:
        TARGETS[data[0] % len(TARGETS)](data[1:])


def changed(data: bytes, chance: random.Random) -> bytes:
    """A copy with a few bytes changed, cut out, doubled or put in."""
    found = bytearray(data)
    for _ in range(chance.randint(1, 6)):
        place, length = chance.randrange(len(found) + 1), chance.randint(1, 8)
        piece = [
            bytes([chance.randrange(256)]),
            b"",
            bytes(found[place : place + length]) * 2,
            chance.randbytes(length),
        ]
        found[place : place + length] = chance.choice(piece)
    return bytes(found)


def run_with_chance(seconds: float) -> None:
    chance = random.Random(20261123)
    end = time.monotonic() + seconds
    runs = 0
    while time.monotonic() < end:
        target, seed = chance.choice(SEEDS)
        data = bytes([target]) + changed(seed, chance)
        try:
            one_input(data)
        except Exception:
            print(f"input: {data!r}", file=sys.stderr)
            raise
        runs += 1
    print(f"{runs} inputs by chance, none unanswered")


def run_with_coverage(seconds: float) -> int:
    """Start the guided search in a process of its own: it ends by leaving the process."""
    with tempfile.TemporaryDirectory() as folder:
        for number, (target, seed) in enumerate(SEEDS):
            Path(folder, str(number)).write_bytes(bytes([target]) + seed)
        command = [sys.executable, __file__, "--corpus", folder, "--seconds", str(seconds)]
        return subprocess.run(command, check=False).returncode


def search_from(corpus: str, seconds: float) -> None:
    options = [f"-max_total_time={max(1, int(seconds))}", f"-max_len={LONGEST_INPUT}", "-print_final_stats=1"]
    atheris.Setup([sys.argv[0], *options, corpus], one_input)
    atheris.Fuzz()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--by-chance", action="store_true", help="without atheris")
    parser.add_argument("--corpus", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.corpus:
        search_from(chosen.corpus, chosen.seconds)
    elif chosen.by_chance or not GUIDED:
        run_with_chance(chosen.seconds)
    else:
        sys.exit(run_with_coverage(chosen.seconds))


if __name__ == "__main__":
    main()
