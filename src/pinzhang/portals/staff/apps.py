from django.apps import AppConfig


class StaffConfig(AppConfig):
    name = "pinzhang.portals.staff"
    label = "staff_portal"
