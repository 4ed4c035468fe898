"""The form with which the office itself opens a file for an organisation (主管部门立件)."""

from typing import Any

from django import forms

from pinzhang.domain.parties.choices import SubjectKind
from pinzhang.engine.packs.schema import Edition
from pinzhang.engine.packs.schema.programme import Route


def office_routes(document: Edition) -> list[Route]:
    """Return the routes that only the office can begin: those that start with no submission."""
    kinds = {stage.key: stage.kind for stage in document.stages}
    return [route for route in document.programme.routes if kinds[route.starts_at] != "submission"]


class CounterForm(forms.Form):
    """Which organisation, by which route, for what and in which sector (主管部门立件)."""

    credit_code = forms.CharField(label="统一社会信用代码", max_length=30, help_text="须是已在本平台登记的单位。")
    route = forms.ChoiceField(label="路径", widget=forms.RadioSelect)
    subject_kind = forms.ChoiceField(label="对象", widget=forms.RadioSelect)
    subject_name = forms.CharField(
        label="名称", max_length=120, required=False, help_text="产品、服务等的名称；对象是单位本身时不用填。"
    )
    sector = forms.ChoiceField(label="领域", widget=forms.RadioSelect)

    def __init__(self, *args: Any, document: Edition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        head = document.programme
        choices: dict[str, list[tuple[str, str]]] = {
            "route": [(route.key, route.name.zh) for route in office_routes(document)],
            "subject_kind": [(kind, str(SubjectKind(kind).label)) for kind in head.subject_kinds],
            "sector": [(sector.key, sector.name.zh) for sector in head.sectors],
        }
        for name, options in choices.items():
            field = self.fields[name]
            field.choices = options  # type: ignore[attr-defined]
            if len(options) == 1:
                field.initial = options[0][0]
        if not head.sectors:
            del self.fields["sector"]
