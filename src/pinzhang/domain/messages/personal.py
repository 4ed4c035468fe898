"""What is kept of people in notices."""

from pinzhang.domain.core.personal import Holding
from pinzhang.domain.messages.models import Notice

HOLDINGS = (Holding(Notice, "user", "站内通知", "recipient", ("title", "text", "sent_at", "read_at")),)
