"""One process that does one thing at a given moment, and says what came of it."""

import json
import os
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.domain.concurrency.actor_settings"
django.setup()

from django.db.models.signals import post_save  # noqa: E402
from django.utils import timezone  # noqa: E402 - Django has to be up

from pinzhang.domain.applications.models import Application  # noqa: E402
from pinzhang.domain.applications.services.drafts import start_application, submit_application  # noqa: E402
from pinzhang.domain.applications.services.stages import decide_stage  # noqa: E402
from pinzhang.domain.core.refusals import Refusal  # noqa: E402
from pinzhang.domain.core.services import jobs, numbering  # noqa: E402
from pinzhang.domain.imports.models import Import  # noqa: E402
from pinzhang.domain.imports.services.uploads import commit_import  # noqa: E402
from pinzhang.domain.parties.models import Organisation, User  # noqa: E402
from pinzhang.domain.programmes.models import Round  # noqa: E402
from pinzhang.domain.review.models import AssignmentRun, PanelRoom, Reviewer  # noqa: E402
from pinzhang.domain.review.services.ballots import cast_votes  # noqa: E402
from pinzhang.domain.review.services.deployment import deploy_run  # noqa: E402
from pinzhang.domain.review.services.tasks import assign_reviewer  # noqa: E402
from pinzhang.domain.supervision.models import Procedure  # noqa: E402
from pinzhang.domain.supervision.services.procedures import decide_procedure  # noqa: E402
from pinzhang.engine.stages import Action  # noqa: E402
from tests.domain.concurrency import effects  # noqa: E402, F401 - registers what the workers run
from tests.factories import shanghai  # noqa: E402

Does = Callable[[dict[str, Any]], Any]
AT = shanghai(2026, 3, 3)


def _submit(given: dict[str, Any]) -> str:
    application = Application.objects.get(pk=given["application"])
    submit_application(application=application, by=User.objects.get(pk=given["by"]), at=AT)
    return "submitted"


def _decide(given: dict[str, Any]) -> str:
    decide_stage(
        application=Application.objects.select_related("case", "round__edition").get(pk=given["application"]),
        action=Action(given["action"]),
        role="office",
        by=User.objects.get(pk=given["by"]),
        at=AT,
        note="理由",
        expected_version=given["version"],
    )
    return "decided"


def _start(given: dict[str, Any]) -> str:
    start_application(
        round_=Round.objects.get(pk=given["round"]),
        applicant=Organisation.objects.get(pk=given["applicant"]),
        route=given["route"],
        subject_kind="enterprise",
        by=User.objects.get(pk=given["by"]),
        at=AT,
    )
    return "started"


def _assign(given: dict[str, Any]) -> str:
    assign_reviewer(
        application=Application.objects.get(pk=given["application"]),
        reviewer=Reviewer.objects.get(pk=given["reviewer"]),
        by=User.objects.get(pk=given["by"]),
        at=AT,
    )
    return "assigned"


def _deploy(given: dict[str, Any]) -> str:
    run = AssignmentRun.objects.get(pk=given["run"])
    deploy_run(run=run, by=User.objects.get(pk=given["by"]), at=AT)
    return "deployed"


def _take_measure(given: dict[str, Any]) -> str:
    decide_procedure(
        procedure=Procedure.objects.get(pk=given["procedure"]),
        apply=given["apply"],
        text="属实",
        by=User.objects.get(pk=given["by"]),
        at=shanghai(2026, 3, 13),
        expected_version=given["version"],
    )
    return "decided"


def _vote(given: dict[str, Any]) -> str:
    cast_votes(
        room=PanelRoom.objects.get(pk=given["room"]),
        reviewer=Reviewer.objects.get(pk=given["reviewer"]),
        votes={given["ballot"]: given["vote"]},
        at=AT,
    )
    return "voted"


def _number(given: dict[str, Any]) -> list[str]:
    return [numbering.next_number("TEST", year=2026) for _ in range(given["count"])]


def _work(given: dict[str, Any]) -> int:
    done, idle, ahead = 0, 0, timedelta(minutes=given.get("minutes", 0))
    while idle < 3:
        ran = jobs.run_due(at=timezone.now() + ahead + timedelta(minutes=10 * idle), limit=10)
        done, idle = done + ran, 0 if ran else idle + 1
    return done


def _import(given: dict[str, Any]) -> str:
    commit_import(table=Import.objects.get(pk=given["import"]), by=User.objects.get(pk=given["by"]), at=AT)
    return "imported"


def _import_slowly(given: dict[str, Any]) -> str:
    """Stop in the middle, so that somebody can come between."""

    def told(instance: Organisation, **_more: Any) -> None:
        if instance.name.startswith("青岛导入100"):
            sys.stdout.write("on the way\n")
            sys.stdout.flush()
            time.sleep(60)

    post_save.connect(told, sender=Organisation, weak=False)
    return _import(given)


DOES: dict[str, Does] = {
    "import": _import,
    "import_slowly": _import_slowly,
    "submit": _submit,
    "decide": _decide,
    "start": _start,
    "assign": _assign,
    "deploy": _deploy,
    "measure": _take_measure,
    "number": _number,
    "vote": _vote,
    "work": _work,
}


def main() -> None:
    name, given, start_at = sys.argv[1], json.loads(sys.argv[2]), float(sys.argv[3])
    time.sleep(max(0.0, start_at - time.time()))
    try:
        said = {"done": DOES[name](given)}
    except Refusal as refusal:
        said = {"refused": type(refusal).__name__, "sentence": str(refusal)}
    sys.stdout.write(json.dumps(said, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
