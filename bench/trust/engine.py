"""How fast marks are signed, logged, proven and verified, and how that stands to what is asked for.

python bench/trust/engine.py [--marks 20000]
"""

import argparse
import sqlite3
import time
from collections.abc import Callable, Collection, Mapping
from itertools import islice

import cwt
import samples
from cwt import COSEKey

from pinzhang.engine.ledger.entries import encode_entry
from pinzhang.engine.ledger.monitor import watch
from pinzhang.engine.ledger.proofs import is_included
from pinzhang.engine.ledger.tree import Node, append, consistency_proof, inclusion_proof, leaf_hash, root_of
from pinzhang.engine.signing.answers import State
from pinzhang.engine.signing.cbor import decode
from pinzhang.engine.signing.credential import compact_text, full_text, sign_claims
from pinzhang.engine.signing.keys import SigningKey
from pinzhang.engine.signing.suites import suite_named, to_base64url
from pinzhang.engine.signing.verification import verify

ASKED_MARKS, ASKED_SECONDS = 100_000, 60.0
ASKED_PROOF_SECONDS = 0.001


class TableStore:
    """The tree in one SQL table, as an application would keep it."""

    def __init__(self) -> None:
        self.connection = sqlite3.connect(":memory:")
        self.connection.execute("create table node (key integer primary key, hash blob not null)")

    def read(self, nodes: Collection[Node]) -> Mapping[Node, bytes]:
        wanted = ",".join(str(node.key) for node in nodes)
        rows = self.connection.execute(f"select key, hash from node where key in ({wanted})")  # noqa: S608 - numbers
        return {Node.of_key(key): value for key, value in rows}

    def write(self, nodes: Mapping[Node, bytes]) -> None:
        rows = ((node.key, value) for node, value in nodes.items())
        self.connection.executemany("insert into node values (?, ?)", rows)
        self.connection.commit()


def rate(work: Callable[[], object], *, seconds: float = 1.0) -> float:
    """Times a second that the work was done."""
    count, start = 0, time.perf_counter()
    while (spent := time.perf_counter() - start) < seconds:
        work()
        count += 1
    return count / spent


def tell(what: str, figure: str, beside: str = "") -> None:
    print(f"{what:<46}{figure:>16}   {beside}")


def bench_credentials() -> None:
    ours = rate(lambda: sign_claims(samples.MARK, samples.OFFICE))
    jwk = suite_named("Ed25519").jwk(samples.OFFICE.public) | {"kid": samples.OFFICE.kid, "alg": "EdDSA", "use": "sig"}
    their_key = COSEKey.from_jwk(jwk | {"d": to_base64url(samples.OFFICE.secret)})
    claims = decode(samples.MARK.to_payload())
    theirs = rate(lambda: cwt.encode(dict(claims), their_key))
    tell("sign, full credential, Ed25519", f"{ours:,.0f}/s", f"{ours / theirs:.1f} x the library cwt ({theirs:,.0f}/s)")
    p256 = SigningKey.generate("ES256")
    tell("sign, full credential, ES256", f"{rate(lambda: sign_claims(samples.MARK, p256)):,.0f}/s")
    link = rate(lambda: compact_text(samples.MARK, samples.OFFICE, base=samples.ISSUER))
    tell("sign, link with compact credential", f"{link:,.0f}/s")


def bench_verification() -> None:
    listed = samples.status_list(1_000_000)
    published = COSEKey.from_jwk(samples.RING.keys[0].as_jwk())
    data = sign_claims(samples.MARK, samples.OFFICE)
    theirs = rate(lambda: cwt.decode(data, published))
    for name, text in (
        ("link", compact_text(samples.MARK, samples.OFFICE, base=samples.ISSUER)),
        ("full", full_text(samples.MARK, samples.OFFICE)),
    ):
        ours = rate(lambda text=text: verify(text, keys=samples.RING, status_list=listed, at=samples.NOW))
        beside = f"{ours / theirs:.1f} x cwt's decode alone ({theirs:,.0f}/s)"
        tell(f"verify, {name}, list of a million marks", f"{ours:,.0f}/s", beside)


def bench_status_list() -> None:
    listed = samples.status_list(1_000_000)
    states = dict.fromkeys(range(0, 1_000_000, 100), State.REVOKED)
    start = time.perf_counter()
    data = listed.with_states(states, at=samples.NOW).to_signed(samples.STATUS_DESK)
    spent = time.perf_counter() - start
    tell("revoke 10,000 of a million, publish signed", f"{spent:.2f} s", f"{len(data) / 1000:,.0f} kB")


def bench_log(marks: int) -> TableStore:
    store, start = TableStore(), time.perf_counter()
    numbers = iter(range(marks))
    size = 0
    while batch := list(islice(numbers, 1000)):
        for number in batch:
            compact_text(samples.serialised(number), samples.OFFICE, base=samples.ISSUER)
        size = append(store, size, (leaf_hash(encode_entry(samples.entry(number))) for number in batch))
    spent = (time.perf_counter() - start) * ASKED_MARKS / marks
    beside = f"{ASKED_SECONDS / spent:.1f} x faster than the {ASKED_SECONDS:.0f} s asked for (one core)"
    tell(f"sign and log {ASKED_MARKS:,} marks", f"{spent:.1f} s", beside)
    return store


def bench_proofs(store: TableStore, size: int) -> None:
    places = iter(range(10**9))
    proving = rate(lambda: inclusion_proof(store, next(places) * 7919 % size, size))
    tell(
        "prove an entry, tree in SQLite", f"{proving:,.0f}/s", f"{proving * ASKED_PROOF_SECONDS:.1f} x faster than 1 ms"
    )
    growing = rate(lambda: consistency_proof(store, 1 + next(places) * 7919 % (size - 1), size))
    tell("prove growth, tree in SQLite", f"{growing:,.0f}/s", f"{growing * ASKED_PROOF_SECONDS:.1f} x faster than 1 ms")
    path, root = inclusion_proof(store, 5, size), root_of(store, size)
    leaf = leaf_hash(encode_entry(samples.entry(5)))
    checking = rate(lambda: is_included(leaf=leaf, index=5, size=size, path=path, root=root))
    tell("check a proof", f"{checking:,.0f}/s", f"{checking / proving:.1f} x proving")


def bench_monitor() -> None:
    export = samples.log(10_000)
    start = time.perf_counter()
    report = watch(export, keys=samples.RING, memory=None, at=samples.NOW)
    spent = time.perf_counter() - start
    tell("watch a whole log", f"{len(export.entries) / spent:,.0f} entries/s", f"in order: {report.in_order}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--marks", type=int, default=20_000)
    chosen = parser.parse_args()
    bench_credentials()
    bench_verification()
    bench_status_list()
    bench_proofs(bench_log(chosen.marks), chosen.marks)
    bench_monitor()


if __name__ == "__main__":
    main()
