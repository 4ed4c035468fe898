from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "pinzhang.portals.api"
    label = "api_portal"
