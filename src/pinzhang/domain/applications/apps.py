from importlib import import_module

from django.apps import AppConfig


class ApplicationsConfig(AppConfig):
    name = "pinzhang.domain.applications"
    label = "applications"
    verbose_name = "申报"

    def ready(self) -> None:
        for module in ("handlers", "services.lists", "services.deadlines"):
            import_module(f"pinzhang.domain.applications.{module}")
