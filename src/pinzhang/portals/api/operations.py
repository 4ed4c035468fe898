"""How an operation is declared: its scope, what it gives, and the gate that every request passes."""

import hashlib
from collections.abc import Callable
from functools import partial, wraps
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router
from ninja.decorators import decorate_view
from ninja.operation import Operation
from ninja.security import HttpBearer

from pinzhang.domain.connections.services.requests import Answer, once
from pinzhang.domain.core.refusals import Refusal
from pinzhang.portals.api.callers import Caller, admit
from pinzhang.portals.api.problems import BadRequest, problem
from pinzhang.portals.api.requests import KEY_HEADER, digest_of, key_of

View = TypeVar("View", bound=Callable[..., Any])
NOT_DONE = frozenset({400, 401, 403, 404, 405, 413, 415, 429})
"""Answers after which nothing was done, so that the same key may be tried again."""


class Token(HttpBearer):
    """Tells the schema that a token is needed; the gate has looked at it already."""

    def authenticate(self, request: HttpRequest, token: str) -> Caller | None:
        """Return who the gate let in."""
        del token
        return getattr(request, "caller", None)


TOKEN = Token()


def reads(router: Router, path: str, *, gives: Any, scope: str | None = None) -> Callable[[View], View]:
    """Declare an operation that reads (GET)."""
    return _operation(router, "GET", path, gives, scope)


def does(router: Router, path: str, *, gives: Any, scope: str | None = None) -> Callable[[View], View]:
    """Declare an operation that does something once per key (POST)."""
    return _operation(router, "POST", path, gives, scope)


def replaces(router: Router, path: str, *, gives: Any, scope: str) -> Callable[[View], View]:
    """Declare an operation that replaces a whole, so that sending it twice is as sending it once (PUT)."""
    return _operation(router, "PUT", path, gives, scope)


def removes(router: Router, path: str, *, gives: Any, scope: str) -> Callable[[View], View]:
    """Declare an operation that takes something away (DELETE)."""
    return _operation(router, "DELETE", path, gives, scope)


def _operation(router: Router, method: str, path: str, gives: Any, scope: str | None) -> Callable[[View], View]:
    def declare(view: View) -> View:
        said = (view.__doc__ or "").strip()
        decorate_view(partial(_gate, method=method, scope=scope))(view)
        router.add_api_operation(
            path,
            [method],
            view,
            auth=TOKEN if scope else None,
            response={200: gives},
            operation_id=view.__name__,
            summary=said.split("\n", 1)[0].rstrip("."),
            description=said,
            by_alias=True,
            exclude_none=True,
            openapi_extra=_extra(method, scope),
        )
        return view

    return declare


def _extra(method: str, scope: str | None) -> dict[str, Any]:
    extra: dict[str, Any] = {"x-scope": scope} if scope else {}
    if method == "POST":
        key = {
            "in": "header",
            "name": KEY_HEADER,
            "required": True,
            "description": "A new text for every request; sent again with the same content, the answer is the same.",
            "schema": {"type": "string", "minLength": 8, "maxLength": 128, "pattern": "^[!-~]+$"},
        }
        extra["parameters"] = [key]
    return extra


def _gate(run: Any, *, method: str, scope: str | None) -> Callable[..., HttpResponse]:
    """Put the gate before an operation."""
    known = _query_names(run.__self__)

    @wraps(run)
    def guarded(request: Any, **path: Any) -> HttpResponse:
        request.at = timezone.now()
        try:
            caller = admit(request, scope, request.at)
            request.caller = caller
            _refuse_unknown(request, known)
            if method == "POST":
                return _once(request, caller, partial(run, request, **path))
            return _private(run(request, **path), caller)
        except Refusal as refusal:
            return problem(refusal)

    return guarded


def _query_names(operation: Operation) -> frozenset[str]:
    queries = [model for model in operation.models if model.__ninja_param_source__ == "query"]
    return frozenset(name for model in queries for name in model.__ninja_flatten_map__)


def _refuse_unknown(request: HttpRequest, known: frozenset[str]) -> None:
    strangers = sorted(set(request.GET) - known)
    if strangers:
        raise BadRequest("请求里有不认识的参数。", fields=dict.fromkeys(strangers, "没有这个参数。"))


def _once(request: HttpRequest, caller: Caller | None, run: Callable[[], Any]) -> HttpResponse:
    """Do a POST once per key, and answer the same to whoever sends it again."""
    owner = caller.owner if caller else _stranger(request)
    answer = once(owner=owner, key=key_of(request), digest=digest_of(request), at=request.at, act=partial(_act, run))  # type: ignore[attr-defined]
    response = HttpResponse(answer.text, status=answer.status, content_type=answer.media_type)
    if answer.repeated:
        response["Idempotent-Replayed"] = "true"
    return _private(response, caller)


def _act(run: Callable[[], Any]) -> Answer:
    response = run()
    return Answer(
        status=response.status_code,
        media_type=response["Content-Type"],
        text=response.content.decode(),
        is_kept=response.status_code not in NOT_DONE,
    )


def _stranger(request: HttpRequest) -> str:
    """Return under which name the keys of somebody without a token are kept: a digest of their address."""
    return "address:" + hashlib.sha256(request.META.get("REMOTE_ADDR", "").encode()).hexdigest()[:32]


def _private(response: Any, caller: Caller | None) -> HttpResponse:
    if caller is not None:
        response["Cache-Control"] = "no-store"
    return response  # type: ignore[no-any-return]
