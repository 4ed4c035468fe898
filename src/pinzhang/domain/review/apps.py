from importlib import import_module

from django.apps import AppConfig


class ReviewConfig(AppConfig):
    name = "pinzhang.domain.review"
    label = "review"
    verbose_name = "评审"

    def ready(self) -> None:
        import_module("pinzhang.domain.review.handlers")
        import_module("pinzhang.domain.review.services.runs")
