"""The files of ``ops/`` fit the program: its commands, its settings, its database."""

import re
import typing

import pytest
import typer.main
import yaml
from django.db import connection

from pinzhang.cli import app
from pinzhang.config.environment import Environment
from pinzhang.operation.checks.database import OLDEST_POSTGRESQL
from tests.docs.reading import ROOT

OPS = ROOT / "ops"
COMMANDS = typing.cast("typing.Any", typer.main.get_command(app)).commands
UNITS = sorted((OPS / "systemd").glob("*.service"))


def _wrong(words):
    """What of a command line the program does not know."""
    command = COMMANDS.get(words[0])
    if command is None:
        return [words[0]]
    known = {option for one in command.params for option in (*one.opts, *one.secondary_opts)}
    return [word for word in words if word.startswith("--") and word not in known]


def test_every_service_of_the_compose_file_runs_a_command_that_exists():
    services = yaml.safe_load((OPS / "compose.yaml").read_text(encoding="utf-8"))["services"]
    container = re.search(r"^CMD (\[.*\])$", (OPS / "Containerfile").read_text(encoding="utf-8"), re.MULTILINE)
    commands = [
        services[name].get("command", yaml.safe_load(container.group(1))) for name in ("migrate", "web", "worker")
    ]

    assert [command[0] for command in commands] == ["pinzhang"] * 3
    assert [_wrong(command[1:]) for command in commands] == [[], [], []]
    assert services["web"]["depends_on"] == {"migrate": {"condition": "service_completed_successfully"}}


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.stem)
def test_a_unit_runs_a_command_that_exists_and_stops_it_in_order(unit):
    text = unit.read_text(encoding="utf-8")
    (line,) = re.findall(r"^ExecStart=.*/bin/pinzhang (.+)$", text, re.MULTILINE)

    assert _wrong(line.rstrip("'").split()) == []
    assert "EnvironmentFile=/etc/pinzhang.env" in text
    assert "NoNewPrivileges=true" in text


def test_the_example_of_settings_names_settings_that_exist():
    text = (OPS / "pinzhang.env.example").read_text(encoding="utf-8")

    names = re.findall(r"^PINZHANG_([A-Z_]+)=", text, re.MULTILINE)

    assert set(names) <= {name.upper() for name in Environment.model_fields}
    assert {"SECRET_KEY", "HTTPS", "HOSTS", "SITE_URL"} <= set(names)
    assert "DEMO" not in names


@pytest.mark.parametrize("name", ["nginx.conf", "Caddyfile"])
def test_a_proxy_passes_what_the_program_relies_on_and_keeps_the_inside_inside(name):
    text = (OPS / "proxy" / name).read_text(encoding="utf-8")

    assert {"/metrics", "/readyz", "X-Request-ID"} <= set(re.findall(r"/metrics|/readyz|X-Request-ID", text))
    assert text.count("{") == text.count("}")


@pytest.mark.django_db
def test_the_settings_of_postgresql_exist_and_keep_what_was_acknowledged():
    text = (OPS / "postgresql" / "pinzhang.conf").read_text(encoding="utf-8")
    chosen = dict(re.findall(r"^(\w+) = ([^#\n]+?)\s*(?:#.*)?$", text, re.MULTILINE))

    assert [chosen[name] for name in ("fsync", "full_page_writes", "synchronous_commit")] == ["on"] * 3
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT name FROM pg_settings")
            known = {name for (name,) in cursor.fetchall()}
        assert set(chosen) - known == set()
        assert connection.pg_version >= OLDEST_POSTGRESQL
