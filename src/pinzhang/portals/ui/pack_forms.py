"""Questions of a pack as fields of a page: only drawn here, read and judged by the engine."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.forms.utils import ErrorDict
from django.http import QueryDict
from django.utils.translation import gettext as _

from pinzhang.engine.packs.schema.form import FormField, FormGroup, FormSection
from pinzhang.portals.ui.components.numbers import number
from pinzhang.portals.ui.components.words import words
from pinzhang.portals.ui.forms import DayInput, FilesField, NumberInput, annotate

Questions = Callable[[], dict[str, forms.Field]]
MOST_ROWS = 200
FEW_OPTIONS = 6
"""Up to so many options are shown side by side; more go into a list."""
NUMBERS = ("integer", "decimal", "money", "share", "year")
MONEY = "CNY"


if TYPE_CHECKING:
    _FormSet = forms.BaseFormSet["AnswersForm"]
else:
    _FormSet = forms.BaseFormSet


class AnswersForm(forms.Form):
    """The questions of one section or one row, with what the engine says of the answers."""

    use_required_attribute = False

    def __init__(
        self, *args: Any, questions: Questions, problems: Mapping[str, str] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **{**kwargs, "use_required_attribute": False})
        self.fields = {**self.fields, **questions()}
        self.problems = problems or {}

    def full_clean(self) -> None:
        """Take over the engine's findings; nothing is judged twice."""
        found = {name: self.error_class([text]) for name, text in self.problems.items() if name in self.fields}
        self._errors = ErrorDict(found)
        self.cleaned_data: dict[str, Any] = {}


class Rows(_FormSet):
    """The rows of a repeat group (重复组)."""

    form = AnswersForm
    extra, min_num, can_order, can_delete, can_delete_extra = 0, 0, False, False, False
    max_num = absolute_max = MOST_ROWS
    validate_max = validate_min = edit_only = False
    renderer = None

    def __init__(self, *, problems: list[dict[str, str]], general: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.problems, self.general = problems, general

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        known = index is not None and index < len(self.problems)
        return {**super().get_form_kwargs(index), "problems": self.problems[index or 0] if known else {}}

    def full_clean(self) -> None:
        """Take over the engine's findings of the rows and of their number."""
        self._errors = [form.errors for form in self.forms]
        self._non_form_errors = self.error_class([self.general] if self.general else [])


def field_for(asked: FormField, *, required: bool, source: str = "") -> forms.Field:
    """Return the field that draws a question."""
    text: dict[str, Any] = {
        "label": words(asked.label),
        "help_text": words(asked.help) if asked.help else "",
        "required": required,
    }
    field = _MAKERS.get(asked.kind, _line)(asked, text)
    return annotate(field, unit=unit_label(asked), clause=asked.clause, source=source, limits=limits_of(asked))


def unit_name(asked: FormField) -> str:
    """Return the unit of a question as a page writes it beside a number."""
    if asked.kind == "share":
        return "%"
    return "元" if asked.unit == MONEY else asked.unit


def unit_label(asked: FormField) -> str:
    """Return the unit that stands behind a field, in the reader's language."""
    name = unit_name(asked)
    return _(name).rpartition("|")[2] if name else ""


def _line(asked: FormField, text: dict[str, Any]) -> forms.Field:
    widgets = {"date": DayInput, "phone": forms.TextInput, "email": forms.EmailInput}
    if asked.kind in NUMBERS or asked.kind == "gtin":
        return forms.CharField(widget=NumberInput(), **text)
    widget = widgets.get(asked.kind, forms.TextInput)()
    if asked.kind == "phone":
        widget.attrs["inputmode"] = "tel"
    return forms.CharField(widget=widget, **text)


def _long_text(asked: FormField, text: dict[str, Any]) -> forms.Field:
    """No ``maxlength``: a browser would cut what is pasted without a word."""
    widget = forms.Textarea({"rows": 6})
    field = forms.CharField(max_length=asked.max_length, min_length=asked.min_length, widget=widget, **text)
    for name in ("maxlength", "minlength"):
        field.widget.attrs.pop(name, None)
    return field


def _options(asked: FormField) -> list[tuple[str, str]]:
    return [(option.key, words(option.name)) for option in asked.options]


def _choice(asked: FormField, text: dict[str, Any]) -> forms.Field:
    if len(asked.options) <= FEW_OPTIONS:
        return forms.ChoiceField(choices=_options(asked), widget=forms.RadioSelect, **text)
    return forms.ChoiceField(choices=[("", _("请选择")), *_options(asked)], **text)


def _choices(asked: FormField, text: dict[str, Any]) -> forms.Field:
    return forms.MultipleChoiceField(choices=_options(asked), widget=forms.CheckboxSelectMultiple, **text)


def _yes_no(_asked: FormField, text: dict[str, Any]) -> forms.Field:
    return forms.ChoiceField(choices=[("yes", _("是")), ("no", _("否"))], widget=forms.RadioSelect, **text)


def _statement(_asked: FormField, text: dict[str, Any]) -> forms.Field:
    return forms.BooleanField(**text)


def _attachment(asked: FormField, text: dict[str, Any]) -> forms.Field:
    field = FilesField(**text)
    field.widget.attrs["accept"] = ",".join(f".{kind}" for kind in asked.accept)
    field.widget.attrs["multiple"] = asked.max_files > 1
    return field


_MAKERS: dict[str, Callable[[FormField, dict[str, Any]], forms.Field]] = {
    "long_text": _long_text,
    "choice": _choice,
    "choices": _choices,
    "yes_no": _yes_no,
    "statement": _statement,
    "attachment": _attachment,
}


def limits_of(asked: FormField) -> str:
    """Return the limits of a question, said before they are broken."""
    if asked.kind == "attachment":
        return _("%(kinds)s，每个不超过 %(size)s MB，最多 %(files)s 个") % {
            "kinds": _("、").join(kind.upper() for kind in asked.accept) or _("常用文件"),
            "size": asked.max_size_mb,
            "files": asked.max_files,
        }
    low, high = (_bound(asked, text) for text in (asked.minimum, asked.maximum))
    if low and high:
        return _("%(low)s 至 %(high)s") % {"low": low, "high": high}
    if low:
        return _("不小于 %(low)s") % {"low": low}
    return _("不大于 %(high)s") % {"high": high} if high else ""


def _bound(asked: FormField, text: str | None) -> str:
    if text is None or asked.kind == "date":
        return text or ""
    return number(percentage(text) if asked.kind == "share" else text)


def percentage(share: str | Decimal) -> str:
    """Return a share as the number that stands before a percent sign."""
    return f"{(Decimal(share) * 100).normalize():f}"


def typed(asked: FormField, value: Any) -> Any:
    """Return a kept answer as it would be typed."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if asked.kind == "share" and isinstance(value, str):
        return percentage(value)
    return value


def raw_answers(section: FormSection, posted: QueryDict) -> dict[str, Any]:
    """Return what was typed in a section as the engine reads it; rows that are struck out are left out."""
    raw: dict[str, Any] = {asked.name: _posted(asked, asked.name, posted) for asked in section.fields}
    for group in section.groups:
        for index in range(_row_count(group, posted)):
            if posted.get(f"{group.name}-{index}-DELETE"):
                continue
            for asked in group.fields:
                raw[f"{group.name}.{index}.{asked.name}"] = _posted(asked, f"{group.name}-{index}-{asked.name}", posted)
    return raw


def _posted(asked: FormField, name: str, posted: QueryDict) -> Any:
    return posted.getlist(name) if asked.kind == "choices" else posted.get(name)


def _row_count(group: FormGroup, posted: QueryDict) -> int:
    text = posted.get(f"{group.name}-TOTAL_FORMS", "")
    return min(int(text), MOST_ROWS) if text.isascii() and text.isdigit() else 0
