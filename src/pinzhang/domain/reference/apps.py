from django.apps import AppConfig


class ReferenceConfig(AppConfig):
    name = "pinzhang.domain.reference"
    label = "reference"
    verbose_name = "参考数据"
