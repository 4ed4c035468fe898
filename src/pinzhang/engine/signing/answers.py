"""What a verification can answer: states of a mark, reasons, and what each reason means."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

from pinzhang.engine.signing.documents import format_time


class State(StrEnum):
    """Where a conferred mark stands (标识状态)."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    REVOKED = "revoked"
    SURRENDERED = "surrendered"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"


class Reason(StrEnum):
    """Why a verification answered as it did; the words are part of the published contract."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    REVOKED = "revoked"
    SURRENDERED = "surrendered"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"
    NOT_YET_VALID = "not-yet-valid"
    STATUS_UNKNOWN = "status-unknown"
    STATUS_LIST_STALE = "status-list-stale"
    STATUS_LIST_LATER = "status-list-later"
    STATUS_LIST_MISMATCH = "status-list-mismatch"
    STATUS_LIST_PARTIAL = "status-list-partial"
    BAD_SIGNATURE = "bad-signature"
    ALGORITHM_MISMATCH = "algorithm-mismatch"
    WRONG_ROLE = "wrong-role"
    WRONG_ISSUER = "wrong-issuer"
    KEY_OUT_OF_PERIOD = "key-out-of-period"
    LINK_MISMATCH = "link-mismatch"
    FOREIGN_HOST = "foreign-host"
    BAD_GTIN = "bad-gtin"
    BAD_LINK = "bad-link"
    BAD_CLAIMS = "bad-claims"
    MALFORMED = "malformed"
    TOO_LARGE = "too-large"
    TOO_DEEP = "too-deep"
    UNKNOWN_KEY = "unknown-key"
    KEY_COMPROMISED = "key-compromised"
    UNSUPPORTED_ALGORITHM = "unsupported-algorithm"
    UNSUPPORTED_VERSION = "unsupported-version"
    ISSUED_IN_FUTURE = "issued-in-future"
    NOT_A_MARK = "not-a-mark"
    NO_CREDENTIAL = "no-credential"

    @property
    def is_state(self) -> bool:
        return self.value in set(State)


class Meaning(NamedTuple):
    """What a reason says: genuine or not or unknown, the exit code, and the sentence a person reads."""

    genuine: bool | None
    exit_code: int
    sentence: str


YES, NO, CANNOT_TELL = 0, 1, 3

MEANINGS: Mapping[Reason, Meaning] = {
    Reason.ACTIVE: Meaning(True, YES, "真标识，现在有效。"),
    Reason.SUSPENDED: Meaning(True, NO, "真标识，但已暂停使用。"),
    Reason.REVOKED: Meaning(True, NO, "这枚标识已被撤销。"),
    Reason.SURRENDERED: Meaning(True, NO, "这枚标识已由持有者交回。"),
    Reason.EXPIRED: Meaning(True, NO, "这枚标识已过有效期。"),
    Reason.SUPERSEDED: Meaning(True, NO, "这枚标识已被新的标识取代。"),
    Reason.NOT_YET_VALID: Meaning(True, NO, "真标识，但还没有到生效日期。"),
    Reason.STATUS_UNKNOWN: Meaning(True, CANNOT_TELL, "签名真实；没有状态名单，不能断定现在是否有效。"),
    Reason.STATUS_LIST_STALE: Meaning(True, CANNOT_TELL, "签名真实；手头的状态名单已过期，不能断定现在是否有效。"),
    Reason.STATUS_LIST_LATER: Meaning(True, CANNOT_TELL, "签名真实；状态名单晚于所问的时间，不能断定当时是否有效。"),
    Reason.STATUS_LIST_MISMATCH: Meaning(True, CANNOT_TELL, "签名真实；给出的不是这枚标识所在的状态名单。"),
    Reason.STATUS_LIST_PARTIAL: Meaning(True, CANNOT_TELL, "签名真实；给出的名单只记一种状态，不能断定是否有效。"),
    Reason.BAD_SIGNATURE: Meaning(False, NO, "签名不符：内容被改动过，或不是发证机关所签。"),
    Reason.ALGORITHM_MISMATCH: Meaning(False, NO, "签名算法与公布的公钥不符。"),
    Reason.WRONG_ROLE: Meaning(False, NO, "签名的钥匙不是用来签发标识的。"),
    Reason.WRONG_ISSUER: Meaning(False, NO, "所写的发证机关与公钥的主人不一致。"),
    Reason.KEY_OUT_OF_PERIOD: Meaning(False, NO, "签发时间不在钥匙的使用期内。"),
    Reason.LINK_MISMATCH: Meaning(False, NO, "这张码上的链接与签名所写的商品或编号不一致，可能是从别处抄来的。"),
    Reason.FOREIGN_HOST: Meaning(False, NO, "链接指向的网站不是发证机关公布的网站。"),
    Reason.BAD_GTIN: Meaning(False, NO, "商品条码（GTIN）的位数或校验位不对。"),
    Reason.BAD_LINK: Meaning(False, NO, "链接的写法不合 GS1 Digital Link。"),
    Reason.BAD_CLAIMS: Meaning(False, NO, "签名属实，但内容不是一枚标识。"),
    Reason.MALFORMED: Meaning(False, NO, "凭证残缺或被改动，读不出来。"),
    Reason.TOO_LARGE: Meaning(False, NO, "内容过大，不可能是一枚标识。"),
    Reason.TOO_DEEP: Meaning(False, NO, "内容嵌套过深，不可能是一枚标识。"),
    Reason.UNKNOWN_KEY: Meaning(None, CANNOT_TELL, "手头没有这把公钥，不能认定真伪。"),
    Reason.KEY_COMPROMISED: Meaning(None, CANNOT_TELL, "这把钥匙已宣布泄露，仅凭签名不能认定真伪，请联网查询。"),
    Reason.UNSUPPORTED_ALGORITHM: Meaning(None, CANNOT_TELL, "本机不支持这种签名算法，不能认定真伪。"),
    Reason.UNSUPPORTED_VERSION: Meaning(None, CANNOT_TELL, "凭证的版本比本软件新，不能认定真伪。"),
    Reason.ISSUED_IN_FUTURE: Meaning(None, CANNOT_TELL, "签发时间在所问时间之后：请检查时钟。"),
    Reason.NOT_A_MARK: Meaning(None, CANNOT_TELL, "这不是品章的标识码。"),
    Reason.NO_CREDENTIAL: Meaning(None, CANNOT_TELL, "这个链接没有带签名，请联网查询。"),
}


class Unverifiable(Exception):
    """A text that ends its own verification; ``reason`` names why, the message says where."""

    reason: Reason = Reason.MALFORMED


class Malformed(Unverifiable):
    """The bytes are no credential, or no longer one."""


class TooLarge(Unverifiable):
    """More bytes or items than any credential has."""

    reason = Reason.TOO_LARGE


class TooDeep(Unverifiable):
    """Nested deeper than any credential is."""

    reason = Reason.TOO_DEEP


class BadClaims(Unverifiable):
    """Well-formed and perhaps well-signed, but not a mark."""

    reason = Reason.BAD_CLAIMS


class BadGtin(Unverifiable):
    """A GTIN of the wrong length or with the wrong check digit."""

    reason = Reason.BAD_GTIN


class BadLink(Unverifiable):
    """A link that breaks the syntax of GS1 Digital Link."""

    reason = Reason.BAD_LINK


class NotAMark(Unverifiable):
    """Another scheme's text."""

    reason = Reason.NOT_A_MARK


class NoCredential(Unverifiable):
    """A link without a signature in its fragment."""

    reason = Reason.NO_CREDENTIAL


class UnsupportedVersion(Unverifiable):
    """A credential of a version that this software does not know."""

    reason = Reason.UNSUPPORTED_VERSION


class UnsupportedAlgorithm(Unverifiable):
    """A signature suite that is unknown or not installed."""

    reason = Reason.UNSUPPORTED_ALGORITHM


@dataclass(frozen=True)
class Answer:
    """The answer to "is this mark genuine, and does it hold?" (核验结果)."""

    reason: Reason
    as_of: datetime
    """The instant that the status describes: when the status list was made, else the time asked about."""
    mark: Mapping[str, Any] = field(default_factory=dict)
    status_signed: bool | None = None
    """Whether the status list carried its own good signature; None when none was used."""

    @property
    def genuine(self) -> bool | None:
        return MEANINGS[self.reason].genuine

    @property
    def status(self) -> str:
        return self.reason.value if self.reason.is_state else "unknown"

    @property
    def exit_code(self) -> int:
        return MEANINGS[self.reason].exit_code

    @property
    def sentence(self) -> str:
        return MEANINGS[self.reason].sentence

    def as_json(self) -> dict[str, Any]:
        """Return the stable JSON contract of ``pinzhang verify``."""
        answer: dict[str, Any] = {
            "schema": 1,
            "genuine": self.genuine,
            "reason": self.reason.value,
            "status": self.status,
            "as_of": format_time(self.as_of),
            "sentence": self.sentence,
        }
        if self.status_signed is not None:
            answer["status_signed"] = self.status_signed
        if self.mark:
            answer["mark"] = dict(self.mark)
        return answer
