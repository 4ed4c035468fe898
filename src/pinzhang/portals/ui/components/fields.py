"""Forms in the design's classes, whatever renderer a form was made with."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.forms import BaseForm, BaseFormSet, BoundField, CheckboxInput, FileField, Textarea
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

from pinzhang.portals.ui.components.numbers import number
from pinzhang.portals.ui.forms import Notes, PinzhangRenderer


@cache
def renderer() -> PinzhangRenderer:
    return PinzhangRenderer()


def field(bound: BoundField) -> SafeString:
    """Draw one field: label, hint, limits, error, control with unit and source."""
    bound.form.renderer = renderer()
    template_name = getattr(bound.field, "template_name", None) or renderer().field_template_name
    return bound.render(template_name=template_name, renderer=renderer())


def fields(form: BaseForm) -> SafeString:
    """Draw every field of a form, hidden ones too, without the error summary."""
    form.renderer = renderer()
    return form.render(template_name=renderer().form_template_name, renderer=renderer())


def repeat_group(formset: "BaseFormSet[Any]") -> SafeString:
    """Draw a repeat group (重复组): one card per row, a box to remove it, a button to add one."""
    return formset.render(template_name=renderer().formset_template_name, renderer=renderer())


def notes_of(bound: BoundField) -> Notes:
    """Return what stands around a field besides its label, hint and errors."""
    return getattr(bound.field, "notes", None) or Notes()


def control(bound: BoundField) -> SafeString:
    """Draw the bare control of a field, described by its hint, limits, error and source."""
    described = described_by(bound)
    attrs: dict[str, str | bool] = {"aria-describedby": described} if described and not bound.use_fieldset else {}
    if isinstance(bound.field, FileField):
        attrs["data-upload"] = ""
    bound.form.renderer = renderer()
    return bound.as_widget(attrs=attrs)


def described_by(bound: BoundField) -> str:
    """Return the ids of the texts that belong to a field, in reading order."""
    notes = notes_of(bound)
    parts = (
        ("helptext", bound.help_text),
        ("limits", limits(bound)),
        ("error", bound.errors),
        ("count", counter(bound)),
        ("source", notes.source),
    )
    return " ".join(f"{bound.auto_id}_{name}" for name, text in parts if text)


def limits(bound: BoundField) -> str:
    """Return the limits of a field: those it was annotated with, else the bounds of a number."""
    notes = notes_of(bound)
    if notes.limits:
        return str(notes.limits)
    low, high = (number(getattr(bound.field, name, None)) for name in ("min_value", "max_value"))
    has_low, has_high = (getattr(bound.field, name, None) is not None for name in ("min_value", "max_value"))
    if has_low and has_high:
        return gettext("%(low)s 至 %(high)s") % {"low": low, "high": high}
    if has_low:
        return gettext("不小于 %(low)s") % {"low": low}
    return gettext("不大于 %(high)s") % {"high": high} if has_high else ""


def counter(bound: BoundField) -> str:
    """Return how long a long text is and may be: 0 / 800 字, 7 / 20 字起."""
    if not isinstance(bound.field.widget, Textarea):
        return ""
    length = len(str(bound.value() or ""))
    most, least = (getattr(bound.field, name, None) for name in ("max_length", "min_length"))
    if most:
        return gettext("%(n)s / %(most)s 字") % {"n": length, "most": most}
    return gettext("%(n)s / %(least)s 字起") % {"n": length, "least": least} if least else ""


def is_checkbox(bound: BoundField) -> bool:
    """Return whether the field is one box to tick, whose label stands behind it."""
    return isinstance(bound.field.widget, CheckboxInput)


@dataclass(frozen=True)
class Mistake:
    """One line of the error summary: what is wrong, and where."""

    text: str
    target: str


def mistakes(form: "BaseForm | BaseFormSet[Any]") -> list[Mistake]:
    """Return everything that is wrong with a form or a repeat group, in the order of the page."""
    if isinstance(form, BaseFormSet):
        general = [Mistake(str(text), "") for text in form.non_form_errors()]
        return general + [mistake for one in form.forms for mistake in mistakes(one)]
    found = [Mistake(str(text), "") for text in form.non_field_errors()]
    for bound in form:
        target = "" if bound.is_hidden else (bound.auto_id or "")
        found += [
            Mistake(gettext("%(label)s：%(error)s") % {"label": bound.label, "error": error}, target)
            for error in bound.errors
        ]
    return found


def summary(forms: "Iterable[BaseForm | BaseFormSet[Any]]", title: str = "") -> dict[str, object]:
    """Return what the error summary shows of one or several forms; nothing where nothing is wrong."""
    found = [mistake for form in forms if form.is_bound for mistake in mistakes(form)]
    heading = ngettext("有 %(n)s 处要改", "有 %(n)s 处要改", len(found)) % {"n": len(found)}
    return {"mistakes": found, "title": title or heading}
