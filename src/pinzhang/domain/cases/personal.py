"""What is kept of people in the papers of a case."""

from pinzhang.domain.cases.models import Message
from pinzhang.domain.core.personal import Holding

ARCHIVED = "属办件档案；规则没有写明保存期限的，照档案规定保存，到期再删。"

HOLDINGS = (
    Holding(Message, "user", "往来消息", "author", ("case_id", "text", "sent_at"), erase="keep", because=ARCHIVED),
)
