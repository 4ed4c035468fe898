"""Invented examples for the page that shows every component in its states."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.datastructures import MultiValueDict

from pinzhang.portals.ui.forms import DayInput, FilesField, NumberInput, annotate
from pinzhang.portals.ui.pagination import Page

LEVELS = (
    ("national", "国内领先，有第三方检测报告"),
    ("province", "省内领先，有第三方检测报告"),
    ("none", "暂时没有检测报告"),
)
ENOUGH = 100_000


class SampleForm(forms.Form):
    """One field of every kind."""

    spent_2024 = annotate(
        forms.DecimalField(label="2024 年度研发费用", widget=NumberInput()), unit="万元", source="来自企业年报，可更正"
    )
    spent_2025 = annotate(
        forms.DecimalField(label="2025 年度研发费用", widget=NumberInput()),
        unit="万元",
        clause="差异性条件·工业",
        repair="改为 217.26",
        repair_value="217.26",
    )
    idea = forms.CharField(
        label="主要创新点",
        help_text="说清解决了什么问题、与同类产品相比的指标。不要写公司名称，评审时隐去身份。",
        max_length=800,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    level = forms.ChoiceField(label="关键技术指标的水平", choices=LEVELS, widget=forms.RadioSelect)
    routes = forms.MultipleChoiceField(
        label="证明方式", choices=LEVELS[:2], widget=forms.CheckboxSelectMultiple, required=False
    )
    sector = forms.ChoiceField(label="领域", choices=(("", "请选择"), ("industry", "工业"), ("marine", "海洋")))
    founded_on = forms.DateField(label="登记日期", widget=DayInput())
    staff_count = forms.IntegerField(label="职工人数", min_value=1, max_value=99_999, widget=NumberInput())
    reports = annotate(
        FilesField(label="检验报告", required=False), limits="PDF、JPG 或 PNG，每个不超过 20 MB，最多 5 个"
    )
    promise = forms.BooleanField(label="我承诺所填内容真实，愿意承担法律责任")

    def clean_spent_2025(self) -> Decimal:
        spent: Decimal = self.cleaned_data["spent_2025"]
        if spent > ENOUGH:
            raise ValidationError("大于当年营业收入 8,136.00 万元。若您填的是“元”，应为 217.26 万元。")
        return spent


class PatentForm(forms.Form):
    """One row of a repeat group."""

    number = forms.CharField(label="专利号", max_length=20)
    granted_on = forms.DateField(label="授权日期", widget=DayInput(), required=False)


PatentFormSet = forms.formset_factory(PatentForm, extra=0, min_num=1, can_delete=True, max_num=20)


FILES: tuple[dict[str, Any], ...] = (
    {
        "name": "齿轮箱型式检验报告.pdf",
        "sub": "3.2 MB · 14:28 上传 · 内容已锁定",
        "action": "删除",
        "action_url": "#main",
    },
    {
        "name": "噪声检测报告.pdf",
        "sub": "正在上传 64%",
        "progress": Decimal("0.64"),
        "action": "取消",
        "action_url": "#main",
    },
    {
        "name": "扫描件.exe",
        "error": "没有上传：不是可接受的文件类型。请另存为 PDF 后重新选择。",
        "action": "重新选择",
        "action_url": "#main",
    },
)


def filled_form() -> SampleForm:
    """Return the sample form as it comes back with mistakes."""
    data = {"spent_2024": "193.70", "spent_2025": "2172600", "level": "province", "staff_count": "0"}
    form = SampleForm(data=data, files=MultiValueDict({"reports": [SimpleUploadedFile("噪声检测报告.pdf", b"%PDF")]}))
    form.is_valid()
    return form


def _values() -> dict[str, Any]:
    """Single values for the filters."""
    return {
        "on": date(2026, 11, 23),
        "from_on": date(2026, 11, 19),
        "to_on": date(2026, 11, 25),
        "at": datetime(2026, 11, 23, 2, 26, tzinfo=UTC),
        "fen": 1_392_000,
        "revenue": Decimal("81360000.00"),
        "short": Decimal("0.0040"),
        "words": {"zh": "某公共品牌", "en": "A public brand"},
        "ranks": ({"low": 1, "high": 2, "at": 1}, {"low": 2, "high": 5, "at": 3}, {"low": 13, "high": 14, "at": 14}),
    }


def sample_context() -> dict[str, Any]:
    """Return everything the states page shows."""
    return {
        "form": filled_form(),
        "patents": PatentFormSet(prefix="patents", initial=[{"number": "ZL202310123456.7"}]),
        "stages": [
            {"title": "授予", "state": "done", "sub": "2024年11月28日"},
            {"title": "资格审查", "state": "now", "status": "现在", "sub": "10 个工作日内", "clause": "四（三）"},
            {"title": "专家评审", "state": "", "sub": "5 名专家各自打分"},
            {"title": "撤销", "state": "end", "sub": "公示期满，无有效异议"},
        ],
        "track": [
            {"title": "申报", "state": "done", "sub": "11月6日"},
            {"title": "资格审查", "state": "now", "sub": "暂停计时"},
            {"title": "材料评审", "state": ""},
            {"title": "公示授奖", "state": ""},
        ],
        "tabs": [
            {"title": "等我办", "url": "?view=mine", "count": 12, "current": True},
            {"title": "超期", "url": "?view=late", "count": 1, "tone": "bad"},
            {"title": "全部", "url": "?view=all", "count": 1286},
        ],
        "week": [
            {"label": "周一 11-23", "value": 2, "text": "2 件", "tone": "warn"},
            {"label": "周二 11-24", "value": 1, "text": "1 件"},
            {"label": "周三 11-25", "value": 0, "text": "0 件"},
            {"label": "周四 11-26", "value": 4, "text": "4 件"},
        ],
        "files": FILES,
        "trend": {
            "labels": ["1月", "2月", "3月", "4月", "5月", "6月"],
            "series": [
                {"name": "受理", "values": [62, 41, 88, 97, 104, 118]},
                {"name": "办结", "values": [58, 44, 76, 95, 101, 112]},
            ],
        },
        "page": Page(rows=["一", "二", "三"], previous=None, next={"page": "2"}, first_index=1, total=12),
        **_values(),
    }
