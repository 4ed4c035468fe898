"""Fill a form with plain values, whatever the edition asks."""

from datetime import datetime
from typing import Any

from pinzhang.domain.applications.models import Application
from pinzhang.domain.applications.services.drafts import save_answers
from pinzhang.domain.cases.services.correspondence import attach_file
from pinzhang.domain.parties.models import User
from pinzhang.domain.programmes.selectors import edition_document
from pinzhang.engine.packs.schema.form import FormField

PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
    b"\x00\x00\x00\rIDATx\x9cc\xf8\xcf\xc0\x00\x00\x03\x01\x01\x00\xc9\xfe\x92\xef\x00\x00\x00\x00IEND\xaeB`\x82"
)
_PLAIN = {
    "integer": "12",
    "decimal": "12.5",
    "money": "30000000",
    "share": "4.2",
    "date": "2019-05-01",
    "year": "2025",
    "yes_no": "yes",
    "statement": "yes",
    "phone": "0532-88880000",
    "email": "lin@example.cn",
    "gtin": "06901234567892",
}


def plain_value(asked: FormField) -> Any:
    if asked.kind in ("choice", "choices"):
        return asked.options[0].key
    if asked.kind in ("text", "long_text"):
        return ("示例内容，" * 200)[: max(asked.min_length or 4, 4)]
    return asked.minimum or _PLAIN[asked.kind]


def fill_in(application: Application, *, by: User, at: datetime) -> None:
    """Answer every question of the present stage and attach a file wherever one is required."""
    document = edition_document(application.round.edition)
    for section in document.form.sections:
        if section.asked_at != application.case.stage:
            continue
        raw = {asked.name: plain_value(asked) for asked in section.fields if asked.kind != "attachment"}
        for group in section.groups:
            for row in range(group.minimum):
                raw |= {f"{group.name}.{row}.{asked.name}": plain_value(asked) for asked in group.fields}
        save_answers(application=application, section=section.key, raw=raw, by=by, at=at, expected_version=None)
        for asked in section.fields:
            if asked.kind == "attachment" and (asked.required or asked.required_when):
                kind = asked.accept[0] if asked.accept else "pdf"
                attach_file(
                    case=application.case,
                    field=asked.name,
                    content=PNG if kind in ("png", "jpg") else PDF,
                    name=f"{asked.label}.{kind}",
                    accept=asked.accept,
                    max_mb=asked.max_size_mb,
                    max_files=asked.max_files,
                    by=by,
                    at=at,
                )
    application.refresh_from_db()
