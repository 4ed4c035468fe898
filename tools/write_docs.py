"""Write the generated pages of docs/reference: settings, commands, events, permissions, the API.

python tools/write_docs.py
"""

import ast
import os
import re
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

import typer.main

os.environ.setdefault("PINZHANG_TESTING", "1")
ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "pinzhang"
REFERENCE = ROOT / "docs" / "reference"


def settings_page() -> str:
    """Return the page of settings, from the one class that reads them."""
    from pinzhang.config.environment import Environment  # noqa: PLC0415 - after the environment is set

    lines = [
        "# Settings",
        "",
        "Every setting is an environment variable. A value of the wrong type stops the start, and so does a name that",
        "begins with `PINZHANG_` and is not in this table: a typing error cannot go unnoticed.",
        "",
        "| variable | default | meaning |",
        "| --- | --- | --- |",
    ]
    for name, field in Environment.model_fields.items():
        default = "" if "secret" in name else str(field.default)
        lines.append(f"| `PINZHANG_{name.upper()}` | {f'`{default}`' if default else '—'} | {field.description} |")
    return "\n".join(lines) + "\n"


def commands_page() -> str:
    """Return the page of commands, from the command line itself."""
    from pinzhang.cli import app  # noqa: PLC0415 - after the environment is set

    lines = [
        "# Commands",
        "",
        "Exit codes of every command: 0 yes or done, 1 no or problems found, 2 usage, 3 cannot tell, 4 bad input.",
        "JSON has stable keys; what is not known is absent, never null.",
        "",
    ]
    _describe(typer.main.get_command(app), "pinzhang", lines)
    return "\n".join(lines).rstrip() + "\n"


def _describe(command: Any, path: str, lines: list[str]) -> None:
    below = getattr(command, "commands", {})
    for name in sorted(below):
        _describe(below[name], f"{path} {name}", lines)
    if below:
        return
    lines += [f"## `{path}`", "", re.sub(r"\s*\n\s*", " ", (command.help or "").strip()), ""]
    rows = [_row(parameter) for parameter in command.params if parameter.name != "help"]
    if rows:
        lines += ["| argument or option | meaning |", "| --- | --- |", *rows, ""]


def _row(parameter: Any) -> str:
    help_text = getattr(parameter, "help", "") or ""
    if parameter.param_type_name == "option":
        shown = ", ".join(f"`{option}`" for option in (*parameter.opts, *parameter.secondary_opts))
    else:
        shown = f"`{(parameter.metavar or parameter.name or '').strip('{}').upper()}`"
    variable = getattr(parameter, "envvar", None)
    words = [*help_text.split(), *([f"(or the variable `{variable}`)"] if variable else [])]
    return "| {} | {} |".format(shown, " ".join(words))


def events_page() -> str:
    """Return the page of events, from the calls that record them."""
    found: dict[str, set[str]] = defaultdict(set)
    for path in sorted(SOURCE.glob("domain/**/*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "events.record" and node.args:
                found[_pattern(node.args[0])].add(path.relative_to(SOURCE / "domain").as_posix())
    lines = [
        "# Events",
        "",
        "Each change writes its event in its own transaction; the events of one object form a chain of digests.",
        "A name with `…` stands for one name per outcome.",
        "",
        "| event | recorded by |",
        "| --- | --- |",
    ]
    lines += [
        f"| `{name}` | {', '.join(f'`{place}`' for place in sorted(places))} |"
        for name, places in sorted(found.items())
    ]
    return "\n".join(lines) + "\n"


def _pattern(node: ast.expr) -> str:
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "…" for part in node.values)
    return "…"


def api_page() -> str:
    """Return the page of the API, from the schema that the instance serves."""
    import django  # noqa: PLC0415 - after the environment is set

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pinzhang.config.settings")
    django.setup()
    from pinzhang.domain.connections.events import NAMES  # noqa: PLC0415 - Django is up only now
    from pinzhang.portals.api import described  # noqa: PLC0415

    lines = ["# API", "", *API_HEAD]
    for part, operations in described.by_part().items():
        lines += [f"## {part.capitalize()}", "", "| operation | address | what it does | scope | takes | gives |"]
        lines += ["| --- | --- | --- | --- | --- | --- |", *(_operation(one) for one in operations), ""]
    lines += ["## Refusals", "", "| name | meaning |", "| --- | --- |"]
    lines += [f"| `{name}` | {text} |" for name, text in described.refusals()]
    lines += ["", "## Events of webhooks", "", "| name | meaning |", "| --- | --- |"]
    return "\n".join([*lines, *(f"| `{name}` | {text} |" for name, text in NAMES.items())]) + "\n"


API_HEAD = [
    "Every operation of `/api/v1/`, as its own OpenAPI document (`/api/v1/openapi.json` of an instance) says.",
    "[Use the API](../howto/use-the-api.md) tells how. A refusal is an RFC 9457 problem: 400 cannot be read, 401 no",
    "living token, 403 no scope, 404 not there for this caller, 409 changed meanwhile, 422 refused by the domain,",
    "429 too often.",
    "",
]


def _operation(one: Any) -> str:
    takes, gives = (f"`{name}`" if name else "" for name in (one.takes, one.gives))
    scope = f"`{one.scope}`" if one.scope else ""
    address = f"`{one.method} {one.address}`"
    return f"| `{one.name}` | {address} | {one.title} ({one.term}) | {scope} | {takes} | {gives} |"


def _permissions_page() -> str:
    sys.path.insert(0, str(ROOT))
    from tools.permissions_page import permissions_page  # noqa: PLC0415 - after the path is set

    return permissions_page()


PAGES = {
    "api.md": api_page,
    "settings.md": settings_page,
    "commands.md": commands_page,
    "events.md": events_page,
    "permissions.md": _permissions_page,
}


def main() -> int:
    """Write every page, and say which changed."""
    for name, page in PAGES.items():
        path = REFERENCE / name
        text = page()
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
            print(f"wrote {path.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
