from pinzhang.portals.staff.urls_cases import urlpatterns as cases
from pinzhang.portals.staff.urls_office import urlpatterns as office

app_name = "staff"
urlpatterns = [*cases, *office]
