"""Check a mark: the form, and the page of one number."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from pinzhang.domain.marks.selectors import mark_numbered
from pinzhang.portals.public.forms import VerifyForm
from pinzhang.portals.public.pages.marks import mark_page

NOT_FOUND = 404


@require_safe
def verify(request: HttpRequest) -> HttpResponse:
    """Ask for the number on the package, and lead to its page (查标识)."""
    form = VerifyForm(request.GET if "number" in request.GET else None)
    if form.is_bound and form.is_valid():
        return redirect("public:mark", number=form.cleaned_data["number"])
    return render(request, "public/verify.html", {"form": form})


@require_safe
@never_cache
def mark(request: HttpRequest, number: str) -> HttpResponse:
    """Say of one number what is true at this moment: genuine, suspended, revoked, expired or not known (标识核验)."""
    at = timezone.now()
    found = mark_numbered(number)
    if found is None:
        return render(request, "public/mark_unknown.html", {"number": number, "at": at}, status=NOT_FOUND)
    return render(request, "public/mark.html", mark_page(found, at))
