"""Who may do what with an application, as predicates composed by name."""

from collections.abc import Iterable
from typing import Any

import rules
from django.utils import timezone

from pinzhang.domain.applications.models import Application
from pinzhang.domain.applications.selectors import CASE_READERS, application_plan
from pinzhang.domain.parties import selectors as parties
from pinzhang.domain.parties.choices import PostRole
from pinzhang.domain.parties.models import Post, User
from pinzhang.domain.reference.models import Authority
from pinzhang.engine.packs.schema.stages import Stage
from pinzhang.engine.stages import Action, Actor, allowed_actions
from pinzhang.engine.stages.kinds import moves

_LIST_ROLES: dict[Actor, PostRole] = {"office": PostRole.OFFICER, "authority": PostRole.APPROVER}


@rules.predicate
def is_applicant(user: User, application: Application) -> bool:
    """Acts for the applicant today, as its member or by delegation."""
    programme = application.round.edition.code
    return parties.may_fill_in_for(user, application.applicant, programme=programme, on=timezone.localdate())


@rules.predicate
def is_applicants_signer(user: User, application: Application) -> bool:
    """Signs for the applicant today."""
    programme = application.round.edition.code
    return parties.may_sign_for(user, application.applicant, programme=programme, on=timezone.localdate())


def _holds(user: User, path: str, role: PostRole) -> bool:
    return any(post.role == role and path.startswith(post.authority.path) for post in parties.posts_held(user))


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
    return recommender is not None and parties.holds(user, recommender, PostRole.RECOMMENDER)


rules.add_perm("applications.fill_in", is_applicant)
rules.add_perm("applications.sign", is_applicants_signer)
rules.add_perm("applications.check", is_officer)
rules.add_perm("applications.approve", is_approver)
rules.add_perm("applications.recommend", is_recommender)
rules.add_perm("applications.read_case", is_officer | is_approver | is_recommender)


def list_roles_of(user: User, authority: Authority) -> tuple[Actor, ...]:
    """Return the roles of the stage engine that a person has towards the lists of an authority."""
    return list_roles_with(parties.posts_held(user), authority)


def roles_of(user: User, application: Application) -> tuple[Actor, ...]:
    """Return the roles of the stage engine that a person has towards an application."""
    held: dict[Actor, Any] = {
        "applicant": is_applicant,
        "office": is_officer,
        "authority": is_approver,
        "recommender": is_recommender,
    }
    return tuple(role for role, predicate in held.items() if predicate(user, application))


OFFICIAL: tuple[Actor, ...] = ("office", "authority", "recommender")


def official_roles(user: User, application: Application) -> tuple[Actor, ...]:
    """Return the official roles that a person has towards an application; being of the applicant's firm is none."""
    return tuple(role for role in roles_of(user, application) if role in OFFICIAL)


def official_roles_with(posts: Iterable[Post], application: Application) -> tuple[Actor, ...]:
    """Return the official roles towards an application that some posts give, whatever else their holder is."""
    held = tuple(posts)
    recommends = any(
        post.role == PostRole.RECOMMENDER and post.authority_id == application.recommender_id for post in held
    )
    return (*list_roles_with(held, application.case.authority), *(("recommender",) if recommends else ()))


def list_roles_with(posts: Iterable[Post], authority: Authority) -> tuple[Actor, ...]:
    """Return the roles towards the lists of an authority that some posts give."""
    held = [post.role for post in posts if authority.path.startswith(post.authority.path)]
    return tuple(role for role, post in _LIST_ROLES.items() if post in held)


def role_for(action: Action, roles: Iterable[Actor], application: Application) -> Actor:
    """Return as which role a step is taken; where it is nobody's turn, the first role, which will be refused."""
    held = tuple(roles)
    plan, state = application_plan(application), application.case.state
    return next((role for role in held if action in allowed_actions(plan, state, role)), held[0])


def list_role_for(action: Action, roles: Iterable[Actor], stage: Stage) -> Actor | None:
    """Return the first of the roles that may take a step with an open list at a stage; nothing where none may."""
    move = moves(stage.kind).get(action)
    if move is None:
        return None
    return next((role for role in roles if role in move.actors_in(stage)), None)


def is_inside(posts: Iterable[Post], application: Application) -> bool:
    """Tell whether somebody sees what the office keeps to itself: reviews, opinions, objectors."""
    path = application.case.authority.path
    return any(post.role in CASE_READERS and path.startswith(post.authority.path) for post in posts)
