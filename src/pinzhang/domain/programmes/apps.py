from django.apps import AppConfig


class ProgrammesConfig(AppConfig):
    name = "pinzhang.domain.programmes"
    label = "programmes"
    verbose_name = "项目"
