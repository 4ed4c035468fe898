from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "pinzhang.domain.cases"
    label = "cases"
    verbose_name = "办件"
