"""How a form shows that the domain said no: at its fields, with everything that was typed still there."""

from http import HTTPStatus

from django import forms
from django.utils.translation import gettext_noop

from pinzhang.portals.ui.refusals import show_refusal

__all__ = ["MET_BY_THE_PUBLIC", "show_refusal", "status_of"]

MET_BY_THE_PUBLIC = (
    gettext_noop("这项公示已经结束。"),
    gettext_noop("公示期已满。您仍可以向受理单位投诉。"),
    gettext_noop("公开征求意见已经结束。"),
    gettext_noop("请填写商品上印的标识编号；看不清的，写看得清的部分。"),
    gettext_noop("举报还没有填完整。"),
)
"""What the domain may answer to somebody who is not signed in; said here so that it is translated."""


def status_of(form: forms.Form) -> int:
    """Return the status of a page with a form: 422 where it was sent in and refused."""
    return HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound and form.errors else HTTPStatus.OK
