from pinzhang.portals.staff.urls_cases import urlpatterns as cases
from pinzhang.portals.staff.urls_imports import urlpatterns as imports
from pinzhang.portals.staff.urls_judging import urlpatterns as judging
from pinzhang.portals.staff.urls_office import urlpatterns as office
from pinzhang.portals.staff.urls_records import urlpatterns as records
from pinzhang.portals.staff.urls_review import urlpatterns as review

app_name = "staff"
urlpatterns = [*cases, *imports, *judging, *office, *records, *review]
