"""Addresses of the office's own work: rounds, marks, editions in the making, figures."""

from django.urls import path, re_path

from pinzhang.portals.staff.views import letters, marks, rounds

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
]
