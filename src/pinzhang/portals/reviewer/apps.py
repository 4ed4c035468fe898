from django.apps import AppConfig


class ReviewerConfig(AppConfig):
    name = "pinzhang.portals.reviewer"
    label = "reviewer_portal"
