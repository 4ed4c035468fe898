"""The API with all its operations, one router for each audience."""

from pinzhang.portals.api.schema import make_api
from pinzhang.portals.api.views import applications, organisation, public

api = make_api()
for router in (public.router, organisation.router, applications.router):
    api.add_router("", router)
