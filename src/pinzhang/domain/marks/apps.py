from importlib import import_module

from django.apps import AppConfig


class MarksConfig(AppConfig):
    name = "pinzhang.domain.marks"
    label = "marks"
    verbose_name = "标识"

    def ready(self) -> None:
        for module in ("handlers", "services"):
            import_module(f"pinzhang.domain.marks.{module}")
