from django.apps import AppConfig


class PublicConfig(AppConfig):
    name = "pinzhang.portals.public"
    label = "public_portal"
