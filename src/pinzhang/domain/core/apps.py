from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "pinzhang.domain.core"
    label = "core"
    verbose_name = "基础"
