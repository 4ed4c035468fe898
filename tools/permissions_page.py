"""The page of permissions, from the table that the suite holds the program to."""

import sys
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TITLES = {
    "": "Signing in, and what is common",
    "public": "Public pages",
    "enterprise": "Enterprise portal",
    "reviewer": "Reviewer portal",
    "institution": "Institution portal",
    "staff": "Staff portal",
}
HEAD = """# Permissions

Who gets through to what. The suite asks for every address as every role, with an object of each place, reading (GET)
and writing (POST), and compares the answers with this table; an address without a row fails the suite. The table is
written in `tests/permissions/table/`, this page is made from it by `make docs`.

**Places.** *own*: run by the city, a file of the firm. *district*: run by the district below it, a file of the same
firm. *foreign*: run by another city, a file of a firm there. A row without an object has no places.

**Roles.** *citizen*: signed in and acting for nobody; *member* and *signer*: of the firm; *foreign enterprise*: the
signer of the firm in the other city; *reviewer*, *institution*: those the own and the district's files are with;
*officer*, *department*, *approver*, *leader*: of the city; *officer of the district* and *recommender*: of the
district; *officer of another district*: of one beside it; *delegate*: of an organisation to which the firm has
delegated filling in, not signing.

**Outcomes.** *ok*: let through, be it only to be told what is missing. *sign in*: led to the sign-in page.
*second factor*: led to the page that asks for one. *elsewhere*: led to register or join an organisation.
*not found*: as if there were nothing. *refused*: 403, with the reason. *method*: 405.
"""


def permissions_page() -> str:
    """Return the page of permissions."""
    if str(ROOT) not in sys.path:
        sys.path.insert(0, str(ROOT))
    from tests.permissions.table import rows  # noqa: PLC0415 - after the path is set

    by_portal = defaultdict(list)
    for row in rows().values():
        by_portal[row.url.rpartition(":")[0].partition(":")[0]].append(row)
    lines = [HEAD]
    for portal in [*TITLES, *sorted(set(by_portal) - set(TITLES))]:
        if portal not in by_portal:
            continue
        lines += [
            f"## {TITLES.get(portal, portal)}",
            "",
            "| address | object | | outcome |",
            "| --- | --- | --- | --- |",
        ]
        for row in by_portal[portal]:
            for method, cells in row.cells.items():
                lines.append(f"| `{row.url}` | {row.object} | {method} | {_said(cells)} |")
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def _said(cells: dict[str, tuple[str, str, str]]) -> str:
    """Say an outcome once with all of its roles; those who get through first."""
    roles = defaultdict(list)
    for role, outcomes in cells.items():
        roles[outcomes[0] if len(set(outcomes)) == 1 else " / ".join(outcomes)].append(role)
    if len(roles) == 1:
        return f"**{next(iter(roles))}**: everybody"
    most = max(roles, key=lambda outcome: len(roles[outcome]))
    ordered = sorted(roles, key=lambda outcome: (outcome == most, "ok" not in outcome))
    return "; ".join(
        f"**{outcome}**: {'everybody else' if outcome == most else ', '.join(roles[outcome])}" for outcome in ordered
    )
