from django.urls import path

from pinzhang.portals.public.views import checks, doors, drafts, home, information, lists, marks, notices, programmes

app_name = "public"
urlpatterns = [
    path("", home.home, name="home"),
    path("search", home.search, name="search"),
    path("programmes", programmes.programmes, name="programmes"),
    path("programmes/<slug:code>", programmes.programme, name="programme"),
    path("programmes/<slug:code>/changes", programmes.changes, name="changes"),
    path("programmes/<slug:code>/editions/<str:edition>.json", programmes.edition_file, name="edition_file"),
    path("programmes/<slug:code>/check", checks.check, name="check"),
    path("qualify", checks.qualify, name="qualify"),
    path("notices", notices.notices, name="notices"),
    path("notices/<int:pk>", notices.notice, name="notice"),
    path("notices/<int:pk>/objections/<int:application_pk>", notices.objection, name="objection"),
    path("receipts/<slug:number>", notices.receipt, name="receipt"),
    path("drafts", drafts.drafts, name="drafts"),
    path("drafts/<int:pk>", drafts.draft, name="draft"),
    path("lists", lists.lists, name="lists"),
    path("lists/<slug:code>", lists.programme_list, name="list"),
    path("lists/<slug:code>.csv", lists.list_csv, name="list_csv"),
    path("lists/<slug:code>.json", lists.list_json, name="list_json"),
    path("verify", marks.verify, name="verify"),
    path("m/<str:number>", marks.mark, name="mark"),
    path("go/<slug:kind>", doors.go, name="go_to"),
    path("go/<slug:kind>/<int:pk>", doors.go, name="go"),
    path("doors", doors.doors, name="doors"),
    path("doors/<slug:name>", doors.door, name="door"),
    path("about/coverage", information.coverage, name="about_coverage"),
    path("help", information.help_page, name="help"),
    path("accessibility", information.accessibility, name="accessibility"),
    path("healthz", information.healthz, name="healthz"),
    path("readyz", information.readyz, name="readyz"),
]
