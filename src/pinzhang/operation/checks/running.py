"""The queue: somebody works it, nothing waits too long, nothing was given up."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from pinzhang.domain.core.models import Job
from pinzhang.domain.core.selectors import jobs_by_state, oldest_due_job, workers
from pinzhang.operation.checks.finding import Finding, bad, ok, warn

SILENT = timedelta(minutes=1)
WAITS_TOO_LONG = timedelta(minutes=10)


def checks(*, at: datetime) -> Iterator[Finding]:
    """Look at workers and jobs."""
    living = [worker for worker in workers() if worker.beat_at >= at - SILENT]
    if not living:
        yield bad(
            "worker",
            "没有在运行的 worker：通知、文书和每日提醒都不会发出。",
            "启动 pinzhang worker，或不带 --no-with-worker 的 pinzhang serve。",
        )
    else:
        yield ok("worker", f"{len(living)} 个 worker 在运行")
    oldest = oldest_due_job(at)
    if oldest is not None and oldest.run_at < at - WAITS_TOO_LONG:
        minutes = int((at - oldest.run_at).total_seconds() // 60)
        yield warn("queue", f"最久的任务已等了 {minutes} 分钟（{oldest.handler}）。", "增加 worker，或查看它的日志。")
    else:
        yield ok("queue", "任务没有积压")
    failed = jobs_by_state().get(Job.FAILED, 0)
    if failed:
        yield warn(
            "failed-jobs", f"{failed} 件任务多次失败，已停止重试。", "pinzhang jobs list 查看原因，改正后 retry。"
        )
