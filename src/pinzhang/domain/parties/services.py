"""Writers of users, organisations, memberships, posts and subjects."""

import unicodedata
from collections.abc import Collection
from datetime import date, datetime

from allauth.socialaccount.models import SocialAccount
from django.db import IntegrityError, transaction

from pinzhang.domain.core.days import local_day
from pinzhang.domain.core.refusals import NotEntitled, Refusal
from pinzhang.domain.core.services import events
from pinzhang.domain.parties.choices import DelegatedAct, MembershipRole, OrganisationKind, PostRole, SubjectKind
from pinzhang.domain.parties.models import Delegation, Membership, Organisation, Post, Subject, User
from pinzhang.domain.parties.selectors import is_signer
from pinzhang.domain.reference.models import Authority, Department, Region
from pinzhang.engine.identifiers import check_credit_code
from pinzhang.engine.signing.answers import BadGtin
from pinzhang.engine.signing.digital_link import gtin14


class CannotRegister(Refusal):
    """An organisation cannot be entered as given (不能登记)."""


class WrongGtin(Refusal):
    """A number is no GTIN: its length or its check digit is wrong (商品条码不对)."""


class CannotJoin(Refusal):
    """A person cannot act for an organisation in this way (不能加入)."""


class CannotDelegate(Refusal):
    """The delegation cannot be granted so (不能委托)."""


class CannotLinkIdentity(Refusal):
    """A person cannot be linked with that subject of a provider (不能关联身份)."""


class MustGrant(CannotDelegate, NotEntitled):
    """Only the authorised signer grants and ends delegations (须由授权签署人办理)."""


@transaction.atomic
def register_organisation(
    *,
    name: str,
    by: User | None,
    at: datetime,
    kind: str = OrganisationKind.ENTERPRISE,
    credit_code: str = "",
    region: Region | None = None,
    name_en: str = "",
    is_institution: bool = False,
) -> Organisation:
    """Enter an organisation; people, teams and some bodies have no credit code (登记主体).

    :raises CannotRegister: no name, a code whose check digit is wrong, or a code already entered.
    """
    if not name.strip():
        raise CannotRegister("请填写名称。", fields={"name": "请填写名称。"})
    code = None
    if credit_code.strip():
        checked = check_credit_code(credit_code)
        if checked.problem:
            raise CannotRegister(checked.problem, fields={"credit_code": checked.problem})
        code = checked.code
    elif kind == OrganisationKind.ENTERPRISE:
        raise CannotRegister("企业须填写统一社会信用代码。", fields={"credit_code": "请填写统一社会信用代码。"})
    try:
        with transaction.atomic():
            organisation = Organisation.objects.create(
                name=name.strip(),
                name_en=name_en,
                kind=kind,
                credit_code=code,
                region=region,
                is_institution=is_institution,
            )
    except IntegrityError as error:
        raise CannotRegister("这个统一社会信用代码已经登记。请向该单位的授权签署人申请加入。") from error
    events.record("parties.organisation.registered", subject=organisation, by=by, at=at)
    return organisation


@transaction.atomic
def register_own_organisation(
    *, name: str, credit_code: str, kind: str, region: Region | None, name_en: str, by: User, at: datetime
) -> Organisation:
    """Enter an organisation whose first member and signer is the person who enters it (登记本单位)."""
    organisation = register_organisation(
        name=name, credit_code=credit_code, kind=kind, region=region, name_en=name_en, by=by, at=at
    )
    join_organisation(user=by, organisation=organisation, role=MembershipRole.SIGNER, by=by, at=at)
    return organisation


@transaction.atomic
def update_profile(
    *, organisation: Organisation, name_en: str, address: str, phone: str, by: User, at: datetime
) -> Organisation:
    """Bring the contact data of an organisation up to date (更新单位资料)."""
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    organisation.name_en, organisation.address, organisation.phone = name_en, address, phone
    organisation.save(update_fields=["name_en", "address", "phone"])
    events.record("parties.organisation.profile_updated", subject=organisation, by=by, at=at)
    return organisation


@transaction.atomic
def join_organisation(
    *, user: User, organisation: Organisation, role: str, by: User | None, at: datetime
) -> Membership:
    """Let a person act for an organisation (加入单位).

    :raises CannotJoin: the person is a member already, or there is a signer already.
    """
    try:
        with transaction.atomic():
            membership = Membership.objects.create(user=user, organisation=organisation, role=role, since_at=at)
    except IntegrityError as error:
        known = Membership.objects.filter(user=user, organisation=organisation, until_at__isnull=True).exists()
        raise CannotJoin("这个人已经是该单位成员。" if known else "这个单位已有授权签署人。") from error
    events.record("parties.membership.begun", subject=organisation, by=by, at=at, data={"user": user.pk, "role": role})
    return membership


@transaction.atomic
def leave_organisation(*, membership: Membership, by: User | None, at: datetime) -> None:
    """End a membership; access ends with it at once (退出单位)."""
    if not Membership.objects.filter(pk=membership.pk, until_at__isnull=True).update(until_at=at):
        return
    events.record(
        "parties.membership.ended",
        subject=membership.organisation,
        by=by,
        at=at,
        data={"user": membership.user_id, "role": membership.role},
    )


@transaction.atomic
def transfer_signature(*, organisation: Organisation, to: User, by: User, at: datetime) -> None:
    """Make another member the authorised signer (变更授权签署人).

    :raises CannotJoin: the person is no member.
    """
    living = Membership.objects.select_for_update().filter(organisation=organisation, until_at__isnull=True)
    heir = living.filter(user=to).first()
    if heir is None:
        raise CannotJoin("请先把这个人加为单位成员。")
    living.filter(role=MembershipRole.SIGNER).update(role=MembershipRole.MEMBER)
    living.filter(pk=heir.pk).update(role=MembershipRole.SIGNER)
    events.record("parties.signer.changed", subject=organisation, by=by, at=at, data={"user": to.pk})


@transaction.atomic
def register_user(
    *, username: str, full_name: str, email: str = "", password: str | None = None, language: str = ""
) -> User:
    """Create a person who can sign in; without a password only a door or a provider lets them in (登记用户)."""
    return User.objects.create_user(
        username=username, full_name=full_name, email=email, password=password, language=language
    )


def prefer_language(*, user: User, language: str) -> None:
    """Keep the language in which a person reads, for notices and letters (语言)."""
    User.objects.filter(pk=user.pk).exclude(language=language).update(language=language)


@transaction.atomic
def link_identity(*, user: User, provider: str, subject: str, by: User | None, at: datetime) -> None:
    """Let a person in as the subject that a provider knows them by (关联统一身份), and as no other.

    :raises CannotLinkIdentity: there is no subject, or somebody else is linked with it.
    """
    if not subject.strip():
        raise CannotLinkIdentity("请写明对方系统里的用户标识。")
    if SocialAccount.objects.filter(provider=provider, uid=subject).exclude(user=user).exists():
        raise CannotLinkIdentity("这个用户标识已经关联了别人。")
    unlink_identity(user=user, provider=provider, by=by, at=at)
    SocialAccount.objects.create(user=user, provider=provider, uid=subject)
    events.record("parties.identity.linked", subject=user, by=by, at=at, data={"provider": provider})


@transaction.atomic
def unlink_identity(*, user: User, provider: str, by: User | None, at: datetime) -> None:
    """Let a person no longer in by a provider (解除关联)."""
    gone, _ = SocialAccount.objects.filter(user=user, provider=provider).delete()
    if gone:
        events.record("parties.identity.unlinked", subject=user, by=by, at=at, data={"provider": provider})


@transaction.atomic
def close_account(*, user: User, by: User | None, at: datetime) -> None:
    """Close an account for good: nobody signs in with it, and it is told of nothing (停用账号)."""
    if User.objects.filter(pk=user.pk, is_active=True).update(is_active=False):
        events.record("parties.account.closed", subject=user, by=by, at=at)


@transaction.atomic
def appoint(*, user: User, authority: Authority, role: PostRole, department: Department | None = None) -> Post:
    """Give an official a post (任职)."""
    post, _ = Post.objects.get_or_create(user=user, authority=authority, role=role, department=department)
    return post


@transaction.atomic
def enter_subject(*, organisation: Organisation, kind: str, name: str, gtin: str = "") -> Subject:
    """Enter what is to be judged, once (登记评价对象)."""
    whole = kind in (SubjectKind.ENTERPRISE, SubjectKind.GOVERNMENT, SubjectKind.TEAM, SubjectKind.PERSON)
    label = organisation.name if whole else name.strip()
    if not label:
        raise CannotRegister("请填写产品或服务的名称。", fields={"subject_name": "请填写产品或服务的名称。"})
    subject, _ = Subject.objects.get_or_create(
        organisation=organisation, kind=kind, name=label, defaults={"gtin": gtin}
    )
    return subject


@transaction.atomic
def label_subject(*, subject: Subject, gtin: str, by: User, at: datetime) -> Subject:
    """Record the GTIN of a product, padded to fourteen digits; an empty one takes it away (登记商品条码).

    :raises WrongGtin: its length or check digit is wrong.
    """
    typed = "".join(unicodedata.normalize("NFKC", gtin).split())
    try:
        code = gtin14(typed) if typed else ""
    except BadGtin as error:
        sentence = "商品条码应为 8、12、13 或 14 位数字，最后一位是校验位；请对照包装核对。"
        raise WrongGtin(sentence, fields={"gtin": sentence}) from error
    Subject.objects.filter(pk=subject.pk).update(gtin=code)
    subject.gtin = code
    data = {"subject": subject.pk, "gtin": code}
    events.record("parties.subject.labelled", subject=subject.organisation, by=by, at=at, data=data)
    return subject


@transaction.atomic
def grant_delegation(
    *,
    principal: Organisation,
    delegate: Organisation,
    acts: Collection[str],
    programmes: Collection[str],
    until_on: date,
    by: User,
    at: datetime,
) -> Delegation:
    """Let another organisation act for one until a day (委托); a new one takes the place of the one that lapsed.

    :raises MustGrant: the person is not the authorised signer.
    :raises CannotDelegate: nothing is delegated, signing without filling in, to itself, until a day that is past, or
        the same organisation holds a delegation already.
    """
    if not is_signer(by, principal):
        raise MustGrant("委托和终止委托，须由本单位的授权签署人办理。")
    today = local_day(at)
    _check_delegation(principal, delegate, acts, until_on, today)
    Delegation.objects.filter(principal=principal, delegate=delegate, ended_at__isnull=True, until_on__lt=today).update(
        ended_at=at
    )
    try:
        with transaction.atomic():
            granted = Delegation.objects.create(
                principal=principal,
                delegate=delegate,
                acts=sorted(acts),
                programmes=sorted(programmes),
                since_at=at,
                until_on=until_on,
            )
    except IntegrityError as error:
        raise CannotDelegate("已经委托给这个单位。要改事项或期限，请先终止原来的委托。") from error
    data = {"delegate": delegate.pk, "acts": granted.acts, "programmes": granted.programmes, "until": str(until_on)}
    events.record("parties.delegation.granted", subject=principal, by=by, at=at, data=data)
    return granted


def _check_delegation(
    principal: Organisation, delegate: Organisation, acts: Collection[str], until_on: date, today: date
) -> None:
    if principal.pk == delegate.pk:
        raise CannotDelegate("不能委托给本单位自己。", fields={"credit_code": "请填写受托单位的代码。"})
    if not acts or not set(acts) <= set(DelegatedAct.values):
        raise CannotDelegate("请选择委托的事项。", fields={"acts": "请至少选择一项。"})
    if DelegatedAct.FILL_IN not in acts:
        raise CannotDelegate("只委托签字、不委托填报，受托单位看不到要签的内容。", fields={"acts": "请同时选择填报。"})
    if until_on < today:
        raise CannotDelegate("有效期已经过去。", fields={"until_on": "请填写今天或以后的日期。"})


@transaction.atomic
def end_delegation(*, delegation: Delegation, by: User, at: datetime) -> None:
    """End a delegation; access ends with it at once (终止委托).

    :raises MustGrant: the person signs neither for the one that granted it nor for the one that holds it.
    """
    if not (is_signer(by, delegation.principal) or is_signer(by, delegation.delegate)):
        raise MustGrant("委托和终止委托，须由授权签署人办理。")
    if Delegation.objects.filter(pk=delegation.pk, ended_at__isnull=True).update(ended_at=at):
        data = {"delegate": delegation.delegate_id}
        events.record("parties.delegation.ended", subject=delegation.principal, by=by, at=at, data=data)
