from django.apps import AppConfig


class PartiesConfig(AppConfig):
    name = "pinzhang.domain.parties"
    label = "parties"
    verbose_name = "主体"
