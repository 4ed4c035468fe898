"""Templates that say nothing: the walk asks what is answered, ten thousand times, not how it looks."""

from typing import Any

from django.template.backends.base import BaseEngine


class Page:
    """A page without a word."""

    def render(self, *_context: Any, **_request: Any) -> str:
        return ""


class BlankTemplates(BaseEngine):
    """An engine that has every template."""

    app_dirname = "templates"

    def __init__(self, params: dict[str, Any]) -> None:
        params.pop("OPTIONS")
        super().__init__(params)

    def get_template(self, _template_name: str) -> Page:
        return Page()


TEMPLATES = [{"BACKEND": "tests.permissions.blank.BlankTemplates", "DIRS": [], "APP_DIRS": False, "OPTIONS": {}}]
