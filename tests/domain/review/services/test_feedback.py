"""The feedback duty: strengths and gaps for whoever did not win, and no reviewer's name."""

import json

import pytest

from pinzhang.domain.applications.models import Application
from pinzhang.domain.applications.services.stages import decide_stage
from pinzhang.domain.core.models import Job
from pinzhang.domain.core.services import jobs
from pinzhang.domain.messages.models import Letter
from pinzhang.domain.review.selectors import feedback_sections
from pinzhang.domain.review.services import tasks
from pinzhang.domain.review.services.feedback import send_feedback, send_result, write_feedback
from pinzhang.engine.stages import Action
from tests.factories import make_officer
from tests.factories.review import NEXT_DAY, full_marks, make_application_in_review, make_open_task

pytestmark = pytest.mark.django_db


def review(application: Application, name: str, score: str, **changes: dict[str, str]) -> None:
    task = make_open_task(application, name)
    marks = {**full_marks(task, score, "现场核实"), **changes}
    tasks.save_marks(task=task, marks=marks, summary=f"{name}认为总体良好", confidence=3, at=NEXT_DAY)
    tasks.submit_marks(task=task, at=NEXT_DAY)


def refuse(application: Application) -> None:
    officer = make_officer(application.round.authority)
    decide_stage(application=application, action=Action.REFUSE, role="office", by=officer, at=NEXT_DAY, note="得分不足")


def run_jobs() -> None:
    while jobs.run_due(at=NEXT_DAY):
        pass


def test_feedback_has_the_mean_share_and_what_was_written_without_the_names():
    application = make_application_in_review()
    review(application, "张评审", "60", governance={"score": "40", "ground": "张评审看过制度", "strength": "分工清楚"})
    review(application, "李评审", "70", governance={"score": "na", "ground": "不涉及"})

    feedback = write_feedback(application=application, at=NEXT_DAY)

    lines = {line["criterion"]: line for line in feedback["criteria"]}
    assert len(lines) == 23
    assert lines["people"]["share"] == 0.65
    assert lines["people"]["grounds"] == ["现场核实"]
    assert lines["governance"] == {
        "criterion": "governance",
        "code": "4.1.3",
        "title": {"zh": "组织治理", "en": "Governance"},
        "stage": "document-review",
        "share": 0.4,
        "strengths": ["分工清楚"],
        "grounds": ["〔专家〕看过制度", "不涉及"],
    }
    assert feedback["remarks"][0]["texts"] == ["〔专家〕认为总体良好"]
    assert "张评审" not in json.dumps(feedback, ensure_ascii=False)
    application.refresh_from_db()
    assert application.feedback == feedback


def test_a_criterion_that_applies_to_nobody_has_no_share():
    application = make_application_in_review()
    review(application, "张评审", "60", governance={"score": "na", "ground": "不涉及"})

    feedback = write_feedback(application=application, at=NEXT_DAY)

    line = next(line for line in feedback["criteria"] if line["criterion"] == "governance")
    assert line["share"] is None


def test_what_nobody_reviewed_has_no_feedback_and_no_letter():
    application = make_application_in_review()
    make_open_task(application)

    assert write_feedback(application=application, at=NEXT_DAY) is None
    assert send_feedback(application=application, at=NEXT_DAY) is None
    assert not Letter.objects.exists()


def test_a_case_that_has_not_ended_has_no_result():
    assert send_result(application=make_application_in_review(), at=NEXT_DAY) is None


def test_feedback_in_words_names_the_best_and_what_has_most_room():
    application = make_application_in_review()
    review(
        application, "张评审", "60", governance={"score": "95", "ground": "好"}, people={"score": "20", "ground": "弱"}
    )
    feedback = write_feedback(application=application, at=NEXT_DAY)

    chinese, english = feedback_sections(feedback, "zh"), feedback_sections(feedback, "en")

    assert [section["title"] for section in chinese] == ["相对较强的条目", "改进空间较大的条目", "材料评审", "逐条反馈"]
    assert chinese[0]["lines"][0] == "4.1.3 组织治理：95.0%"
    assert chinese[1]["lines"][0] == "4.4.2 人力资源：20.0%"
    assert english[1]["lines"][0] == "4.4.2 People: 20.0%"
    assert english[-1]["rows"][0]["title"] == "4.1.2 Role of senior leaders"


def test_whoever_is_refused_after_a_review_gets_the_result_and_the_feedback_once():
    application = make_application_in_review()
    review(application, "张评审", "60")
    refuse(application)

    run_jobs()
    run_jobs()

    letters = Letter.objects.filter(about=f"application:{application.pk}").order_by("number")
    assert [letter.kind for letter in letters] == ["feedback", "result"]
    assert letters[1].content["reasons"] == ["得分不足"]
    assert "张评审" not in json.dumps(letters[0].content, ensure_ascii=False)
    assert not Job.objects.exclude(state=Job.DONE).exists()


def test_whoever_goes_on_to_the_next_stage_gets_no_letter_yet():
    application = make_application_in_review()
    review(application, "张评审", "60")
    officer = make_officer(application.round.authority)
    decide_stage(application=application, action=Action.COMPLETE, role="office", by=officer, at=NEXT_DAY)

    run_jobs()

    assert not Letter.objects.exists()
