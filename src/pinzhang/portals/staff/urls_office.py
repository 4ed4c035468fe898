"""Addresses of the office's own work: rounds, marks, editions in the making, figures."""

from django.urls import path, re_path

from pinzhang.portals.staff.views import dashboard, drafting, letters, marks, programmes, rounds

urlpatterns = [
    path("rounds", rounds.index, name="rounds"),
    path("rounds/new/<slug:code>", rounds.set_up, name="set_up_round"),
    path("rounds/<int:pk>", rounds.detail, name="round"),
    re_path(r"^rounds/(?P<pk>\d+)/(?P<action>open|close|finish)$", rounds.move, name="move_round"),
    path("rounds/<int:pk>/clone", rounds.clone, name="clone_round"),
    path("rounds/<int:pk>/extend", rounds.extend, name="extend_round"),
    path("rounds/<int:pk>/export.xlsx", rounds.export, name="export_round"),
    path("marks", marks.index, name="marks"),
    path("marks/<int:pk>", marks.detail, name="mark"),
    re_path(r"^marks/(?P<pk>\d+)/(?P<effect>suspend|revoke)$", marks.change, name="change_mark"),
    path("marks/<int:pk>/restore", marks.restore, name="restore_mark"),
    path("letters/<int:pk>", letters.letter, name="letter"),
    path("programmes", programmes.index, name="programmes"),
    path("programmes/<int:pk>", programmes.detail, name="edition"),
    path("programmes/<int:pk>/edition.json", programmes.canonical, name="edition_json"),
    path("programmes/<int:old>/changes/<int:new>", programmes.changes, name="edition_changes"),
    path("programmes/drafts", drafting.index, name="drafts"),
    path("programmes/drafts/new", drafting.start, name="start_draft"),
    path("programmes/drafts/<int:pk>", drafting.detail, name="draft"),
    path("programmes/drafts/<int:pk>/advance", drafting.advance, name="advance_draft"),
    path("programmes/drafts/<int:pk>/revise", drafting.revise, name="revise_draft"),
    path("programmes/drafts/<int:pk>/approve", drafting.approve, name="approve_draft"),
    path("programmes/drafts/<int:pk>/return", drafting.send_back, name="return_draft"),
    path("programmes/drafts/<int:pk>/abandon", drafting.abandon, name="abandon_draft"),
    path("programmes/drafts/<int:pk>/comments/<int:opinion>", drafting.respond, name="respond_to_comment"),
    path("programmes/opinions", drafting.opinions, name="draft_opinions"),
    path("programmes/opinions/<int:pk>", drafting.give_opinion, name="give_draft_opinion"),
    path("dashboard", dashboard.dashboard, name="dashboard"),
    path("dashboard/briefing", dashboard.briefing, name="briefing"),
    path("dashboard/late", dashboard.late_visits, name="late_visits"),
]
