"""How long something may take: due days, pauses, and what is left (期限与计时)."""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from pinzhang.engine.packs.schema.base import Words
from pinzhang.engine.packs.schema.stages import Term
from pinzhang.engine.stages.calendar import WorkingCalendar
from pinzhang.engine.stages.refusals import BrokenPause

Unit = Literal["working_days", "days", "months"]

Urgency = Literal["paused", "running", "pressing", "overdue"]

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Due:
    """The day a term ends (到期日)."""

    on: date
    provisional: bool = False
    """The day lies beyond the published holiday notices and may still move (暂定)."""


@dataclass(frozen=True, slots=True)
class Pause:
    """Days that do not count (暂停计时), the first and the last among them; without a last one it goes on."""

    from_on: date
    to_on: date | None = None

    def __post_init__(self) -> None:
        if self.to_on is not None and self.to_on < self.from_on:
            raise BrokenPause("a pause ends before it begins")

    def covers(self, day: date) -> bool:
        """Tell whether the day does not count."""
        return self.from_on <= day and (self.to_on is None or day <= self.to_on)


def due(start: date, term: Term, calendar: WorkingCalendar) -> Due:
    """Return the day a term ends that runs without a pause.

    The day of the event is not counted; a last day that is not worked moves to the next working day.
    """
    if term.unit == "working_days":
        last = _working_days_after(start, term.count, calendar)
    else:
        last = _last_calendar_day(start, term)
    while not calendar.is_working_day(last):
        last += _DAY
    return Due(last, provisional=last > calendar.known_until)


def months_after(start: date, count: int) -> date:
    """Return the corresponding day of a later month, or that month's last day where there is none (月末规则)."""
    year, month = divmod(start.year * 12 + start.month - 1 + count, 12)
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


def clock_due(started_on: date, term: Term, pauses: Sequence[Pause], calendar: WorkingCalendar) -> Due | None:
    """Return the day a term with pauses ends, or nothing while it is paused with days still left.

    A pause that begins when the term is over changes nothing.
    """
    left = term.count if term.unit == "working_days" else (_last_calendar_day(started_on, term) - started_on).days
    day = started_on
    while left or not calendar.is_working_day(day) or _pausing(day, pauses):
        day += _DAY
        if any(pause.to_on is None and pause.covers(day) for pause in pauses):
            return None
        if left and not _pausing(day, pauses):
            left -= term.unit != "working_days" or calendar.is_working_day(day)
    return Due(day, provisional=day > calendar.known_until)


def _working_days_after(start: date, count: int, calendar: WorkingCalendar) -> date:
    day = start
    while count:
        day += _DAY
        count -= calendar.is_working_day(day)
    return day


def _last_calendar_day(start: date, term: Term) -> date:
    return months_after(start, term.count) if term.unit == "months" else start + timedelta(days=term.count)


def _pausing(day: date, pauses: Sequence[Pause]) -> bool:
    return any(pause.covers(day) for pause in pauses)


@dataclass(frozen=True, slots=True)
class Clock:
    """A running term (计时): when it began, how long it is, when it stood still."""

    started_on: date
    term: Term
    pauses: tuple[Pause, ...] = ()

    @property
    def is_paused(self) -> bool:
        return any(pause.to_on is None for pause in self.pauses)

    def due(self, calendar: WorkingCalendar) -> Due | None:
        """Return the day the term ends, or nothing while it is paused with days still left."""
        return clock_due(self.started_on, self.term, self.pauses, calendar)

    def paused(self, on: date) -> "Clock":
        """Return the clock standing still from this day on.

        :raises BrokenPause: it already stands still.
        """
        if self.is_paused:
            raise BrokenPause("the clock is already paused")
        return replace(self, pauses=(*self.pauses, Pause(on)))

    def resumed(self, on: date) -> "Clock":
        """Return the clock running again from the day after.

        :raises BrokenPause: it is running, or the day lies before the pause.
        """
        if not self.is_paused:
            raise BrokenPause("the clock is not paused")
        return replace(
            self, pauses=tuple(replace(pause, to_on=on) if pause.to_on is None else pause for pause in self.pauses)
        )

    def when_asked(self, on: date) -> "Clock":
        """Return the clock after the applicant was asked for a correction, as the term says."""
        return self if self.term.on_correction == "run" else self.paused(on)

    def when_answered(self, on: date) -> "Clock":
        """Return the clock after the applicant answered: going on, or replaced by a fresh one."""
        if self.term.on_correction == "run":
            return self
        resumed = self.resumed(on)
        return Clock(on, self.term) if self.term.on_correction == "replace" else resumed

    def when_request_withdrawn(self, on: date) -> "Clock":
        """Return the clock after the office withdrew its request: it goes on, and never begins afresh."""
        return self if self.term.on_correction == "run" else self.resumed(on)


def remaining(due_on: date, today: date, unit: Unit, calendar: WorkingCalendar) -> int:
    """Return how much of a term is left; negative is overdue, and 0 is the last day itself.

    Today does not count as remaining and does count as overdue. The sign never lies: on a day off after the last day a
    term is overdue by one working day, although none has passed. Months are told in days.
    """
    if today == due_on:
        return 0
    sign, earlier, later = (1, today, due_on) if today < due_on else (-1, due_on, today)
    days = [earlier + _DAY * step for step in range(1, (later - earlier).days + 1)]
    if unit == "working_days":
        days = [day for day in days if calendar.is_working_day(day)]
    return sign * max(1, len(days))


def urgency(due_day: Due | None, today: date, calendar: WorkingCalendar) -> Urgency:
    """Return how pressing a clock is; from the last working day on it presses."""
    if due_day is None:
        return "paused"
    left = remaining(due_day.on, today, "working_days", calendar)
    if left < 0:
        return "overdue"
    return "pressing" if left <= 1 else "running"


def clock_sentence(due_day: Due | None, today: date, unit: Unit, calendar: WorkingCalendar) -> Words:
    """Return what a clock says, as in “剩 2 个工作日”; without a due day it is paused."""
    if due_day is None:
        return Words(zh="暂停计时", en="Clock paused")
    left = remaining(due_day.on, today, unit, calendar)
    amount = _amount(abs(left), unit)
    if left == 0:
        said = Words(zh="今天到期", en="Due today")
    elif left > 0:
        said = Words(zh=f"剩 {amount.zh}", en=f"{amount.en} left")
    else:
        said = Words(zh=f"超期 {amount.zh}", en=f"{amount.en} overdue")
    return Words(zh=f"{said.zh}（暂定）", en=f"{said.en} (provisional)") if due_day.provisional else said


def _amount(count: int, unit: Unit) -> Words:
    plural = "" if count == 1 else "s"
    if unit == "working_days":
        return Words(zh=f"{count} 个工作日", en=f"{count} working day{plural}")
    return Words(zh=f"{count} 天", en=f"{count} day{plural}")
