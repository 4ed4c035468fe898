"""Save a section of the form together with its files."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from pinzhang.domain.applications.models import Application
from pinzhang.domain.applications.services.drafts import save_answers
from pinzhang.domain.cases.services.correspondence import attach_file
from pinzhang.domain.core.services.files import CannotKeepFile
from pinzhang.domain.parties.models import User
from pinzhang.domain.programmes.selectors import edition_document
from pinzhang.engine.forms import section_of

Upload = tuple[str, bytes]
"""The name of a file, and its bytes."""


@dataclass
class Saved:
    """What came of saving a section (保存结果): by field, what is wrong with answers and which files were not kept."""

    problems: dict[str, str] = field(default_factory=dict)
    refused_files: dict[str, str] = field(default_factory=dict)


@transaction.atomic
def save_section(
    *,
    application: Application,
    section: str,
    raw: dict[str, Any],
    uploads: Mapping[str, Sequence[Upload]],
    by: User,
    at: datetime,
    expected_version: int | None,
) -> Saved:
    """Save the answers, then the files; a file that is refused leaves everything else saved (保存一页).

    :raises CannotSave: the section is not asked for now.
    :raises ChangedMeanwhile: somebody else saved the same application after this page was loaded.
    """
    saved = Saved(
        save_answers(application=application, section=section, raw=raw, by=by, at=at, expected_version=expected_version)
    )
    asked = section_of(edition_document(application.round.edition).form, section)
    for one in asked.fields:
        for name, content in uploads.get(one.name, ()) if one.kind == "attachment" else ():
            try:
                attach_file(
                    case=application.case,
                    field=one.name,
                    content=content,
                    name=name,
                    accept=one.accept,
                    max_mb=one.max_size_mb,
                    max_files=one.max_files,
                    by=by,
                    at=at,
                )
            except CannotKeepFile as refusal:
                saved.refused_files[one.name] = refusal.sentence
    return saved
