"""The forms of a page as a browser would send them, with a hostile text in everything that can be typed."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

HOSTILE = "\"'><script>alert(1)</script><img src=x onerror=alert(2)>{{ 7|add:7 }}${7*7}"
STORED = "\"'><script>alert(1)</script>"
RAW = ("<script>alert(1)", "<img src=x onerror")
"""What stands in a page only where the text was not escaped."""
TYPED = ("text", "search", "email", "tel", "url", "password", "")


@dataclass
class Form:
    """A form of a page: where it goes, and what is sent."""

    action: str
    method: str
    data: dict[str, str] = field(default_factory=dict)


class Forms(HTMLParser):
    """Collects the forms of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[Form] = []
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.found.append(Form(given.get("action", ""), given.get("method", "get").lower()))
        elif self.found:
            self._control(tag, given)

    def _control(self, tag: str, given: dict[str, str]) -> None:
        data, name = self.found[-1].data, given.get("name", "")
        if tag == "select":
            self._select = name
        elif tag == "option" and self._select and given.get("value"):
            data.setdefault(self._select, given["value"])
        elif name and tag == "textarea":
            data[name] = HOSTILE
        elif name and tag == "input":
            kind = given.get("type", "")
            if kind in TYPED:
                data[name] = HOSTILE
            elif kind != "file":
                data.setdefault(name, given.get("value", "on"))
        elif name and tag == "button":
            data.setdefault(name, given.get("value", ""))


def forms_of(html: str) -> list[Form]:
    """Return the forms of a page that are sent by POST, without signing out and changing the language."""
    reader = Forms()
    reader.feed(html)
    kept = ("/language", "/account/logout/", "/account/sessions")
    return [form for form in reader.found if form.method == "post" and not form.action.startswith(kept)]
