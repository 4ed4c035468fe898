"""Files in review: a submitted application that stands where reviewers or an institution judge it."""

from datetime import datetime

from pinzhang.domain.applications.models import Application
from pinzhang.domain.applications.services.drafts import start_application, submit_application
from pinzhang.domain.applications.services.stages import decide_rule, decide_stage
from pinzhang.domain.parties.models import User
from pinzhang.domain.programmes.models import ProgrammeEdition, Round
from pinzhang.domain.programmes.selectors import edition_document
from pinzhang.domain.programmes.services.editions import publish_edition
from pinzhang.domain.review.models import ReviewTask
from pinzhang.domain.review.selectors import scheme_of
from pinzhang.domain.review.services import tasks
from pinzhang.engine.packs.loader import load_pack
from pinzhang.engine.scoring.marks import scored_criteria
from pinzhang.engine.stages import Action
from tests.factories.cast import AT, make_district, make_enterprise, make_officer, make_signer, make_user
from tests.factories.forms import fill_in
from tests.factories.programmes import EXAMPLE_PACK, PACKS, make_round, pack_files
from tests.factories.times import shanghai

NEXT_DAY = shanghai(2026, 3, 3)


def _edition_with(before: str, after: str, *, file: str = "stages.yaml") -> ProgrammeEdition:
    """The example pack, with one thing said otherwise."""
    make_district()
    files = pack_files(EXAMPLE_PACK)
    files[file] = files[file].decode().replace(before, after).encode()
    return publish_edition(document=load_pack(files, pack_files(PACKS / "facts")), by=None, at=shanghai(2026, 1, 5))


def make_anonymous_edition() -> ProgrammeEdition:
    """The example pack, with a document review that hides who the applicant is."""
    scored = "    criteria: performance-excellence\n"
    return _edition_with(scored, f"{scored}    anonymous: true\n")


def make_finely_scaled_edition() -> ProgrammeEdition:
    """The example pack, with scores in steps of one per cent."""
    return _edition_with('step: "5"', 'step: "1"', file="criteria.yaml")


def make_evaluated_round() -> Round:
    """A round of the example pack in which an institution evaluates instead of reviewers."""
    return make_round(_edition_with("kind: document_review", "kind: evaluation"))


def make_application_in_review(round_: Round | None = None, *, officer: User | None = None, **firm: str) -> Application:
    """An application of the example pack that has passed its eligibility check."""
    round_ = round_ or make_round()
    officer = officer or make_officer(round_.authority)
    applicant = make_enterprise(**firm)
    lin = make_signer(applicant)
    route = edition_document(round_.edition).programme.routes[0].key
    application = start_application(
        round_=round_, applicant=applicant, route=route, subject_kind="enterprise", by=lin, at=AT
    )
    fill_in(application, by=lin, at=AT)
    application = submit_application(application=application, by=lin, at=AT)
    for rule in edition_document(round_.edition).eligibility.rules:
        if rule.decided_by == "human":
            decide_rule(application=application, rule=rule.id, met=True, ground="查无记录", by=officer, at=NEXT_DAY)
    decide_stage(application=application, action=Action.COMPLETE, role="office", by=officer, at=NEXT_DAY)
    application.case.refresh_from_db()
    return application


def make_task(application: Application, name: str = "评审员张", *, at: datetime = NEXT_DAY) -> ReviewTask:
    """The file of an application for a reviewer of this name, who has declared nothing yet."""
    authority = application.round.authority
    reviewer = tasks.enrol_reviewer(user=make_user(name), authority=authority)
    return tasks.assign_reviewer(application=application, reviewer=reviewer, by=make_officer(authority), at=at)


def make_open_task(application: Application, name: str = "评审员张") -> ReviewTask:
    """The same, declared free of conflict."""
    return tasks.declare_conflict(task=make_task(application, name), conflict=False, ground="", at=NEXT_DAY)


def full_marks(task: ReviewTask, score: str = "60", ground: str = "现场核实") -> dict[str, dict[str, str]]:
    """A mark for every criterion of the document review."""
    scheme, _scales = scheme_of(task.application, "performance-excellence")
    return {one.key: {"score": score, "ground": ground} for one in scored_criteria(scheme.criteria)}
