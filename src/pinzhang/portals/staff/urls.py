from pinzhang.portals.staff.urls_cases import urlpatterns as cases
from pinzhang.portals.staff.urls_office import urlpatterns as office
from pinzhang.portals.staff.urls_records import urlpatterns as records

app_name = "staff"
urlpatterns = [*cases, *office, *records]
