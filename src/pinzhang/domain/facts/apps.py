from django.apps import AppConfig


class FactsConfig(AppConfig):
    name = "pinzhang.domain.facts"
    label = "facts"
    verbose_name = "事实"
