from django.urls import path

from pinzhang.portals.institution import views

app_name = "institution"
urlpatterns = [
    path("", views.tasks, name="tasks"),
    path("connections", views.connections, name="connections"),
    path("evaluations/<int:pk>/", views.evaluation, name="evaluation"),
    path("evaluations/<int:pk>/papers/<int:attachment>", views.paper, name="paper"),
    path("evaluations/<int:pk>/report", views.report, name="report"),
]
