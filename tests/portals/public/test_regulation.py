"""How the particulars of an edition are said, those that neither real pack has among them."""

from datetime import date
from types import SimpleNamespace

import pytest
from django import forms
from django.utils import translation

from pinzhang.domain.core.refusals import Refusal
from pinzhang.engine.packs.schema.outcomes import Quota
from pinzhang.engine.packs.schema.stages import Stage
from pinzhang.portals.public.forms import VerifyForm
from pinzhang.portals.public.pages import regulation
from pinzhang.portals.public.pages.checks import CheckForm
from pinzhang.portals.public.pages.english import amount
from pinzhang.portals.public.pages.names import name_of
from pinzhang.portals.public.pages.notices import NoticeLine
from pinzhang.portals.public.pages.programmes import quota_words
from pinzhang.portals.public.refusing import show_refusal, status_of
from tests.factories import load
from tests.factories.programmes import PREMIUM_PACK

REST = {"clause": "第十条", "source": "opinions"}


def stage(**particulars: object) -> Stage:
    return Stage.model_validate({"key": "one", "kind": "document_review", "name": "评审", **REST, **particulars})


def said(**particulars: object) -> list[str]:
    document = load(PREMIUM_PACK)
    head = document.programme
    route = head.routes[0].model_copy(update={"starts_at": "one", "skips": ()})
    edition = document.model_copy(
        update={"stages": (stage(**particulars),), "programme": head.model_copy(update={"routes": (route,)})}
    )
    return list(regulation.routes_of(edition)[0].stages[0].lines)


def term(count: int, unit: str, basis: str = "legal") -> dict[str, object]:
    return {"count": count, "unit": unit, "basis": basis, **REST}


@pytest.mark.parametrize(
    ("particulars", "words"),
    [
        ({"term": term(10, "working_days")}, ["10 个工作日内"]),
        ({"term": term(2, "months", "service_norm")}, ["2 个月内（服务承诺）"]),
        ({"exit": {"kind": "top_n", "count": 20}}, ["取前 20 名"]),
        ({"exit": {"kind": "cut_off", "score": "600"}}, ["得分不低于 600 分的进入下一环节"]),
        ({"exit": {"kind": "ratio", "ratio": "1.5"}}, ["按名额的 1.5 倍进入下一环节"]),
        (
            {"kind": "consultation", "departments": [{"key": "tax", "name": "税务局"}], "silence": "no_objection"},
            ["征求意见：税务局", "逾期未回复视为无意见"],
        ),
        ({"kind": "public_notice", "objections": True}, ["任何人都可以提出异议；有异议的先核实，其他的照常进行"]),
        (
            {"kind": "public_notice", "objections": True, "hold": "batch"},
            ["任何人都可以提出异议；核实期间整份名单都不作决定"],
        ),
        ({"future_name": "评审", "note": "由专家评审。"}, ["由专家评审。"]),
    ],
)
def test_a_stage_says_what_matters_to_somebody_outside(particulars, words):
    assert said(**particulars) == words


def test_a_notice_says_whether_an_objection_holds_everybody():
    def line(hold: str) -> NoticeLine:
        notice = SimpleNamespace(stage=stage(kind="public_notice", hold=hold))
        return NoticeLine(None, notice, "", "", "", "", 0, running=True)  # type: ignore[arg-type]

    assert line("batch").holds_everybody
    assert not line("case").holds_everybody


@pytest.mark.parametrize(("period", "words"), [("3y", "3 年"), ("6m", "6 个月"), ("30d", "30 天"), (None, "")])
def test_a_span_of_time_is_said(period, words):
    assert regulation.period_words(period) == words


def test_a_quota_the_source_does_not_name_says_nothing():
    assert quota_words(Quota()) == ""
    assert quota_words(Quota(maximum=3, may_stay_vacant=True)) == "最多 3 个，可以空缺"


def test_a_sector_nobody_knows_is_the_first_one():
    document = load(PREMIUM_PACK)

    assert regulation.chosen_sector(document, "space") == "industry"
    assert regulation.rules_of(document, sector="", on=date(2026, 3, 2)).documents[0].zh == "连续运营的书面声明"


def test_what_a_rule_asks_of_the_application_is_asked_first():
    document = load(PREMIUM_PACK)
    asking = document.eligibility.rules[0].model_copy(
        update={"applies_when": "a.subject_kind == 'product' && a.applicant_kind == 'enterprise'"}
    )
    edition = document.model_copy(update={"eligibility": document.eligibility.model_copy(update={"rules": (asking,)})})
    form = CheckForm({"subject_kind": "product", "applicant_kind": ""}, edition)

    assert form.is_valid()
    assert list(form.fields) == ["code", "sector", "subject_kind", "applicant_kind"]
    assert form.application() == {"subject_kind": "product"}
    assert ("service", "服务") in form.fields["subject_kind"].choices


@pytest.mark.parametrize(
    ("chinese", "english"),
    [
        ("≥ 2,000.00 万元", "≥ CNY 20,000,000.00"),
        ("-1.5 万元", "CNY -15,000.00"),
        ("12.30 元", "CNY 12.30"),
        ("≤ 2023年3月31日", "≤ 31 March 2023"),
        ("397 天", "397 days"),
        ("1 年", "1 year"),
        ("0 条", "0 records"),
        ("0.40 个百分点", "0.40 percentage points"),
        ("以“3702”开头", "beginning with “3702”"),
        ("不以“3702”开头", "not beginning with “3702”"),
        ("“甲”、“乙”之一", "one of “甲”, “乙”"),
        ("不是“甲”", "not “甲”"),
        ("是", "yes"),
        ("否", "no"),
        ("3%", "3%"),
    ],
)
def test_amounts_are_read_in_english(chinese, english):
    assert amount(chinese) == chinese
    with translation.override("en"):
        assert amount(chinese) == english


def test_nobody_has_no_name():
    assert name_of(None) == ""


def test_a_refusal_goes_to_its_field_else_above_the_form():
    form = VerifyForm({"number": "YP-1"})
    show_refusal(form, Refusal("不行", fields={"number": "这一项不行", "elsewhere": "别处"}))
    plain = VerifyForm({"number": "YP-1"})
    show_refusal(plain, Refusal("不行"))

    assert form.errors == {"number": ["这一项不行"]}
    assert plain.errors == {forms.forms.NON_FIELD_ERRORS: ["不行"]}
    assert (status_of(form), status_of(VerifyForm())) == (422, 200)
