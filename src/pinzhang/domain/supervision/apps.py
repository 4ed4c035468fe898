from importlib import import_module

from django.apps import AppConfig


class SupervisionConfig(AppConfig):
    name = "pinzhang.domain.supervision"
    label = "supervision"
    verbose_name = "标识监管"

    def ready(self) -> None:
        for module in ("handlers", "services.alerts", "services.checks", "services.procedures"):
            import_module(f"pinzhang.domain.supervision.{module}")
