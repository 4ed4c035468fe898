from django.apps import AppConfig


class InstitutionConfig(AppConfig):
    name = "pinzhang.portals.institution"
    label = "institution_portal"
