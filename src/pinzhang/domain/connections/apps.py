from importlib import import_module

from django.apps import AppConfig


class ConnectionsConfig(AppConfig):
    name = "pinzhang.domain.connections"
    label = "connections"
    verbose_name = "系统对接"

    def ready(self) -> None:
        for module in ("handlers", "services.deliveries", "services.requests", "services.tokens"):
            import_module(f"pinzhang.domain.connections.{module}")
