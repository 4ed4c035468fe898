"""Who may do what with an application, as predicates composed by name."""

from typing import Any

import rules

from pinzhang.domain.applications.models import Application
from pinzhang.domain.parties import selectors as parties
from pinzhang.domain.parties.choices import PostRole
from pinzhang.domain.parties.models import Post, User
from pinzhang.domain.reference.models import Authority
from pinzhang.engine.stages import Actor


@rules.predicate
def is_applicant(user: User, application: Application) -> bool:
    """Acts for the applicant today."""
    return parties.is_member(user, application.applicant)


@rules.predicate
def is_applicants_signer(user: User, application: Application) -> bool:
    """Is the authorised signer of the applicant."""
    return parties.is_signer(user, application.applicant)


def _holds(user: User, path: str, role: PostRole) -> bool:
    above = [path[: i + 1] for i, character in enumerate(path) if character == "/"]
    return Post.objects.filter(user=user, role=role, authority__path__in=above).exists()


@rules.predicate
def is_officer(user: User, application: Application) -> bool:
    """Handles cases of the authority that runs the round."""
    return _holds(user, application.case.authority.path, PostRole.OFFICER)


@rules.predicate
def is_approver(user: User, application: Application) -> bool:
    """Approves for the authority that runs the round."""
    return _holds(user, application.case.authority.path, PostRole.APPROVER)


@rules.predicate
def is_recommender(user: User, application: Application) -> bool:
    """Recommends for the applicant's district; exactly that authority, not one above it."""
    recommender = application.recommender
    return (
        recommender is not None
        and Post.objects.filter(user=user, role=PostRole.RECOMMENDER, authority=recommender).exists()
    )


rules.add_perm("applications.fill_in", is_applicant)
rules.add_perm("applications.sign", is_applicants_signer)
rules.add_perm("applications.check", is_officer)
rules.add_perm("applications.approve", is_approver)
rules.add_perm("applications.recommend", is_recommender)
rules.add_perm("applications.read_case", is_officer | is_approver | is_recommender)


def list_roles_of(user: User, authority: Authority) -> tuple[Actor, ...]:
    """Return the roles of the stage engine that a person has towards the lists of an authority."""
    held: dict[Actor, PostRole] = {"office": PostRole.OFFICER, "authority": PostRole.APPROVER}
    return tuple(role for role, post in held.items() if _holds(user, authority.path, post))


def roles_of(user: User, application: Application) -> tuple[Actor, ...]:
    """Return the roles of the stage engine that a person has towards an application."""
    held: dict[Actor, Any] = {
        "applicant": is_applicant,
        "office": is_officer,
        "authority": is_approver,
        "recommender": is_recommender,
    }
    return tuple(role for role, predicate in held.items() if predicate(user, application))
