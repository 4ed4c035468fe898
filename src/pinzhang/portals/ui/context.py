"""What every page knows about the instance it belongs to."""

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language, gettext, gettext_noop

DEFAULT_NAMES = (gettext_noop("品章"), gettext_noop("示例市市场监督管理局"), gettext_noop("12345（工作日 8:30—17:30）"))
"""What the settings say where nothing is set; a deployment's own names are shown as they are."""


@dataclass(frozen=True)
class Site:
    """The instance, in the language of the reader."""

    name: str
    operator: str
    hotline: str
    url: str
    demo: bool
    language: str
    """``zh`` or ``en``."""
    today: date

    @property
    def html_lang(self) -> str:
        return "en" if self.language == "en" else "zh-CN"


def reader_language() -> str:
    """Return ``en`` where English is active, else ``zh``."""
    return "en" if (get_language() or "").startswith("en") else "zh"


def current_site() -> Site:
    """Return the instance as settings describe it; touches no database."""
    return Site(
        name=gettext(settings.SITE_NAME),
        operator=gettext(settings.OPERATOR),
        hotline=gettext(settings.HOTLINE),
        url=settings.SITE_URL,
        demo=settings.DEMO,
        language=reader_language(),
        today=timezone.localdate(),
    )


def site(_request: HttpRequest) -> dict[str, object]:
    """Context processor: ``site`` in every template."""
    return {"site": current_site()}
