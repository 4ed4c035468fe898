"""What the page of a published fairness report shows."""

from typing import Any

from django.utils.translation import gettext as _

from pinzhang.domain.review.models import FairnessReport


def fairness_page(report: FairnessReport) -> dict[str, Any]:
    """Return the report as the page shows it; everything comes from what was frozen when it was drawn up."""
    content = report.content
    shares = {
        "application": _("申报之间的差异"),
        "reviewer": _("评审宽严"),
        "interaction": _("评审对个别申报的偏向"),
        "residual": _("其余误差"),
    }
    stages = [
        {
            **stage,
            "span": max((max(abs(one["low"]), abs(one["high"])) for one in stage["severities"]), default=1.0),
            "distinct": sum(one["is_distinct"] for one in stage["severities"]),
            "shares": [(shares[key], value) for key, value in stage["variance_shares"].items()],
        }
        for stage in content["stages"]
    ]
    return {"report": report, "content": content, "stages": stages}
