"""Records of supervision, the pool of reviewers, scores on paper."""

from datetime import date

import pytest

from pinzhang.domain.core.models import Event
from pinzhang.domain.facts.models import FactEntry
from pinzhang.domain.imports.choices import ImportState
from pinzhang.domain.imports.refusals import CannotImport
from pinzhang.domain.imports.services.uploads import commit_import
from pinzhang.domain.parties.models import User
from pinzhang.domain.review.models import Reviewer, ReviewTask
from pinzhang.domain.review.services.tasks import enrol_reviewer, submit_marks
from tests.domain.imports.tables import brought_in, score_row, scores_of
from tests.factories import bureau, make_district, make_edition, make_enterprise, make_officer, make_user, shanghai
from tests.factories.cast import make_credit_code
from tests.factories.programmes import PREMIUM_PACK
from tests.factories.review import full_marks, make_application_in_review, make_open_task, make_task

pytestmark = pytest.mark.django_db
LATER = shanghai(2026, 3, 5)
RECORDS = ("统一社会信用代码", "名称", "日期", "结论", "产品", "实施部门")
POOL = ("账号", "姓名", "级别", "工作单位", "工作单位统一社会信用代码", "专长领域", "最多承担件数")


def test_results_of_samplings_become_dated_facts_of_the_supervisor():
    make_edition(PREMIUM_PACK)
    wang, firm = make_officer(bureau()), make_enterprise()

    table = brought_in(
        "records",
        wang,
        RECORDS,
        (firm.credit_code, firm.name, "2025年11月3日", "合格", "家用燃气灶", "青岛市市场监督管理局"),
        (firm.credit_code, firm.name, 20251204, "不合格", "家用燃气灶", None),
    )
    commit_import(table=table, by=wang, at=LATER)

    assert [(one.name, one.on, one.value, one.supplied_by, one.source) for one in FactEntry.objects.order_by("on")] == [
        (
            "samplings",
            date(2025, 11, 3),
            {"result": "passed", "product": "家用燃气灶", "authority": "青岛市市场监督管理局"},
            "supervisor",
            "2025 年监督抽查通报",
        ),
        (
            "samplings",
            date(2025, 12, 4),
            {"result": "failed", "product": "家用燃气灶"},
            "supervisor",
            "2025 年监督抽查通报",
        ),
    ]


def test_records_of_strangers_doubles_and_other_districts_are_refused():
    make_edition(PREMIUM_PACK)
    jimo = make_district()
    wang, firm = make_officer(jimo), make_enterprise()
    away = make_enterprise("胶州样例有限公司", make_district("370281", "胶州市", "370281-jiaozhou"))
    row = (firm.credit_code, firm.name, "2025-11-03", "合格")

    table = brought_in(
        "records",
        wang,
        RECORDS[:4],
        row,
        row,
        (make_credit_code(), "没登记有限公司", "2025-11-03", "合格"),
        (firm.credit_code, "别名有限公司", "2025-11-03", "合格"),
        (away.credit_code, away.name, "2025-11-03", "合格"),
        (firm.credit_code, firm.name, "2025-11-03", "还行"),
        authority=jimo,
    )

    assert [row for row, _, _ in table.problems] == [3, 4, 5, 6, 7]
    assert "“结论”：“还行”不在可选范围内，可以填：合格、不合格、复检中" in table.problems[4][2]
    for more in ({"fact": "revenue"}, {"supplied_by": "tax"}):
        with pytest.raises(CannotImport) as refusal:
            brought_in("records", wang, RECORDS[:4], row, **more)
        assert refusal.value.fields == {"fact": "这个提供方不掌握这类记录，请重新选择。"}


def test_reviewers_are_put_into_the_pool_with_accounts_that_nobody_can_enter_yet():
    wang, known = make_officer(bureau()), make_user("评审员张")
    code = make_credit_code()

    table = brought_in(
        "reviewers",
        wang,
        POOL,
        ("expert.li", "李评", "省级", "某某大学", code, "食品、标准化", 5),
        (known.username, "评审员张", "市级", None, None, None, None),
    )
    commit_import(table=table, by=wang, at=LATER)

    li = Reviewer.objects.get(user__username="expert.li")
    assert (li.level, li.employer, li.employer_credit_code, li.fields, li.load_limit) == (
        "省级", "某某大学", code, ["食品", "标准化"], 5,
    )  # fmt: skip
    assert not li.user.has_usable_password()
    assert Reviewer.objects.get(user=known).load_limit == 20


def test_reviewers_who_could_be_somebody_else_are_refused():
    wang, known = make_officer(bureau()), make_user("评审员张")
    jimo, foreign = make_district(), make_user("评审员外")
    enrol_reviewer(user=foreign, authority=bureau())

    table = brought_in(
        "reviewers",
        wang,
        POOL[:2] + POOL[-1:],
        (known.username, "评审员王", 5),
        ("李评", "李评", 5),
        ("expert.li", "李评", 0),
        ("expert.li", "李评", 5),
        (foreign.username, "评审员外", 5),
        authority=jimo,
    )

    assert [(row, column) for row, column, _ in table.problems] == [(2, 2), (3, 1), (4, 3), (5, 1), (6, 1)]
    assert User.objects.filter(username="expert.li").count() == 0


def test_scores_on_paper_are_submitted_in_the_name_of_each_reviewer():
    application = make_application_in_review()
    wang = make_officer(application.round.authority)
    zhang, li = make_open_task(application), make_task(application, "评审员李")

    table = scores_of(
        wang, application.round, score_row(application, zhang, 60), score_row(application, li, 80, 把握程度="4")
    )
    assert table.problems == []
    commit_import(table=table, by=wang, at=LATER)

    tasks = ReviewTask.objects.order_by("pk")
    assert [(str(one.score), one.conflict, one.submitted_at) for one in tasks] == [
        ("600.000", "none", LATER),
        ("800.000", "none", LATER),
    ]
    assert tasks[1].confidence == 4
    submitted = Event.objects.filter(name="review.marks.submitted")
    assert [event.by for event in submitted] == [f"parties.user:{task.reviewer.user_id}" for task in (zhang, li)]


def test_scores_off_the_scale_twice_or_of_somebody_else_are_refused_by_row():
    application = make_application_in_review()
    wang = make_officer(application.round.authority)
    zhang, li, zhao = (make_open_task(application, name) for name in ("评审员张", "评审员李", "评审员赵"))
    zhao.marks, zhao.summary = {}, "说得很好"
    row = score_row(application, zhang)

    table = scores_of(
        wang,
        application.round,
        {**row, "申报号": "没有这一件"},
        score_row(application, zhang, 61),
        row,
        {**score_row(application, li, ground=""), "利害关系": "有"},
        {**score_row(application, zhao), "专家姓名": "评审员钱", "把握程度": "9"},
    )

    by_row = {number: [text for row, _, text in table.problems if row == number] for number in range(2, 7)}
    assert by_row[2] == ["这份材料没有分派给这位专家，请核对申报号和账号。"]
    assert "不在步长" in by_row[3][0]
    assert by_row[4] == ["与第 3 行重复。"]
    assert "没有填写" in by_row[5][0]
    assert {text[:6] for text in by_row[6]} == {"这个账号是“", "请填 1 至"[:6]}
    assert not ReviewTask.objects.filter(submitted_at__isnull=False).exists()


def test_a_score_submitted_since_the_look_keeps_every_row_out():
    application = make_application_in_review()
    wang = make_officer(application.round.authority)
    zhang, li = make_open_task(application), make_open_task(application, "评审员李")
    table = scores_of(wang, application.round, score_row(application, zhang), score_row(application, li))
    ReviewTask.objects.filter(pk=li.pk).update(marks=full_marks(li))
    submit_marks(task=li, at=LATER)

    with pytest.raises(CannotImport, match="情况有了变化"):
        commit_import(table=table, by=wang, at=LATER)

    zhang.refresh_from_db()
    assert zhang.submitted_at is None
    table.refresh_from_db()
    assert table.state == ImportState.CHECKED
