"""Addresses of case work: the queue, applications, lists, reviews, opinions."""

from django.urls import path

from pinzhang.portals.staff.views import application, corrections, department, lists, queue, review

urlpatterns = [
    path("", queue.queue, name="queue"),
    path("queue.xlsx", queue.export, name="queue_export"),
    path("preview", queue.preview, name="preview"),
    path("together", queue.handle_together, name="together"),
    path("applications/<int:pk>", application.application, name="application"),
    path("applications/<int:pk>/step", application.step, name="step"),
    path("applications/<int:pk>/aside", application.set_aside, name="set_aside"),
    path("applications/<int:pk>/assign", application.assign, name="assign"),
    path("applications/<int:pk>/message", application.message, name="message"),
    path("applications/<int:pk>/rules/<slug:rule>", application.decide_rule, name="decide_rule"),
    path("applications/<int:pk>/corrections", corrections.ask_corrections, name="ask_corrections"),
    path("applications/<int:pk>/corrections/withdraw", application.withdraw_corrections, name="withdraw_corrections"),
    path("applications/<int:pk>/objections/<int:objection>", application.decide_objection, name="decide_objection"),
    path("applications/<int:pk>/files/<int:attachment>", application.attachment, name="attachment"),
    path("applications/<int:pk>/letters/<int:letter>", application.letter, name="application_letter"),
    path("applications/<int:pk>/reviewers", review.assign_reviewers, name="assign_reviewers"),
    path("applications/<int:pk>/tasks/<int:task>/withdraw", review.withdraw_task, name="withdraw_task"),
    path("applications/<int:pk>/commission", review.commission, name="commission"),
    path("applications/<int:pk>/reports/<int:evaluation>", review.report, name="report"),
    path("lists/<int:pk>", lists.opened_list, name="list"),
    path("lists/<int:pk>/paper", lists.paper, name="list_paper"),
    path("lists/<int:pk>/close", lists.close, name="close_list"),
    path("lists/<int:pk>/propose", lists.propose, name="propose"),
    path("lists/<int:pk>/conclude", lists.conclude, name="conclude"),
    path("lists/<int:pk>/return", lists.send_back, name="return_list"),
    path("lists/<int:pk>/confer", lists.confer, name="confer"),
    path("lists/<int:pk>/opinions/<int:opinion>", lists.record_opinion, name="record_opinion"),
    path("rounds/<int:round_pk>/lists/<slug:stage>", lists.open_list, name="open_list"),
    path("review", review.review, name="review"),
    path("review/reviewers/<int:reviewer>/remind", review.remind, name="remind"),
    path("opinions", department.opinions, name="opinions"),
    path("opinions/<int:pk>", department.give, name="give_opinion"),
    path("opinions/lists/<int:opened>", department.give_together, name="give_together"),
]
