"""Show a refusal of the domain where the reviewer typed."""

from django.forms import Form
from django.utils.translation import gettext

from pinzhang.domain.core.refusals import Refusal


def show_refusal(form: Form, refusal: Refusal) -> None:
    """Put a refusal at its fields, or above the form where it names none of this form's."""
    placed = {name: text for name, text in refusal.fields.items() if name in form.fields}
    for name, text in placed.items():
        form.add_error(name, gettext(text))
    if not placed:
        form.add_error(None, gettext(refusal.sentence))
