"""The page on which other systems are connected: tokens, addresses that are told of events, what was told."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pinzhang.domain.connections.events import names_for
from pinzhang.domain.connections.permissions import Holder, may_connect
from pinzhang.domain.connections.selectors import (
    deliveries_of,
    endpoints_of,
    scopes_for,
    tokens_acting_as,
    tokens_of,
)
from pinzhang.domain.connections.services.deliveries import add_endpoint, end_endpoint, secret_of
from pinzhang.domain.connections.services.tokens import issue_token, revoke_token
from pinzhang.domain.core.days import at_hour, local_day
from pinzhang.domain.core.refusals import Refusal
from pinzhang.domain.parties.models import User
from pinzhang.portals.ui.context import reader_language
from pinzhang.portals.ui.forms import DayInput
from pinzhang.portals.ui.pagination import numbered_page
from pinzhang.portals.ui.refusals import UNPROCESSABLE, refused

USUAL_DAYS = 90
TEMPLATE = "ui/connections.html"


def _named(name: str, words: str) -> str:
    """Return a name with what it means; the names are English already."""
    return name if reader_language() == "en" else f"{words}　{name}"


class TokenForm(forms.Form):
    """What a token is for, what it may do, and until when (签发令牌)."""

    label = forms.CharField(label=_("用途"), max_length=60, help_text=_("哪个系统用来做什么，如“ERP 自动填报”。"))
    scopes = forms.MultipleChoiceField(label=_("权限"), widget=forms.CheckboxSelectMultiple)
    expires_on = forms.DateField(label=_("有效至"), widget=DayInput, help_text=_("最长一年，到期前请签发新的。"))
    for_holder = forms.BooleanField(label=_("以单位名义（不随个人离职失效，不能签署）"), required=False)

    def __init__(self, data: Any, *, holder: Holder, user: User, today: Any) -> None:
        super().__init__(data, initial={"expires_on": today + timedelta(days=USUAL_DAYS)})
        choices = [(scope.value, _named(scope.value, scope.label)) for scope in scopes_for(holder, user)]
        self.fields["scopes"].choices = choices  # type: ignore[attr-defined]
        if not may_connect(user, holder):
            del self.fields["for_holder"]

    def issue(self, holder: Holder, *, by: User, at: datetime) -> str:
        """Issue the token, and return its secret."""
        given = self.cleaned_data
        _token, secret = issue_token(
            holder=holder,
            label=given["label"],
            scopes=given["scopes"],
            expires_at=at_hour(given["expires_on"] + timedelta(days=1), 0),
            for_holder=given.get("for_holder", False),
            by=by,
            at=at,
        )
        return secret


class EndpointForm(forms.Form):
    """Where events are told, and which (登记推送地址)."""

    url = forms.URLField(
        label=_("推送地址"), max_length=500, assume_scheme="https", help_text=_("以 https:// 开头，在公开网络上。")
    )
    events = forms.MultipleChoiceField(label=_("推送哪些事件"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, data: Any, *, holder: Holder) -> None:
        super().__init__(data)
        choices = [(name, _named(name, words)) for name, words in names_for(holder).items()]
        self.fields["events"].choices = choices  # type: ignore[attr-defined]

    def add(self, holder: Holder, *, by: User, at: datetime) -> str:
        """Enter the address, and return the secret with which is signed."""
        given = self.cleaned_data
        return secret_of(add_endpoint(holder=holder, url=given["url"], names=given["events"], by=by, at=at))


@dataclass(frozen=True)
class Desk:
    """Who connects systems, for whom, and in which portal."""

    request: HttpRequest
    user: User
    holder: Holder
    portal: str

    @property
    def layout(self) -> str:
        return f"ui/{self.portal}.html"

    @property
    def home(self) -> str:
        return f"{self.portal}:connections"

    @property
    def connects(self) -> bool:
        """Whether addresses and the holder's own tokens are this person's to manage."""
        return bool(may_connect(self.user, self.holder))


def page(desk: Desk, kept: dict[str, forms.Form] | None = None, secret: str = "", told: str = "") -> HttpResponse:
    """Show tokens, addresses and what was told; a secret only in the answer that made it."""
    at, forms_ = timezone.now(), kept or {}
    tokens = tokens_of(desk.holder) if desk.connects else tokens_acting_as(desk.user)
    context = {
        "layout": desk.layout,
        "portal": desk.portal,
        "holder": desk.holder,
        "connects": desk.connects,
        "tokens": [(token, token.is_living(at)) for token in tokens],
        "form": forms_.get("token") or _token_form(desk, None),
        "endpoints": endpoints_of(desk.holder) if desk.connects else [],
        "endpoint_form": forms_.get("endpoint") or EndpointForm(None, holder=desk.holder),
        "deliveries": numbered_page(deliveries_of(desk.holder), desk.request) if desk.connects else None,
        "secret": secret,
        "told": told,
        "names": names_for(desk.holder),
        "nav": "connections",
    }
    return render(desk.request, TEMPLATE, context, status=UNPROCESSABLE if kept else 200)


def _token_form(desk: Desk, data: Any) -> TokenForm:
    return TokenForm(data, holder=desk.holder, user=desk.user, today=local_day(timezone.now()))


def connect(desk: Desk) -> HttpResponse:
    """Show the page, or do what was asked for on it."""
    acts: dict[str, Callable[[Desk], HttpResponse]] = {
        "issue": _issue,
        "revoke": _revoke,
        "add": _add,
        "end": _end,
    }
    act = acts.get(desk.request.POST.get("action", ""))
    return act(desk) if desk.request.method == "POST" and act else page(desk)


def _issue(desk: Desk) -> HttpResponse:
    form = _token_form(desk, desk.request.POST)
    return _made(desk, "token", form, form.issue)


def _add(desk: Desk) -> HttpResponse:
    form = EndpointForm(desk.request.POST, holder=desk.holder)
    return _made(desk, "endpoint", form, form.add)


def _made(desk: Desk, name: str, form: forms.Form, make: Callable[..., str]) -> HttpResponse:
    """Make what was asked for and show its secret this once; a refusal shows with everything typed."""
    if not form.is_valid():
        return page(desk, {name: form})
    try:
        return page(desk, secret=make(desk.holder, by=desk.user, at=timezone.now()), told=name)
    except Refusal as refusal:
        known = {field: text for field, text in refusal.fields.items() if field in form.fields}
        for field, text in known.items():
            form.add_error(field, text)
        if not known:
            form.add_error(None, refusal.sentence)
        return page(desk, {name: form})


def _chosen(desk: Desk) -> int:
    text = desk.request.POST.get("pk", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0  # noqa: PLR2004 - a key


def _revoke(desk: Desk) -> HttpResponse:
    mine = tokens_of(desk.holder) if desk.connects else tokens_acting_as(desk.user)
    token = get_object_or_404(mine, pk=_chosen(desk))
    try:
        revoke_token(token=token, by=desk.user, at=timezone.now())
    except Refusal as refusal:
        return refused(desk.request, refusal, layout=desk.layout)
    return redirect(desk.home)


def _end(desk: Desk) -> HttpResponse:
    endpoint = get_object_or_404(endpoints_of(desk.holder), pk=_chosen(desk) if desk.connects else 0)
    end_endpoint(endpoint=endpoint, by=desk.user, at=timezone.now())
    return redirect(desk.home)
