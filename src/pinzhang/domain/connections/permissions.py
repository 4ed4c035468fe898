"""Who may connect another system, as predicates composed by name."""

import rules

from pinzhang.domain.connections.models import ApiToken
from pinzhang.domain.parties.choices import PostRole
from pinzhang.domain.parties.models import Organisation, User
from pinzhang.domain.parties.selectors import holds, is_member, is_signer
from pinzhang.domain.reference.models import Authority
from pinzhang.domain.review.models import Reviewer

Holder = Organisation | Authority


@rules.predicate
def may_connect(user: User, holder: Holder) -> bool:
    """Is the signer of the organisation, or an officer of the authority."""
    if isinstance(holder, Organisation):
        return is_signer(user, holder)
    return holds(user, holder, PostRole.OFFICER)


@rules.predicate
def belongs_to(user: User, holder: Holder) -> bool:
    """Acts for the organisation, holds a post in the authority, or reviews for it, today."""
    if isinstance(holder, Organisation):
        return is_member(user, holder)
    return holds(user, holder) or Reviewer.objects.filter(user=user, authority=holder, active=True).exists()


@rules.predicate
def may_revoke(user: User, token: ApiToken) -> bool:
    """Is the one it acts as, or whoever may connect systems for its holder."""
    return token.person_id == user.pk or may_connect(user, holder_of(token))


def holder_of(token: ApiToken) -> Holder:
    """Return the organisation or authority that a token belongs to."""
    holder: Holder | None = token.organisation or token.authority
    if holder is None:  # the database holds that there is one
        raise LookupError("a token without a holder")
    return holder


rules.add_perm("connections.connect", may_connect)
rules.add_perm("connections.revoke", may_revoke)
