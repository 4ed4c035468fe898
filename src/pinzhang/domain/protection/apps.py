from importlib import import_module

from django.apps import AppConfig


class ProtectionConfig(AppConfig):
    name = "pinzhang.domain.protection"
    label = "protection"
    verbose_name = "品牌保护"

    def ready(self) -> None:
        for module in ("handlers", "services.rights"):
            import_module(f"pinzhang.domain.protection.{module}")
