"""Addresses of what the scores of a round come to, and of the room of its panel."""

from django.urls import path

from pinzhang.portals.staff.views import judging, room

urlpatterns = [
    path("rounds/<int:pk>/ranking", judging.ranking, name="ranking"),
    path("rounds/<int:pk>/agreement", judging.agreement, name="agreement"),
    path("rounds/<int:pk>/fairness", judging.fairness, name="fairness"),
    path("rounds/<int:pk>/fairness/draw-up", judging.draw_up, name="draw_up_fairness"),
    path("rounds/<int:pk>/fairness/<int:report>/publish", judging.publish, name="publish_fairness"),
    path("rounds/<int:pk>/fairness/<int:report>.pdf", judging.paper, name="fairness_paper"),
    path("lists/<int:pk>/room", room.room, name="room"),
    path("lists/<int:pk>/room/open", room.open_room, name="open_room"),
    path("lists/<int:pk>/room/members/<int:member>", room.seat, name="seat_member"),
    path("lists/<int:pk>/room/first/<int:application>", room.bring_forward, name="bring_forward"),
    path("lists/<int:pk>/room/ballots", room.open_ballots, name="open_ballots"),
    path("lists/<int:pk>/room/voters/<int:voter>/excuse", room.excuse, name="excuse_voter"),
    path("lists/<int:pk>/room/count", room.count, name="count_ballots"),
    path("lists/<int:pk>/room/unblind", room.unblind, name="unblind_room"),
]
