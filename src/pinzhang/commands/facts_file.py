"""Read a file of facts: JSON, of a bounded size, whose texts can be printed."""

import json
from pathlib import Path
from typing import Any

from pinzhang.engine.rules import BadFacts, facts_from_text

MAXIMUM_BYTES = 8 * 1024 * 1024


def read_facts(path: Path) -> dict[str, Any]:
    """Read the facts document of a file.

    :raises BadFacts: the file is too large, or is no JSON object as facts are written.
    """
    with path.open("rb") as stream:
        content = stream.read(MAXIMUM_BYTES + 1)
    if len(content) > MAXIMUM_BYTES:
        raise BadFacts(f"the file has more than {MAXIMUM_BYTES} bytes", "")
    document = facts_from_text(content)
    try:
        json.dumps(document, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError as error:
        raise BadFacts("half a character (a lone surrogate) is no text", "") from error
    return document
