"""What anyone needs to check a mark without trusting us: keys, status lists, the log and its proofs."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from pinzhang.domain.trust import selectors
from pinzhang.portals.public.pages import log as pages
from pinzhang.portals.public.pages.published import published, published_json

KEYS_SECONDS, LIST_SECONDS, HEAD_SECONDS = 300, 30, 10
FOR_EVER = 31_536_000


@require_safe
def keys(request: HttpRequest) -> HttpResponse:
    """Send the published key set (公钥集)."""
    return published(request, selectors.key_ring().to_bytes(), "application/json", seconds=KEYS_SECONDS)


@require_safe
def status_list(request: HttpRequest, number: int) -> HttpResponse:
    """Send a status list as JSON (状态名单)."""
    kept = selectors.status_file(number)
    if kept is None:
        raise Http404
    return published(request, bytes(kept.document), "application/vc", seconds=LIST_SECONDS)


@require_safe
def signed_status_list(request: HttpRequest, number: int) -> HttpResponse:
    """Send a status list under the signature of the status key (带签名的状态名单)."""
    kept = selectors.status_file(number)
    if kept is None:
        raise Http404
    return published(request, bytes(kept.signed), "application/vc+cose", seconds=LIST_SECONDS)


@require_safe
def states(request: HttpRequest) -> HttpResponse:
    """Say what the numbers in a status list mean (状态含义)."""
    return published_json(request, pages.states(), seconds=FOR_EVER)


@require_safe
def log(request: HttpRequest) -> HttpResponse:
    """Show the latest head and entries of the log, and how to watch it (公开日志)."""
    return render(request, "public/log.html", pages.log_page())


@require_safe
def entry(request: HttpRequest, seq: int) -> HttpResponse:
    """Show one entry of the log with its proof (日志条目)."""
    return render(request, "public/log_entry.html", pages.entry_page(seq))


@require_safe
def entry_json(request: HttpRequest, seq: int) -> HttpResponse:
    """Send one entry with its inclusion proof below the latest head (包含证明)."""
    return published_json(request, pages.entry_answer(seq), seconds=HEAD_SECONDS)


@require_safe
def head_json(request: HttpRequest) -> HttpResponse:
    """Send the latest signed head (签名树头)."""
    return published_json(request, pages.head_answer(), seconds=HEAD_SECONDS)


@require_safe
def consistency_json(request: HttpRequest) -> HttpResponse:
    """Send the proof that the log of one size begins with the log of another (一致性证明)."""
    answer, status = pages.consistency_answer(request.GET.get("old", ""), request.GET.get("new", ""))
    return published_json(request, answer, seconds=HEAD_SECONDS, status=status)


@require_safe
def export_json(request: HttpRequest) -> HttpResponse:
    """Send the whole log for a monitor outside (日志导出)."""
    return published(request, selectors.log_export().to_bytes(), "application/json", seconds=HEAD_SECONDS)
