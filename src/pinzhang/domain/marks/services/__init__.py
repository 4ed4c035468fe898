"""The only writers of marks; what others need to know of them goes into facts in the same transaction."""

from pinzhang.domain.marks.services.holding import describe_scope, record_gtin, surrender_mark, transfer_mark
from pinzhang.domain.marks.services.lifecycle import (
    annul_change,
    confer,
    expire_marks,
    restore_mark,
    revoke_mark,
    suspend_mark,
)

__all__ = [
    "annul_change",
    "confer",
    "describe_scope",
    "expire_marks",
    "record_gtin",
    "restore_mark",
    "revoke_mark",
    "surrender_mark",
    "suspend_mark",
    "transfer_mark",
]
