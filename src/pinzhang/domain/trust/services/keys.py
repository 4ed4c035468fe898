"""Keys: made, rotated, declared leaked; and the signer of a role."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from importlib import import_module
from typing import cast

from django.conf import settings
from django.db import transaction

from pinzhang.domain.core.services import events
from pinzhang.domain.parties.models import User
from pinzhang.domain.trust.choices import Role
from pinzhang.domain.trust.models import Key
from pinzhang.domain.trust.ports import SealedKey, SignerFault, SigningService
from pinzhang.domain.trust.refusals import CannotRotate, CannotSign
from pinzhang.engine.signing.suites import suite_named

_SECOND = timedelta(seconds=1)


@dataclass(frozen=True)
class RoleSigner:
    """Signs in one role with the key that is open now (签名者)."""

    key: SealedKey
    algorithm: int
    valid_from: datetime

    @property
    def kid(self) -> str:
        return self.key.kid

    def sign(self, message: bytes) -> bytes:
        """Return the signature over a message.

        :raises CannotSign: the signing service does not sign.
        """
        try:
            return signing_service().sign(self.key, message)
        except SignerFault as fault:
            raise CannotSign("签名服务没有应答，这一步没有办成，请稍后再试或联系运行维护人员。") from fault

    def not_before(self, at: datetime) -> datetime:
        """Return an instant, or the beginning of the key where that is later."""
        return max(at, self.valid_from)


@lru_cache(maxsize=1)
def _service(name: str) -> SigningService:
    module, _, attribute = name.rpartition(".")
    return cast("SigningService", getattr(import_module(module), attribute)())


def signing_service() -> SigningService:
    """Return the adapter that the settings bind."""
    return _service(settings.SIGNER)


@transaction.atomic
def establish(*, at: datetime) -> None:
    """Make a key for every role that has none (建立密钥)."""
    open_roles = set(Key.objects.filter(valid_to__isnull=True).values_list("role", flat=True))
    for role in Role:
        if role not in open_roles:
            _make(role, by=None, at=at)


@transaction.atomic
def signer_for(role: Role, *, at: datetime) -> RoleSigner:
    """Return the signer of a role; the first time ever its key is made.

    :raises CannotSign: the open key of the role has leaked.
    """
    key = Key.objects.filter(role=role, valid_to__isnull=True).first() or _make(role, by=None, at=at)
    if key.compromised_at is not None:
        raise CannotSign("签名密钥已宣布泄露，请先轮换密钥。")
    sealed = SealedKey(key.kid, key.suite, bytes(key.public), bytes(key.sealed))
    return RoleSigner(sealed, suite_named(key.suite).algorithm, key.valid_from)


@transaction.atomic
def rotate(*, role: Role, by: User | None, at: datetime) -> Key:
    """Replace the open key of a role; what the old one signed stays good (轮换密钥).

    It takes effect with the next whole second: signatures and published periods are told to the second, and what the
    old key signed within this one has to lie before its end.

    :raises CannotRotate: the open key begins later than that.
    """
    at = at if at.microsecond == 0 else at.replace(microsecond=0) + _SECOND
    for old in Key.objects.select_for_update().filter(role=role, valid_to__isnull=True):
        if old.valid_from >= at:
            raise CannotRotate("现用密钥的启用时间晚于这个时间，不能轮换。")
        old.valid_to = at
        old.save(update_fields=["valid_to"])
    return _make(role, by=by, at=at)


@transaction.atomic
def declare_leaked(*, kid: str, by: User | None, at: datetime) -> int:
    """Publish that a secret leaked: from now on its signature alone proves nothing (宣布泄露)."""
    leaked = list(Key.objects.select_for_update().filter(kid=kid, compromised_at__isnull=True))
    for key in leaked:
        key.compromised_at = at
        key.save(update_fields=["compromised_at"])
        events.record("trust.key.leaked", subject=key, by=by, at=at, data={"kid": kid})
    return len(leaked)


def _make(role: Role, *, by: User | None, at: datetime) -> Key:
    try:
        made = signing_service().generate(settings.SIGNATURE_SUITE)
    except SignerFault as fault:
        raise CannotSign("签名服务没有应答，不能生成密钥。") from fault
    begins = at.replace(microsecond=0)  # what it signs within this second is not dated before it
    key = Key.objects.create(
        kid=made.kid, suite=made.suite, role=role, public=made.public, sealed=made.sealed, valid_from=begins
    )
    events.record("trust.key.published", subject=key, by=by, at=at, data={"kid": key.kid, "role": role.value})
    return key
