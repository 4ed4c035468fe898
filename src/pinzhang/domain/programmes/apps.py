from importlib import import_module

from django.apps import AppConfig


class ProgrammesConfig(AppConfig):
    name = "pinzhang.domain.programmes"
    label = "programmes"
    verbose_name = "项目"

    def ready(self) -> None:
        import_module("pinzhang.domain.programmes.services.rounds")
