"""Set up an office: authorities, departments, people and their posts."""

from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from pinzhang.operation.instance import connect

if TYPE_CHECKING:
    from pinzhang.domain.parties.choices import PostRole
    from pinzhang.domain.reference.models import Authority, Department

app = typer.Typer(no_args_is_help=True, help="设立机关、部门、用户和岗位。")
REFUSED = 1


@app.command()
def authority(
    code: Annotated[str, typer.Argument(help="代码，与规则包的目录相同，如 370215-jimo")],
    name: Annotated[str, typer.Argument(help="名称")],
    parent: Annotated[str, typer.Option(help="上级机关的代码")] = "",
    region_code: Annotated[str, typer.Option(help="行政区划代码 GB/T 2260")] = "",
    region_name: Annotated[str, typer.Option(help="行政区划名称")] = "",
) -> None:
    """登记主管机关；再次登记更新名称。"""
    connect()
    from pinzhang.domain.reference import services  # noqa: PLC0415 - Django is up only now
    from pinzhang.domain.reference.models import Authority  # noqa: PLC0415

    above = Authority.objects.filter(code=parent).first()
    if parent and above is None:
        _refuse(f"没有代码为 {parent} 的上级机关。")
    region = None
    if region_code:
        region = services.register_region(
            code=region_code, name=region_name or region_code, parent=above.region if above else None
        )
    entered = services.register_authority(code=code, name=name, parent=above, region=region)
    typer.echo(f"已登记：{entered.name}（{entered.path}）")


@app.command()
def department(
    authority_code: Annotated[str, typer.Argument(help="所属机关的代码")],
    key: Annotated[str, typer.Argument(help="部门代码，与规则包中的部门相同")],
    name: Annotated[str, typer.Argument(help="名称")],
) -> None:
    """登记部门；再次登记更新名称。"""
    connect()
    from pinzhang.domain.reference import services  # noqa: PLC0415 - Django is up only now
    from pinzhang.domain.reference.models import Authority  # noqa: PLC0415

    owner = Authority.objects.filter(code=authority_code).first()
    if owner is None:
        _refuse(f"没有代码为 {authority_code} 的机关。")
    entered = services.register_department(authority=owner, key=key, name=name)
    typer.echo(f"已登记：{entered.name}")


@app.command()
def user(
    username: Annotated[str, typer.Argument(help="登录名")],
    full_name: Annotated[str, typer.Argument(help="姓名")],
    post: Annotated[list[str], typer.Option(help="岗位，如 officer@370215-jimo 或 department@370215-jimo/tax")],
    email: Annotated[str, typer.Option(help="邮箱")] = "",
    password: Annotated[
        str, typer.Option(prompt="初始密码", hide_input=True, confirmation_prompt=True, help="初始密码")
    ] = "",
) -> None:
    """登记工作人员和岗位（officer 经办、approver 审定、recommender 推荐、department 部门意见、leader 领导）。"""
    connect()
    from django.db import transaction  # noqa: PLC0415 - Django is up only now

    from pinzhang.domain.parties.services import appoint, register_user  # noqa: PLC0415

    with transaction.atomic():
        person = register_user(username=username, full_name=full_name, email=email, password=password)
        for one in post:
            authority, department, role = _post(one)
            appoint(user=person, authority=authority, role=role, department=department)
    typer.echo(f"已登记：{full_name}（{username}）")


@app.command()
def identity(
    username: Annotated[str, typer.Argument(help="登录名")],
    subject: Annotated[str, typer.Argument(help="对方系统里的用户标识（sub）；不写则解除关联")] = "",
) -> None:
    """让一名用户用统一身份认证（OIDC）登录，或不再这样登录。"""
    connect()
    from django.utils import timezone  # noqa: PLC0415 - Django is up only now

    from pinzhang.config.providers import PROVIDER  # noqa: PLC0415
    from pinzhang.domain.parties import services  # noqa: PLC0415
    from pinzhang.domain.parties.selectors import active_user  # noqa: PLC0415

    person, at = active_user(username), timezone.now()
    if person is None:
        _refuse(f"没有登录名为 {username} 的用户。")
    if not subject:
        services.unlink_identity(user=person, provider=PROVIDER, by=None, at=at)
        typer.echo(f"已解除关联：{username}")
        return
    try:
        services.link_identity(user=person, provider=PROVIDER, subject=subject, by=None, at=at)
    except services.CannotLinkIdentity as refusal:
        _refuse(str(refusal))
    typer.echo(f"已关联：{username}")


def _post(text: str) -> "tuple[Authority, Department | None, PostRole]":
    from pinzhang.domain.parties.choices import PostRole  # noqa: PLC0415 - Django is up only now
    from pinzhang.domain.reference.models import Authority, Department  # noqa: PLC0415

    role, _, place = text.partition("@")
    code, _, key = place.partition("/")
    if role not in PostRole.values:
        _refuse(f"没有“{role}”这种岗位，可用：{'、'.join(PostRole.values)}。")
    authority = Authority.objects.filter(code=code).first()
    if authority is None:
        _refuse(f"没有代码为 {code} 的机关。")
    department = Department.objects.filter(authority=authority, key=key).first() if key else None
    if key and department is None:
        _refuse(f"{authority} 没有代码为 {key} 的部门。")
    return authority, department, PostRole(role)


def _refuse(sentence: str) -> NoReturn:
    typer.echo(sentence, err=True)
    raise typer.Exit(REFUSED)
