from importlib import import_module

from django.apps import AppConfig


class MessagesConfig(AppConfig):
    name = "pinzhang.domain.messages"
    label = "domain_messages"  # django.contrib.messages has the plain one
    verbose_name = "通知"

    def ready(self) -> None:
        import_module("pinzhang.domain.messages.services")
