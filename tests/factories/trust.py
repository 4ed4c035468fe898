"""Claims of a mark, without the way to it."""

from pinzhang.domain.trust.models import Credential
from pinzhang.domain.trust.services import credentials
from pinzhang.engine.signing.claims import MarkClaims
from tests.factories.cast import AT

GTIN = "06901234567892"


def make_claims(number: str = "YP-2026-0001", *, gtin: str | None = GTIN, **more: object) -> MarkClaims:
    given = {"kind": "product", "title": "样例标识", "holder": "青岛样例罐头有限公司", "subject": "即食鲍鱼罐头"}
    return MarkClaims(number=number, issued_at=AT, gtin=gtin, **(given | more))  # type: ignore[arg-type]


def make_credential(number: str = "YP-2026-0001", **more: object) -> Credential:
    return credentials.issue([make_claims(number, **more)], at=AT)[0]  # type: ignore[arg-type]
