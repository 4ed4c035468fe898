"""The addresses of the enterprise portal."""

from django.urls import path

from pinzhang.portals.enterprise.views import (
    case,
    drafting,
    eligibility,
    entry,
    members,
    notices,
    papers,
    profile,
    workbench,
)

app_name = "enterprise"
urlpatterns = [
    path("", workbench.workbench, name="workbench"),
    path("applications/", workbench.applications, name="applications"),
    path("rounds/<int:pk>/start", drafting.start, name="start"),
    path("applications/<int:pk>/", case.application, name="application"),
    path("applications/<int:pk>/form/<slug:key>", drafting.section, name="section"),
    path("applications/<int:pk>/preview", papers.preview, name="preview"),
    path("applications/<int:pk>/submit", papers.submit, name="submit"),
    path("applications/<int:pk>/declare", papers.sign_declaration, name="declare"),
    path("applications/<int:pk>/receipt", papers.receipt, name="receipt"),
    path("applications/<int:pk>/corrections", case.corrections, name="corrections"),
    path("applications/<int:pk>/messages", case.send, name="send"),
    path("applications/<int:pk>/withdraw", case.withdraw, name="withdraw"),
    path("applications/<int:pk>/files/<int:file>", papers.attachment, name="attachment"),
    path("eligibility/", eligibility.eligibility, name="eligibility"),
    path("eligibility/<slug:code>", eligibility.programme, name="programme"),
    path("join", entry.join, name="join"),
    path("switch", entry.switch, name="switch"),
    path("profile/", profile.profile, name="profile"),
    path("profile/facts/<slug:name>", profile.fact, name="fact"),
    path("profile/facts/<slug:name>/complete", profile.complete_fact, name="complete_fact"),
    path("profile/facts/<slug:name>/<int:entry>/end", profile.end_fact, name="end_fact"),
    path("profile/members", members.members, name="members"),
    path("profile/members/<int:pk>/end", members.end_membership, name="end_membership"),
    path("profile/members/<int:pk>/sign", members.transfer, name="transfer"),
    path("messages/", notices.notices, name="messages"),
    path("messages/read", notices.read_all, name="read_all"),
    path("messages/<int:pk>/open", notices.open_notice, name="open_notice"),
    path("letters/", papers.letters, name="letters"),
    path("letters/<int:pk>", papers.letter, name="letter"),
]
