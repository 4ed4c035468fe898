"""The forms with which a table is brought in (导入)."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms

from pinzhang.domain.imports.choices import ImportKind, Supplier
from pinzhang.domain.imports.columns import record_facts
from pinzhang.domain.parties.models import Post
from pinzhang.domain.programmes.models import Round
from pinzhang.domain.programmes.selectors import edition_document
from pinzhang.domain.review.services.tasks import REVIEWED_KINDS
from pinzhang.portals.ui.forms import DayInput

ASKED: dict[str, tuple[str, ...]] = {
    ImportKind.LEDGER: ("supplied_by", "source", "as_of"),
    ImportKind.RECORDS: ("fact", "supplied_by", "source"),
    ImportKind.REVIEWERS: (),
    ImportKind.SCORES: ("stage",),
    ImportKind.RIGHTS: ("source",),
}
"""What is asked of each kind, beside the authority and the file."""


class ImportForm(forms.Form):
    """Whose table it is, what it is about, and the file (导入)."""

    authority = forms.ChoiceField(label="归口机关")
    fact = forms.ChoiceField(label="记录种类", widget=forms.RadioSelect)
    stage = forms.ChoiceField(label="届次和环节")
    supplied_by = forms.ChoiceField(label="数据由谁提供", choices=[("", "请选择"), *Supplier.choices])
    source = forms.CharField(
        label="来源", max_length=200, help_text="如“2025 年第四季度监督抽查通报”，公示和核对时会引用。"
    )
    as_of = forms.DateField(label="数据日期", widget=DayInput, help_text="这些数据截至哪一天。")
    file = forms.FileField(
        label="文件",
        help_text="只收 .xlsx，不超过 10 MB，一次最多 2,000 行。",
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
    )

    def __init__(
        self, *args: Any, kind: str, posts: Iterable[Post], rounds: Iterable[Round], on: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        choices: dict[str, list[tuple[str, str]]] = {
            "authority": [(str(post.authority.pk), str(post.authority)) for post in posts],
            "fact": [(name, fact.title.zh) for name, fact in record_facts(on).items()],
            "stage": [("", "请选择"), *stages_scored(rounds)],
        }
        for name in list(self.fields):
            if name not in (*ASKED[kind], "authority", "file"):
                del self.fields[name]
            elif name in choices:
                self.fields[name].choices = choices[name]  # type: ignore[attr-defined]
        if len(choices["authority"]) == 1:
            self.fields["authority"].initial = choices["authority"][0][0]
            self.fields["authority"].widget = forms.HiddenInput()


TEMPLATE_ASKS = {ImportKind.LEDGER: "supplied_by", ImportKind.RECORDS: "fact", ImportKind.SCORES: "stage"}
"""Of what a template has its columns."""


def asked_for_template(form: ImportForm, kind: str) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """Return what has to be chosen before a template can be made: name, label, choices."""
    name = TEMPLATE_ASKS.get(ImportKind(kind))
    if name is None:
        return []
    field = form.fields[name]
    return [(name, str(field.label), list(field.choices))]  # type: ignore[attr-defined]


def stages_scored(rounds: Iterable[Round]) -> list[tuple[str, str]]:
    """Return the stages that reviewers judge, of each round: ``pk:stage`` and their names."""
    return [
        (f"{round_.pk}:{stage.key}", f"{round_.edition.name}　{round_.label}　{stage.name.zh}")
        for round_ in rounds
        for stage in edition_document(round_.edition).stages
        if stage.kind in REVIEWED_KINDS
    ]
