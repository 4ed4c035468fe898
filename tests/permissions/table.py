"""The written table of who may do what: read, checked for sense, spread out to one line per role and place.

A row of ``tests/permissions/table/*.yaml`` names an address, the object in it, and what comes of GET and of POST::

    staff:application:
      object: application
      GET: {officer: ok / ok / not found, everybody: not found, anonymous: sign in}
      POST: nobody

An outcome is one word for every place, or three for the object of the own authority, of a district below it and of a
foreign authority. A group (``everybody``, ``staff``, ``enterprise`` …) is written for all of its roles; a role that is
named itself goes before its group, a smaller group before a larger one. Lines that recur have a name (``PROFILES``).
What comes of it without a second factor follows from what comes of it with one, unless it is written.
"""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from django.urls import URLPattern, URLResolver, get_resolver

Outcomes = tuple[str, str, str]
FOLDER = Path(__file__).parent / "table"
PLACES = ("own", "district", "foreign")
OUTCOMES = ("ok", "sign in", "second factor", "not found", "refused", "method", "elsewhere")
ROLES = (
    "anonymous", "citizen", "member", "signer", "delegate", "foreign enterprise", "reviewer", "institution",
    "officer", "officer of the district", "officer of another district",
    "department", "recommender", "approver", "leader",
    "signer without a second factor", "reviewer without a second factor", "institution without a second factor",
    "officer without a second factor",
)  # fmt: skip
BY_TOKEN = "api:"
"""What a token opens and a session never does; tests/portals/api says who gets what."""
WITHOUT = {role: role.removesuffix(" without a second factor") for role in ROLES if role.endswith(" factor")}
HOMES = {"signer": "enterprise", "reviewer": "reviewer", "institution": "institution", "officer": "staff"}
"""The portal that asks each of them for a second factor."""
GROUPS: dict[str, tuple[str, ...]] = {
    "officers": ("officer", "officer of the district", "officer of another district"),
    "enterprise": ("member", "signer"),
    "applicants": ("member", "signer", "delegate", "foreign enterprise"),
    "staff": ("officer", "officer of the district", "officer of another district", "department", "recommender",
              "approver", "leader"),
    "everybody": tuple(role for role in ROLES if role not in WITHOUT),
}  # fmt: skip
_OUT = {"everybody": "not found", "anonymous": "sign in"}
_ENTERPRISE = {"everybody": "elsewhere", "anonymous": "sign in"}
_OFFICERS = {"officer": "ok / ok / not found", "officer of the district": "not found / ok / not found"}
_OURS, _THEIRS = "ok / ok / not found", "not found / not found / ok"
PROFILES: dict[str, dict[str, str]] = {
    "nobody": {"everybody": "method"},
    "everybody": {"everybody": "ok"},
    "signed in": {"everybody": "ok", "anonymous": "sign in"},
    # enterprise portal
    "applicants": {**_ENTERPRISE, "applicants": "ok"},
    "members": {**_ENTERPRISE, "applicants": "ok", "delegate": "refused"},
    "signers": {**_ENTERPRISE, "applicants": "ok", "member": "refused", "delegate": "refused"},
    "applicants post": {**_ENTERPRISE, "applicants": "method"},
    "members post": {**_ENTERPRISE, "applicants": "method", "delegate": "refused"},
    "own firm": {**_ENTERPRISE, "applicants": _OURS, "foreign enterprise": _THEIRS},
    "own firm, members": {**_ENTERPRISE, "applicants": _OURS, "foreign enterprise": _THEIRS, "delegate": "refused"},
    "own firm, signer": {
        **_ENTERPRISE, "signer": _OURS, "member": "refused / refused / not found",
        "delegate": "refused / refused / not found", "foreign enterprise": _THEIRS,
    },
    "own firm, signer only": {
        **_ENTERPRISE,
        "signer": _OURS,
        "member": "refused / refused / not found",
        "delegate": "refused",
        "foreign enterprise": _THEIRS,
    },
    # reviewers and institutions
    "reviewer": {**_OUT, "reviewer": "ok"},
    "own reviewer": {**_OUT, "reviewer": _OURS},
    "reviewer, nothing there": {**_OUT, "reviewer without a second factor": "second factor"},
    "reviewer post": {**_OUT, "reviewer": "method"},
    "institution": {**_OUT, "institution": "ok"},
    "own institution": {**_OUT, "institution": _OURS},
    "institution post": {**_OUT, "institution": "method"},
    # staff
    "staff": {**_OUT, "staff": "ok"},
    "officers": {**_OUT, "officers": "ok"},
    "departments": {**_OUT, "department": "ok"},
    "no post": _OUT,
    "officers, nothing there": {**_OUT, "officer without a second factor": "second factor"},
    "members, nothing there": {**_ENTERPRISE, "applicants": "not found", "delegate": "refused"},
    "officer in charge": {**_OUT, **_OFFICERS},
    "officer or approver in charge": {**_OUT, **_OFFICERS, "approver": _OURS},
    "approver in charge": {**_OUT, "approver": _OURS},
    "department in charge": {**_OUT, "department": _OURS},
    "readers": {**_OUT, **_OFFICERS, "approver": _OURS, "leader": _OURS},
    "readers and recommender": {**_OUT, **_OFFICERS, "approver": _OURS, "leader": _OURS, "recommender": _OURS},
    "every post of the place": {
        **_OUT, **_OFFICERS, "approver": _OURS, "leader": _OURS, "department": _OURS,
        "recommender": "not found / ok / not found",
    },
}  # fmt: skip
"""What may stand in one word for a whole line."""
KINDS: dict[str, tuple[str, ...]] = {
    "application": ("pk",),
    "application filed by the office": ("pk",),
    "application in review": ("pk",),
    "comment on a draft": ("pk", "opinion"),
    "criterion of a task": ("pk", "criterion"),
    "delegation": ("pk",),
    "draft": ("pk",),
    "draft out for comment": ("pk",),
    "edition": ("pk",),
    "edition draft": ("pk",),
    "edition file": ("code", "edition"),
    "evaluated application": ("pk",),
    "evaluation": ("pk",),
    "fact": ("name",),
    "fact entry": ("name", "entry"),
    "file filed by the office": ("pk", "attachment"),
    "file of a draft": ("pk", "file"),
    "file of an application": ("pk", "attachment"),
    "finding of a task": ("pk", "finding"),
    "letter": ("pk",),
    "letter of a mark": ("pk",),
    "letter of an application": ("pk", "letter"),
    "list": ("pk",),
    "list to confer": ("pk",),
    "list to open": ("round_pk", "stage"),
    "mark": ("pk",),
    "mark number": ("number",),
    "membership": ("pk",),
    "notice to a person": ("pk",),
    "noticed application": ("pk", "application_pk"),
    "objection": ("pk", "objection"),
    "opinion": ("pk",),
    "opinion on a draft": ("pk",),
    "opinion on a list": ("pk", "opinion"),
    "opinions of a list": ("opened",),
    "organisation in a round": ("round_pk", "organisation"),
    "own file of an application": ("pk", "file"),
    "panel": ("pk",),
    "paper of a task": ("pk", "attachment"),
    "paper of an evaluation": ("pk", "attachment"),
    "programme": ("code",),
    "public notice": ("pk",),
    "receipt of an objection": ("number",),
    "report of an application": ("pk", "evaluation"),
    "review of a round": ("pk", "stage"),
    "review task": ("pk",),
    "reviewer": ("reviewer",),
    "reviewer of the pool": ("pk",),
    "import": ("pk",),
    "import kind": ("kind",),
    "round": ("pk",),
    "round at the counter": ("round_pk",),
    "rule of an application": ("pk", "rule"),
    "section filed by the office": ("pk", "key"),
    "section of a draft": ("pk", "key"),
    "suspended mark": ("pk",),
    "task of an application": ("pk", "task"),
    "task on site": ("pk",),
    "two editions": ("old", "new"),
}
"""Every kind of object that a place holds, with what of it stands in an address."""


@dataclass(frozen=True)
class Row:
    """What the table says of one address."""

    url: str
    object: str
    arguments: dict[str, str]
    cells: dict[str, dict[str, Outcomes]]
    """By method and role: the outcome in each place."""
    data: dict[str, str]
    note: str


class Nonsense(ValueError):
    """The table says something that cannot be."""


@lru_cache(maxsize=1)
def rows() -> dict[str, Row]:
    """Return every row of the table by the name of its address."""
    found: dict[str, Row] = {}
    for path in sorted(FOLDER.glob("*.yaml")):
        for url, written in (yaml.safe_load(path.read_text(encoding="utf-8")) or {}).items():
            if url in found:
                raise Nonsense(f"{path.name}: {url} stands there twice")
            found[url] = _row(f"{path.name}: {url}", url, written)
    return found


def _row(where: str, url: str, written: dict[str, Any]) -> Row:
    unknown = set(written) - {"object", "arguments", "GET", "POST", "data", "note"}
    if unknown:
        raise Nonsense(f"{where}: no such key {sorted(unknown)}")
    cells = {method: _cells(f"{where} {method}", url, written[method]) for method in ("GET", "POST")}
    return Row(
        url=url,
        object=written.get("object", ""),
        arguments={name: str(value) for name, value in written.get("arguments", {}).items()},
        cells=cells,
        data={name: str(value) for name, value in written.get("data", {}).items()},
        note=written.get("note", ""),
    )


def _cells(where: str, url: str, written: str | dict[str, str]) -> dict[str, Outcomes]:
    if isinstance(written, str) and written not in PROFILES:
        raise Nonsense(f"{where}: no such line {written!r}; there are {sorted(PROFILES)}")
    line = PROFILES[written] if isinstance(written, str) else written
    unknown = set(line) - {*ROLES, *GROUPS}
    if unknown:
        raise Nonsense(f"{where}: no such role {sorted(unknown)}")
    found: dict[str, Outcomes] = {}
    for name in sorted(line, key=lambda name: -len(GROUPS.get(name, (name,)))):
        for role in GROUPS.get(name, (name,)):
            found[role] = _outcomes(where, line[name])
    missing = [role for role in GROUPS["everybody"] if role not in found]
    if missing:
        raise Nonsense(f"{where}: says nothing of {missing}")
    stopped = {role: _stopped(url, role, found[same]) for role, same in WITHOUT.items() if role not in found}
    return {role: {**found, **stopped}[role] for role in ROLES}


def _stopped(url: str, role: str, let_through: Outcomes) -> Outcomes:
    """Return what comes of it without a second factor: the door of a portal asks before it looks for the object."""
    portal = url.partition(":")[0]
    if portal != HOMES[WITHOUT[role]] or (portal == "staff" and not {"ok", "refused"} & set(let_through)):
        return let_through
    return ("second factor",) * 3


def _outcomes(where: str, text: str) -> Outcomes:
    words = [word.strip() for word in text.split("/")]
    if len(words) not in (1, 3) or not set(words) <= set(OUTCOMES):
        raise Nonsense(f"{where}: {text!r} is no outcome, or not one for each of {PLACES}")
    own, district, foreign = words if len(words) == len(PLACES) else words * 3
    return own, district, foreign


def addresses() -> dict[str, tuple[str, ...]]:
    """Return every named address of the program, with the names of its arguments."""
    found = dict(sorted(_walk(get_resolver(), "", ())))
    return {url: arguments for url, arguments in found.items() if not url.startswith(BY_TOKEN)}


def _walk(resolver: URLResolver, space: str, above: tuple[str, ...]) -> list[tuple[str, tuple[str, ...]]]:
    found = []
    for pattern in resolver.url_patterns:
        arguments = (*above, *pattern.pattern.converters) if not pattern.pattern.regex.groupindex else (
            *above, *pattern.pattern.regex.groupindex
        )  # fmt: skip
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            found += _walk(pattern, inner, arguments)
        elif isinstance(pattern, URLPattern):
            found.append((f"{space}{pattern.name}", tuple(dict.fromkeys(arguments))))
    return found
