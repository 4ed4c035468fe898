"""How forms are drawn: the renderer, the notes a field may carry, and the few widgets of our own."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import django.forms
from django import forms
from django.forms.renderers import DjangoTemplates
from django.http import HttpRequest
from django.utils.functional import Promise, cached_property

TEMPLATES = Path(__file__).parent / "templates"
CONTROL_CLASSES = {
    "select": "form-select",
    "checkbox": "form-check-input",
    "radio": "form-check-input",
    "hidden": "",
}
"""By the type of an input or the name of a widget template; everything else is a ``form-control``."""

Text = str | Promise


@dataclass(frozen=True)
class Notes:
    """What stands around a field besides its label, hint and errors."""

    unit: Text = ""
    clause: Text = ""
    clause_url: str = ""
    source: Text = ""
    """Where a prefilled value comes from: 来自企业年报，可更正."""
    limits: Text = ""
    """The limit, said before it is broken: PDF、JPG 或 PNG，每个不超过 20 MB."""
    repair: Text = ""
    """A repair offered beside the error: 改为 217.26."""
    repair_value: str = ""


def annotate(field: forms.Field, **notes: Any) -> forms.Field:
    """Put notes around a form field and return it."""
    field.notes = replace(getattr(field, "notes", Notes()), **notes)  # type: ignore[attr-defined]
    return field


class PinzhangRenderer(DjangoTemplates):
    """Draws every form, field and widget in the design's classes."""

    form_template_name = "ui/forms/form.html"
    formset_template_name = "ui/forms/formset.html"
    field_template_name = "ui/forms/field.html"

    @cached_property
    def engine(self) -> Any:
        return self.backend(
            {
                "APP_DIRS": False,
                "DIRS": [TEMPLATES, Path(django.forms.__file__).parent / "templates"],
                "NAME": "pinzhang-forms",
                "OPTIONS": {"builtins": ["pinzhang.portals.ui.templatetags.pz"]},
            }
        )

    def render(self, template_name: str, context: Mapping[str, Any], request: HttpRequest | None = None) -> str:
        widget = context.get("widget")
        if isinstance(widget, dict):
            _dress(widget)
        return str(super().render(template_name, dict(context), request))


def _dress(widget: dict[str, Any]) -> None:
    """Add the design's class to a widget and its options."""
    for _group, options, _index in widget.get("optgroups", ()):
        for option in options:
            if option.get("type") in ("radio", "checkbox"):
                option["attrs"]["class"] = "form-check-input"
    name = Path(widget["template_name"]).stem
    kind = CONTROL_CLASSES.get(name, CONTROL_CLASSES.get(widget.get("type", ""), "form-control"))
    classes = f"{kind} {widget['attrs'].get('class', '')}".split()
    if classes:
        widget["attrs"]["class"] = " ".join(dict.fromkeys(classes))


class DayInput(forms.DateInput):
    """A day, chosen in the browser's own calendar."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class MomentInput(forms.DateTimeInput):
    """A day and an hour."""

    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")


class NumberInput(forms.TextInput):
    """A number that is typed: no arrows, no scrolling away, a number pad on phones."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"inputmode": "decimal", "autocomplete": "off", **(attrs or {})})


class AskedLater(forms.Field):
    """Mixin of a field that a draft may lack, though whoever takes the draft in will ask for it: not （选填）."""

    def validate(self, value: Any) -> None:
        if value not in self.empty_values:
            super().validate(value)


class LaterText(AskedLater, forms.CharField):
    """A text that a draft may lack."""


class LaterChoice(AskedLater, forms.ChoiceField):
    """A choice that a draft may lack."""


class FilesInput(forms.FileInput):
    """Several files at once."""

    allow_multiple_selected = True

    def value_from_datadict(self, _data: Any, files: Any, name: str) -> Any:
        return files.getlist(name) if hasattr(files, "getlist") else files.get(name)


class FilesField(forms.FileField):
    """Several files; the cleaned value is a list, empty where none was chosen."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> Any:
        check_one = super().clean
        if not data:
            check_one(None, initial)
            return []
        return [check_one(one, initial) for one in data]
