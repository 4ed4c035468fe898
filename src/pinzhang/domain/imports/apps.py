from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "pinzhang.domain.imports"
    label = "imports"
    verbose_name = "导入"
