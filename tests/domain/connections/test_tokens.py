from datetime import timedelta

import pytest

from pinzhang.domain.applications.permissions import is_officer
from pinzhang.domain.connections.models import ApiToken
from pinzhang.domain.connections.refusals import CannotIssueToken, TokenRefused
from pinzhang.domain.connections.selectors import token_of, tokens_acting_as, tokens_of
from pinzhang.domain.connections.services.tokens import close_expired, issue_token, note_use, revoke_token
from pinzhang.domain.core.models import Event
from pinzhang.domain.parties.choices import MembershipRole, PostRole
from pinzhang.domain.parties.selectors import is_member, is_signer
from pinzhang.domain.parties.services import join_organisation
from pinzhang.domain.review.services.tasks import enrol_reviewer
from tests.factories import AT, bureau, make_enterprise, make_officer, make_post, make_round, make_signer, make_user
from tests.factories.flow import submitted

pytestmark = pytest.mark.django_db

MONTH = timedelta(days=30)
READ = ("organisation:read",)


@pytest.fixture
def firm():
    return make_enterprise()


@pytest.fixture
def lin(firm):
    return make_signer(firm)


def issued(holder, by, *scopes, at=AT, **more):
    return issue_token(holder=holder, label="ERP", scopes=scopes or READ, expires_at=at + MONTH, by=by, at=at, **more)


def test_the_signer_issues_a_token_whose_secret_is_kept_nowhere(firm, lin):
    token, secret = issued(firm, lin)

    assert token_of(secret, at=AT) == token
    assert secret not in str(ApiToken.objects.values().get())
    assert secret not in str(list(Event.objects.values()))
    assert list(tokens_of(firm)) == [token]
    assert list(tokens_acting_as(lin)) == [token]


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"label": " "}, "请写明用途。"),
        ({"scopes": ()}, "请选择权限。"),
        ({"scopes": ("office:read",)}, "请选择权限。"),
        ({"expires_at": AT}, "令牌须在一年以内到期。"),
        ({"expires_at": AT + timedelta(days=367)}, "令牌须在一年以内到期。"),
        ({"scopes": ("organisation:sign",), "for_holder": True}, "签署和评审只能以本人名义。"),
    ],
)
def test_a_token_that_says_too_little_or_asks_too_much_is_not_issued(firm, lin, changed, sentence):
    given = {"holder": firm, "label": "ERP", "scopes": READ, "expires_at": AT + MONTH, "by": lin, "at": AT}

    with pytest.raises(CannotIssueToken) as refusal:
        issue_token(**{**given, **changed})

    assert str(refusal.value) == sentence
    assert not ApiToken.objects.exists()


def test_a_member_who_does_not_sign_issues_nothing_for_the_firm(firm):
    clerk = make_user("经办人")
    join_organisation(user=clerk, organisation=firm, role=MembershipRole.MEMBER, by=None, at=AT)

    with pytest.raises(CannotIssueToken):
        issued(firm, clerk)

    assert not ApiToken.objects.exists()


def test_an_approver_issues_in_their_own_name_but_not_in_the_authoritys():
    approver = make_post(bureau(), PostRole.APPROVER).user

    token, _ = issued(bureau(), approver, "office:read")
    with pytest.raises(CannotIssueToken):
        issued(bureau(), approver, "office:read", for_holder=True)

    assert list(ApiToken.objects.all()) == [token]


def test_somebody_without_a_post_issues_nothing_for_an_authority(lin):
    with pytest.raises(CannotIssueToken) as refusal:
        issued(bureau(), lin, "office:read")

    assert str(refusal.value) == "您不在这个单位任职。"


def test_a_reviewer_issues_a_token_for_reviewing_and_nothing_else():
    zhang = make_user("评审员张")
    enrol_reviewer(user=zhang, authority=bureau())

    token, _ = issued(bureau(), zhang, "review:read", "review:write")

    assert token.person == zhang
    with pytest.raises(CannotIssueToken):
        issued(bureau(), zhang, "office:read")


def test_in_the_firms_name_it_acts_as_a_member_who_cannot_sign(firm, lin):
    token, _ = issued(firm, lin, for_holder=True)

    assert is_member(token.person, firm)
    assert not is_signer(token.person, firm)
    assert not token.person.has_usable_password()


def test_in_the_authoritys_name_it_acts_as_an_officer():
    round_ = make_round()
    token, _ = issued(round_.authority, make_officer(round_.authority), "office:read", for_holder=True)

    assert is_officer(token.person, submitted(round_))


@pytest.mark.parametrize("ended", ["revoked", "expired", "left", "unknown"])
def test_a_token_that_has_ended_opens_nothing(firm, lin, ended):
    token, secret = issued(firm, lin)
    at = AT
    if ended == "revoked":
        revoke_token(token=token, by=lin, at=AT)
    elif ended == "expired":
        at = AT + MONTH
    elif ended == "left":
        lin.memberships.update(until_at=AT)
    else:
        secret += "x"

    with pytest.raises(TokenRefused):
        token_of(secret, at=at)


def test_revoking_closes_the_account_of_the_firms_token_for_good(firm, lin):
    token, _ = issued(firm, lin, for_holder=True)

    revoke_token(token=token, by=lin, at=AT)
    revoke_token(token=token, by=lin, at=AT)

    token.person.refresh_from_db()
    assert not token.person.is_active
    assert not is_member(token.person, firm)
    assert Event.objects.filter(name="connections.token.revoked").count() == 1


def test_a_stranger_revokes_nothing(firm, lin):
    token, secret = issued(firm, lin)

    with pytest.raises(CannotIssueToken):
        revoke_token(token=token, by=make_user("路人"), at=AT)

    assert token_of(secret, at=AT) == token


def test_the_account_of_an_expired_token_is_closed_on_the_day(firm, lin):
    token, _ = issued(firm, lin, for_holder=True)

    close_expired({}, AT + MONTH - timedelta(seconds=1))
    token.person.refresh_from_db()
    assert token.person.is_active
    close_expired({}, AT + MONTH)

    token.person.refresh_from_db()
    assert not token.person.is_active


def test_the_last_use_is_written_once_a_day(firm, lin, django_assert_num_queries):
    token, _ = issued(firm, lin)
    note_use(token=token, at=AT)
    token.refresh_from_db()

    with django_assert_num_queries(2):  # the savepoint of the transaction alone
        note_use(token=token, at=AT + timedelta(hours=2))
