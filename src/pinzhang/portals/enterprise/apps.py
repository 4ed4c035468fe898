from django.apps import AppConfig


class EnterpriseConfig(AppConfig):
    name = "pinzhang.portals.enterprise"
    label = "enterprise_portal"
