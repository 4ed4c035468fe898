"""Addresses of the pool of reviewers, conflicts of interest and assignment runs."""

from django.urls import path

from pinzhang.portals.staff.views import assignment, pool

urlpatterns = [
    path("reviewers", pool.index, name="reviewers"),
    path("reviewers.xlsx", pool.export, name="export_reviewers"),
    path("reviewers/enrol", pool.enrol, name="enrol_reviewer"),
    path("reviewers/<int:pk>", pool.detail, name="reviewer"),
    path("reviewers/<int:pk>/relations", pool.record, name="record_relation"),
    path("reviewers/<int:pk>/relations/<int:relation>/withdraw", pool.withdraw, name="withdraw_relation"),
    path("rounds/<int:pk>/conflicts", assignment.conflicts, name="round_conflicts"),
    path("rounds/<int:pk>/assignment", assignment.index, name="assignment"),
    path("rounds/<int:pk>/assignment/compare", assignment.compare, name="compare_runs"),
    path("rounds/<int:pk>/assignment/<slug:stage>/new", assignment.propose, name="propose_run"),
    path("assignment/<int:pk>", assignment.detail, name="run"),
    path("assignment/<int:pk>/deploy", assignment.deploy, name="deploy_run"),
    path("assignment/<int:pk>/discard", assignment.discard, name="discard_run"),
]
