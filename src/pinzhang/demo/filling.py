"""Fill in whatever form an edition has, as a firm of the demonstration would."""

from datetime import datetime
from typing import Any

from pinzhang.demo.enterprises import Firm
from pinzhang.domain.applications.models import Application
from pinzhang.domain.applications.services.drafts import save_answers
from pinzhang.domain.cases.services.correspondence import attach_file
from pinzhang.domain.core.days import local_day
from pinzhang.domain.facts.selectors import facts_of
from pinzhang.domain.messages.services import typesetter
from pinzhang.domain.programmes.selectors import edition_document
from pinzhang.engine.packs.schema.form import FormField, FormGroup, FormSection

_PLAIN = {
    "integer": "12", "decimal": "12.5", "money": "1200000", "share": "4.2", "year": "2025", "yes_no": "yes",
    "statement": "yes", "phone": "0532-88880000", "email": "contact@example.cn", "gtin": "06901234567892",
}  # fmt: skip
_TEXTS = {
    "contact_name": "姜同", "contact_position": "质量部经理", "chief_quality_officer_name": "秦质",
    "industry_code": "C3823", "presenter_name": "秦质", "product_standard": "Q/0200 示例 001—2025",
    "service_standard": "Q/0200 示例 002—2025",
}  # fmt: skip
_LONG = (
    "本单位建立了覆盖设计、采购、生产和服务全过程的质量管理制度，设立质量目标并按季度评审，"
    "用数据发现问题、落实改进，顾客投诉逐件闭环。"
)
_pdf: list[bytes] = []


def fill_in(application: Application, firm: Firm, *, at: datetime, sections: int | None = None) -> None:
    """Answer the sections of the present stage (the first few of them for a draft) and attach what is required."""
    document = edition_document(application.round.edition)
    known = facts_of(firm.organisation, document.facts)
    asked = [section for section in document.form.sections if section.asked_at == application.case.stage]
    for section in asked[:sections]:
        raw = _section(section, firm, known, at)
        save_answers(
            application=application, section=section.key, raw=raw, by=firm.signer, at=at, expected_version=None
        )
        for field in section.fields:
            if field.kind == "attachment" and (field.required or field.required_when):
                _attach(application, field, firm, at)
    application.refresh_from_db()


def _section(section: FormSection, firm: Firm, known: dict[str, Any], at: datetime) -> dict[str, Any]:
    raw = {field.name: _value(field, firm, known, at) for field in section.fields if field.kind != "attachment"}
    for group in section.groups:
        for index, row in enumerate(_rows(group, firm, known, at)):
            raw |= {f"{group.name}.{index}.{name}": value for name, value in row.items()}
    return raw


def _value(field: FormField, firm: Firm, known: dict[str, Any], at: datetime) -> Any:
    fact = known.get(field.prefill) if field.prefill else None
    if isinstance(fact, bool):
        return "yes" if fact else "no"
    if isinstance(fact, str):
        return fact
    return _invented(field, firm, at)


def _invented(field: FormField, firm: Firm, at: datetime) -> Any:
    if field.name in ("public_benefit", "emerging_field"):
        return "no"
    if field.kind in ("choice", "choices"):
        return field.options[0].key
    if field.kind == "date":
        return local_day(at).replace(year=local_day(at).year - 4, day=1).isoformat()
    if field.kind == "long_text":
        return (_LONG * 20)[: min(max(field.min_length or 0, 120), field.max_length or 2000)]
    if field.kind == "text":
        return _TEXTS.get(field.name, firm.product)[: field.max_length or 60]
    return _PLAIN[field.kind]


def _rows(group: FormGroup, firm: Firm, known: dict[str, Any], at: datetime) -> list[dict[str, Any]]:
    """Rows from the facts where there are some: one a year, one a trademark; else as many as the form demands."""
    names = {field.name for field in group.fields}
    if "year" in names:
        return _yearly_rows(group, known, at)
    records = known.get(group.name, {})
    if isinstance(records, dict) and records.get("records"):
        return [
            {name: ("yes" if value is True else value) for name, value in record.items() if name in names}
            for record in records["records"]
        ]
    return [
        {field.name: _value(field, firm, known, at) for field in group.fields if field.kind != "attachment"}
        for _ in range(group.minimum)
    ]


def _yearly_rows(group: FormGroup, known: dict[str, Any], at: datetime) -> list[dict[str, Any]]:
    last = local_day(at).year - 1
    rows = []
    for year in range(last - 2, last + 1):
        row: dict[str, Any] = {"year": str(year)}
        for field in group.fields:
            if field.name != "year":
                row[field.name] = known.get(field.prefill or "", {}).get(str(year), "1000000")
        rows.append(row)
    return rows[: group.maximum]


def _attach(application: Application, field: FormField, firm: Firm, at: datetime) -> None:
    attach_file(
        case=application.case, field=field.name, content=_sample_pdf(), name=f"{field.label.zh}.pdf",
        accept=field.accept, max_mb=field.max_size_mb, max_files=field.max_files, by=firm.signer, at=at,
    )  # fmt: skip


def _sample_pdf() -> bytes:
    """One page that says it is a sample, set once."""
    if not _pdf:
        content = {
            "heading": "演示附件", "holder": "本文件仅用于演示，不是任何单位的真实材料", "number": "",
            "on": "2026-01-01", "sections": [{"title": "说明", "lines": ["此处应为申报组织上传的证明材料。"]}],
        }  # fmt: skip
        _pdf.append(typesetter().typeset("feedback", content))
    return _pdf[0]
