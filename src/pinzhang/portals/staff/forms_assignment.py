"""Forms of the pool of reviewers and of assignment runs."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from django import forms

from pinzhang.domain.applications.models import Application
from pinzhang.domain.review.choices import RelationKind, RelationSource
from pinzhang.domain.review.demands import Demand
from pinzhang.domain.review.models import Reviewer
from pinzhang.domain.review.services.pool import Particulars
from pinzhang.domain.review.services.relations import Tie
from pinzhang.portals.ui.forms import DayInput, annotate

LIMIT = "limit-"
OBJECTIVES = (
    ("floor", "先保最低：匹配度最低的一件尽量高，再看总和"),
    ("total", "总和最大：总匹配度最大，个别申报可能偏低"),
    ("leximin", "逐级拉平：最低的尽量高，再看次低的，依次类推"),
)


def _listed(text: str) -> list[str]:
    """Return what was typed one after another, by commas, spaces or lines."""
    return list(dict.fromkeys(filter(None, re.split(r"[\s,，、;；]+", text.strip()))))


class ListField(forms.CharField):
    """Several short texts in one line."""

    def __init__(self, **more: Any) -> None:
        super().__init__(required=False, max_length=2000, **more)

    def clean(self, value: Any) -> list[str]:
        """Return the texts."""
        return _listed(super().clean(value))

    def prepare_value(self, value: Any) -> Any:
        """Show a list as it is typed."""
        return "、".join(value) if isinstance(value, list) else value


class ParticularsForm(forms.Form):
    """What is known of a reviewer (专家信息)."""

    level = forms.CharField(label="级别", max_length=20, required=False, help_text="如“省级”“市级”。")
    employer = forms.CharField(label="工作单位", max_length=120, required=False)
    employer_credit_code = forms.CharField(
        label="单位统一社会信用代码", max_length=18, required=False, help_text="用来核对回避，请尽量填写。"
    )
    district_code = forms.RegexField(
        r"^\d{6}$", label="所在区市代码", required=False, help_text="GB/T 2260 六位代码；只有规则要求同区市回避时才用。"
    )
    fields_known = ListField(label="专长领域", help_text="用顿号隔开，如“食品、质量管理”。")
    industry_codes = ListField(label="熟悉的行业", help_text="GB/T 4754 代码，如 C1513、C38。")
    committees = ListField(label="标准化技术委员会", help_text="如 SAC/TC64、SAC/TC151/SC1。")
    load_limit = forms.IntegerField(label="手上最多几件", min_value=0, max_value=999)
    term_from = forms.DateField(label="聘期起", widget=DayInput, required=False)
    term_to = forms.DateField(label="聘期止", widget=DayInput, required=False)
    active = forms.BooleanField(label="在库，可以分派", required=False)

    @classmethod
    def of(cls, reviewer: Reviewer, data: Any = None) -> "ParticularsForm":
        """Return the form filled with what is known."""
        known = {name: getattr(reviewer, name) for name in cls.base_fields if name != "fields_known"}
        return cls(data, initial={**known, "fields_known": reviewer.fields})

    @property
    def particulars(self) -> Particulars:
        """What was filled in."""
        given = dict(self.cleaned_data)
        return Particulars(fields=given.pop("fields_known"), **given)


class EnrolmentForm(forms.Form):
    """Who is put into the pool (专家入库)."""

    username = forms.CharField(label="登录名", max_length=150, help_text="已经登记的人员。")


class OfficeRelationForm(forms.Form):
    """What ties a reviewer to an organisation, as a register or an officer found it (利害关系)."""

    kind = forms.ChoiceField(label="关系", choices=RelationKind.choices)
    organisation_name = forms.CharField(label="单位名称", max_length=120)
    credit_code = forms.CharField(label="统一社会信用代码", max_length=40)
    from_on = forms.DateField(label="开始日期", widget=DayInput, required=False)
    to_on = forms.DateField(label="结束日期", widget=DayInput, required=False, help_text="仍在持续的，留空。")
    source = forms.ChoiceField(
        label="来源", choices=[each for each in RelationSource.choices if each[0] != RelationSource.DECLARED]
    )
    note = forms.CharField(label="出处", max_length=1000, required=False, help_text="哪里查到的。")

    @property
    def tie(self) -> Tie:
        """What was filled in."""
        given = {name: value for name, value in self.cleaned_data.items() if name != "source"}
        return Tie(**{**given, "kind": RelationKind(given["kind"])})


class GroundForm(forms.Form):
    """Why something is withdrawn."""

    ground = forms.CharField(label="撤销登记的理由", max_length=500)


class DemandForm(forms.Form):
    """What is asked of an assignment run (分派要求)."""

    objective = forms.ChoiceField(label="目标", choices=OBJECTIVES, widget=forms.RadioSelect)
    per_application = forms.IntegerField(label="每件申报由几位专家评审", min_value=1, max_value=99)
    max_load = forms.IntegerField(
        label="每位专家最多几件", min_value=1, max_value=9999, required=False, help_text="不填则按各人自己的上限。"
    )
    min_load = forms.IntegerField(label="每位专家至少几件", min_value=0, max_value=9999, required=False)
    links = forms.IntegerField(
        label="至多几个席位用来联结各组",
        min_value=0,
        max_value=9999,
        required=False,
        help_text="各组专家互不相通时，宽严不能比较；几个联结席位就能连成一片，只损失很少匹配度。",
    )
    anchors = ListField(label="锚定申报", help_text="填申报号：这几件由全体专家评审，用来比较宽严。")
    diverse = forms.BooleanField(label="同一单位的专家，每件至多一位", required=False)
    required = forms.MultipleChoiceField(
        label="每件都要有这些专长的专家", widget=forms.CheckboxSelectMultiple, required=False
    )
    seed = forms.IntegerField(
        label="抽签种子",
        min_value=0,
        max_value=2**31 - 1,
        required=False,
        help_text="同样好的方案按它取舍；会一并存档。",
    )

    def __init__(
        self,
        data: Any = None,
        *,
        reviewers: Sequence[Reviewer],
        applications: Iterable[Application],
        released: Iterable[int] = (),
        **more: Any,
    ) -> None:
        super().__init__(data, **more)
        self.numbers = {each.case.number: each.pk for each in applications}
        self.released = tuple(released)
        known = sorted({name for each in reviewers for name in each.fields})
        self.fields["required"].choices = [(name, name) for name in known]  # type: ignore[attr-defined]
        if not known:
            del self.fields["required"]
        for each in reviewers:
            field = forms.IntegerField(label=str(each.user), min_value=0, max_value=9999, required=False)
            self.fields[f"{LIMIT}{each.pk}"] = annotate(field, unit="件", limits=f"本人上限 {each.most} 件。")

    def clean_anchors(self) -> list[int]:
        """Return the keys of the anchors."""
        unknown = [number for number in self.cleaned_data["anchors"] if number not in self.numbers]
        if unknown:
            raise forms.ValidationError(f"没有在这个环节的申报：{'、'.join(unknown)}。")
        return [self.numbers[number] for number in self.cleaned_data["anchors"]]

    @property
    def main_fields(self) -> list[forms.BoundField]:
        """The demands on everybody."""
        return [self[name] for name in self.fields if not name.startswith(LIMIT)]

    @property
    def limit_fields(self) -> list[forms.BoundField]:
        """The limits of single reviewers."""
        return [self[name] for name in self.fields if name.startswith(LIMIT)]

    @property
    def demand(self) -> Demand:
        """What was filled in."""
        given = self.cleaned_data
        limits = {
            int(name.removeprefix(LIMIT)): most
            for name, most in given.items()
            if name.startswith(LIMIT) and most is not None
        }
        return Demand(
            per_application=given["per_application"],
            objective=given["objective"],
            max_load=given["max_load"],
            min_load=given["min_load"] or 0,
            links=given["links"] or 0,
            anchors=tuple(given["anchors"]),
            diverse=given["diverse"],
            required=tuple(given.get("required", ())),
            limits=limits,
            released=self.released,
            seed=given["seed"] or 0,
        )
