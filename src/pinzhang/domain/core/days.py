"""Days and instants in the zone of this instance."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.conf import settings

from pinzhang.engine.stages import local_day as _local_day


def local_day(at: datetime) -> date:
    """Return the day of an instant in the zone of this instance."""
    return _local_day(at, settings.TIME_ZONE)


def at_hour(day: date, hour: int, minute: int = 0) -> datetime:
    """Return an instant of a day by the clock of this instance."""
    return datetime.combine(day, time(hour, minute), tzinfo=ZoneInfo(settings.TIME_ZONE))
