from importlib import import_module

from django.apps import AppConfig


class TrustConfig(AppConfig):
    name = "pinzhang.domain.trust"
    label = "trust"
    verbose_name = "可信"

    def ready(self) -> None:
        for module in ("log", "status", "labels", "scans"):
            import_module(f"pinzhang.domain.trust.services.{module}")
