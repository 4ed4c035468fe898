"""Draw up the fairness report of a round, and publish it (公平性报告)."""

from datetime import datetime

from django.db import transaction

from pinzhang.domain.core.services import events, files
from pinzhang.domain.messages.services import typesetter
from pinzhang.domain.parties.models import User
from pinzhang.domain.programmes.models import Round
from pinzhang.domain.review.fairness import report_content, report_lines
from pinzhang.domain.review.models import FairnessReport
from pinzhang.domain.review.refusals import CannotPublish
from pinzhang.domain.review.services.calibrations import cross_checked, rank_round


@transaction.atomic
def draw_up_report(*, round_: Round, by: User, at: datetime) -> FairnessReport:
    """Draw up the report of the scores as they are now; the same scores give the same report (编制公平性报告).

    :raises CannotPublish: the scores cannot be ranked, or the cross-check is still being computed.
    """
    Round.objects.select_for_update().get(pk=round_.pk)
    ranking = rank_round(round_=round_, at=at)
    known = FairnessReport.objects.filter(round=round_, ranking=ranking).first()
    if known is not None:
        return known
    if ranking.results["refusal"]:
        raise CannotPublish(f"不能编制：{ranking.results['refusal']}")
    calibrations = cross_checked(round_=round_, at=at)
    if any(each.cross_check is None for each in calibrations):
        raise CannotPublish("交叉核对还在计算，请稍后再编制。")
    content = report_content(round_, ranking, calibrations, at)
    paper = {
        **content,
        "heading": f"{round_.edition.name}（{round_.label}）评审公平性报告",
        "lines": report_lines(content),
        "authority": round_.authority.name,
    }
    pdf = typesetter().typeset("fairness", paper)
    name = f"{round_.edition.code}-{round_.pk}-fairness.pdf"
    stored = files.keep_file(pdf, name=name, accept=("pdf",), max_mb=50, by=by, at=at)
    report = FairnessReport.objects.create(
        round=round_, ranking=ranking, content=content, file=stored, drawn_up_by=by, drawn_up_at=at
    )
    data = {"report": report.pk, "sha256": stored.sha256, "inputs": ranking.inputs_digest}
    events.record("review.fairness_report.drawn_up", subject=round_, by=by, at=at, data=data)
    return report


@transaction.atomic
def publish_report(*, report: FairnessReport, by: User, at: datetime) -> FairnessReport:
    """Publish a report: from now on anybody may read it on the page of the programme (公开公平性报告).

    :raises CannotPublish: it is public already, or scores have changed since it was drawn up.
    """
    report = FairnessReport.objects.select_for_update().get(pk=report.pk)
    if report.published_at is not None:
        raise CannotPublish("这份报告已经公开。")
    if rank_round(round_=report.round, at=at).pk != report.ranking_id:
        raise CannotPublish("编制之后评分有变化，请重新编制。")
    report.published_by, report.published_at = by, at
    report.save(update_fields=["published_by", "published_at"])
    data = {"report": report.pk, "sha256": report.file.sha256}
    events.record("review.fairness_report.published", subject=report.round, by=by, at=at, data=data)
    return report
