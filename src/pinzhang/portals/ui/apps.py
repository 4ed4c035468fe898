from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "pinzhang.portals.ui"

    def ready(self) -> None:
        from pinzhang.portals.ui.second_factor import listen  # noqa: PLC0415 - once the apps are loaded

        listen()
