"""Open the page of an application and post its forms."""

from django.urls import reverse

from tests.portals.staff.makers import signed_in


def page_of(user, application):
    return signed_in(user).get(reverse("staff:application", args=[application.pk]))


def text_of(user, application):
    return page_of(user, application).content.decode()


def post(user, name, application, *more, **data):
    versioned = {"version": application.case.version, **data}
    return signed_in(user).post(reverse(f"staff:{name}", args=[application.pk, *more]), versioned)
