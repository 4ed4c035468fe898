"""The API with all its operations, one router for each audience."""

from pinzhang.portals.api.schema import make_api
from pinzhang.portals.api.views import (
    applications,
    cases,
    evaluations,
    lists,
    marks,
    organisation,
    public,
    review,
    rounds,
)

api = make_api()
PARTS = (public, organisation, applications, rounds, cases, lists, marks, review, evaluations)
for part in PARTS:
    api.add_router("", part.router)
