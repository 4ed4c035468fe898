from django.urls import path

from pinzhang.portals.reviewer.views import connections, panels, papers, relations, scoring, tasks

app_name = "reviewer"
urlpatterns = [
    path("", tasks.tasks, name="tasks"),
    path("relations", relations.relations, name="relations"),
    path("relations/declare", relations.declare_relation, name="declare_relation"),
    path("relations/limit", relations.set_limit, name="set_limit"),
    path("panels", panels.panels, name="panels"),
    path("panels/<int:pk>", panels.panel, name="panel"),
    path("panels/<int:pk>/vote", panels.vote, name="vote"),
    path("connections", connections.connections, name="connections"),
    path("tasks/<int:pk>/", tasks.task, name="task"),
    path("tasks/<int:pk>/declare", tasks.declare, name="declare"),
    path("tasks/<int:pk>/recuse", tasks.recuse, name="recuse"),
    path("tasks/<int:pk>/decline", tasks.decline, name="decline"),
    path("tasks/<int:pk>/score/<slug:criterion>", scoring.mark, name="mark"),
    path("tasks/<int:pk>/summary", scoring.summary, name="summary"),
    path("tasks/<int:pk>/findings", papers.findings, name="findings"),
    path("tasks/<int:pk>/findings/<int:finding>/photo", papers.photo, name="photo"),
    path("tasks/<int:pk>/papers/<int:attachment>", papers.paper, name="paper"),
]
