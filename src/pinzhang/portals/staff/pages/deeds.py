"""What pages with one form have in common: the domain acts, or its refusal stands in the form."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from pinzhang.domain.core.refusals import Refusal
from pinzhang.domain.marks.models import Mark
from pinzhang.portals.staff.pages.rounds import show_on_form


def acted(
    request: HttpRequest, form: forms.Form, act: Callable[[], object], done: str, address: str
) -> HttpResponse | None:
    """Let the domain act on a form that is valid, and go on; nothing where the form is to be shown (again)."""
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        act()
    except Refusal as refusal:
        show_on_form(form, refusal)
        return None
    messages.success(request, done)
    return redirect(address)


def status_of(form: forms.Form) -> int:
    """Return the status of a page with a form: 422 where it was sent in and refused."""
    return 422 if form.is_bound and form.errors else 200


def deed(
    request: HttpRequest, form: forms.Form, mark: Mark, title: str, button: str, *, danger: bool = False, note: str = ""
) -> HttpResponse:
    """Show the page of one act about a mark."""
    context = {"form": form, "mark": mark, "title": title, "button": button, "danger": danger, "note": note}
    return render(request, "staff/marks/deed.html", context, status=status_of(form))
