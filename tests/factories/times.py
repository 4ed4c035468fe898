"""Instants as a test writes them."""

from datetime import datetime
from zoneinfo import ZoneInfo


def shanghai(year: int, month: int, day: int, hour: int = 9, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=ZoneInfo("Asia/Shanghai"))
