"""Keep what a decision rested on, and enter its digests into the public log."""

import json
from collections.abc import Set as AbstractSet
from datetime import datetime
from typing import Any

from pinzhang.domain.applications.models import Application, DecisionRecord
from pinzhang.domain.applications.recomputing import canonical, verdicts_of
from pinzhang.domain.applications.selectors import application_document, findings_of, human_decisions_of
from pinzhang.domain.cases.models import BatchStage
from pinzhang.domain.core.days import local_day
from pinzhang.domain.programmes.models import Round
from pinzhang.domain.trust.services import log


def record_decisions(opened: BatchStage, round_: Round, *, refused: AbstractSet[str], at: datetime) -> None:
    """Record each decision of a list with the edition and the inputs it can be recomputed from (记录决定依据).

    The inputs are not public: the log holds their salted digest. Whoever is given the record can check it there
    and run the edition over it once more.
    """
    decided = list(
        Application.objects.filter(case__number__in=opened.frozen)
        .select_related("case", "applicant", "subject", "round__edition")
        .order_by("case__number")
    )
    kept = [(one, inputs_of(one, granted=one.case.number not in refused)) for one in decided]
    acts = [
        log.Act(
            kind="applications.application.decided",
            about=application.case.number,
            authority=round_.authority.code,
            effective_on=local_day(at),
            digests={"edition": round_.edition.digest},
            salted={"inputs": canonical(inputs)},
        )
        for application, inputs in kept
    ]
    entered = log.append(acts, at=at)
    DecisionRecord.objects.bulk_create(
        [
            DecisionRecord(application=application, batch_stage=opened, inputs=inputs, log_seq=entry.seq, decided_at=at)
            for (application, inputs), entry in zip(kept, entered, strict=True)
        ]
    )


def inputs_of(application: Application, *, granted: bool) -> dict[str, Any]:
    """Return everything that the edition's rules read for an application, what they said, and what was decided."""
    inputs = {
        "schema": 2,
        "case": application.case.number,
        "edition": application.round.edition.digest,
        "on": application.round.reference_on.isoformat(),
        "facts": application_document(application),
        "decisions": human_decisions_of(application),
        "verdicts": verdicts_of(application.findings or findings_of(application)),
        "granted": granted,
        "tier": application.tier,
    }
    plain: dict[str, Any] = json.loads(json.dumps(inputs, ensure_ascii=False, default=str))
    return plain
