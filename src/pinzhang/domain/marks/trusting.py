"""What a mark says of itself to those who check it: the claims of its credential, its entries in the log."""

import json
from datetime import UTC, datetime, timedelta

from pinzhang.domain.core.days import at_hour, local_day
from pinzhang.domain.marks.models import Mark, MarkChange
from pinzhang.domain.programmes.selectors import edition_document
from pinzhang.domain.trust.models import LogRecord
from pinzhang.domain.trust.services import log
from pinzhang.engine.ledger.entries import digest
from pinzhang.engine.signing.answers import BadGtin
from pinzhang.engine.signing.claims import MarkClaims
from pinzhang.engine.signing.digital_link import gtin14

_LONGEST = 200
"""Characters of a text in a credential."""


def claims_of(mark: Mark) -> MarkClaims:
    """Return what the credential of a mark says (凭证内容); the issuer and the place in a list are added by trust."""
    outcomes = edition_document(mark.edition).outcomes
    tier = next((tier.name.zh for tier in outcomes.tiers if tier.key == mark.tier), mark.tier)
    return MarkClaims(
        number=mark.number,
        kind=mark.subject.kind,
        issued_at=_begin_of(mark),
        valid_until=at_hour(mark.valid_until + timedelta(days=1), 0).astimezone(UTC) if mark.valid_until else None,
        gtin=_gtin_of(mark),
        programme=f"{mark.authority.code}/{mark.edition.code}",
        title=outcomes.mark.name.zh if outcomes.mark else mark.edition.name,
        tier=_short(tier),
        holder=_short(mark.holder.name),
        credit_code=mark.holder.credit_code,
        subject=_short(mark.subject.name) if mark.subject.name != mark.holder.name else None,
        authority=_short(mark.authority.name),
        conferred_on=mark.conferred_on,
    )


def _begin_of(mark: Mark) -> datetime:
    return at_hour(mark.conferred_on, 0).astimezone(UTC)


def _gtin_of(mark: Mark) -> str | None:
    """Return the GTIN in fourteen digits; a number with a wrong check digit makes no link and is left out."""
    try:
        return gtin14(mark.subject.gtin) if mark.subject.gtin else None
    except BadGtin:
        return None


def _short(text: str) -> str | None:
    """Return a text as it fits into a credential: without control characters, at most so long."""
    plain = "".join(character for character in text if character.isprintable()).strip()
    return plain[:_LONGEST] or None


def log_change(mark: Mark, change: MarkChange, past: str) -> LogRecord:
    """Enter what became of a mark into the public log, in the transaction of the change (记入公开日志).

    The text of the decision may name people: only the digest of what is public anyway is entered.
    """
    act = log.Act(
        kind=f"marks.mark.{past}",
        about=mark.number,
        authority=mark.authority.code,
        effective_on=local_day(change.at),
        digests={"edition": mark.edition.digest, "record": digest(public_record(mark, change))},
    )
    return log.append([act], at=change.at)[0]


def public_record(mark: Mark, change: MarkChange) -> bytes:
    """Return the public particulars of a change as canonical JSON: whoever has them can recompute the digest."""
    record = {
        "number": mark.number,
        "from": change.from_state,
        "to": change.to_state,
        "ground": change.ground,
        "clause": change.clause,
        "on": local_day(change.at).isoformat(),
        "tier": mark.tier,
        "holder": mark.holder.credit_code or "",
        "conferred_on": mark.conferred_on.isoformat(),
        "valid_until": mark.valid_until.isoformat() if mark.valid_until else "",
        "document_number": mark.document_number,
    }
    return json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
