"""How a form shows that the domain said no to a holder: in the reader's language, at the fields."""

import re
from functools import lru_cache

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from pinzhang.domain.core.refusals import Refusal
from pinzhang.portals.ui import refusals

SENTENCES = (
    _("标识现在不是有效状态，不能制发标签。"),
    _("标识没有凭证，请稍后再试。"),
    _("已有 %(count)s 批正在制作，请等制成后再申请。"),
    _("一批 1 至 %(most)s 张。"),
    _("标识现在是“%(state)s”，不能这样处置。"),
    _("请写明事实和依据。"),
    _("须由本单位的授权签署人交回。"),
    _("须由本单位的授权签署人提交。"),
    _("陈述申辩已经提交过，或者期限已过。"),
    _("请写下陈述和申辩，最多 %(most)s 字。"),
    _("须由持有单位的授权签署人提出申诉。"),
    _("只能对暂停使用、撤销提出申诉。"),
    _("这次处置已经变更，或者已经提出过申诉。"),
    _("这次处置已经提出过申诉。"),
    _("申诉期限到 %(until)s 为止，已经过了。"),
    _("请写明申诉的事实和理由，最多 %(most)s 字。"),
    _("只有产品才有商品条码。"),
    _("商品条码应为 8、12、13 或 14 位数字，最后一位是校验位；请对照包装核对。"),
    _("这件事刚刚已由他人处理。您的内容没有提交，请看最新状态后再决定。"),
    _("签名服务没有应答，这一步没有办成，请稍后再试或联系运行维护人员。"),
    _("签名密钥已宣布泄露，请先轮换密钥。"),
    _("这个登记号已经登记过。"),
    _("还有内容没有填完整。"),
    _("请选择类别。"),
    _("请填写。"),
    _("请选择专利种类。"),
    _("登记日期不能晚于今天。"),
    _("不能晚于今天。"),
    _("有效期早于登记日期。"),
    _("不能早于登记日期。"),
    _("这一条已经撤下。"),
)
"""What the domain may answer to a holder about marks, labels and rights; said here so that it is translated."""
STATES = (_("有效"), _("暂停使用"), _("已撤销"), _("已交回"), _("已到期"), _("已换发"))
"""What may stand in a gap and is no number and no day."""
_GAP = re.compile(r"%\\\((\w+)\\\)s|%\((\w+)\)s")


def in_words(sentence: str) -> str:
    """Return what the domain said in the language of the reader; a sentence that nobody translated stays as it is."""
    for written, pattern in _with_gaps():
        if found := pattern.fullmatch(sentence):
            return gettext(written) % {name: gettext(given) for name, given in found.groupdict().items()}
    return gettext(sentence)


@lru_cache(maxsize=1)
def _with_gaps() -> list[tuple[str, re.Pattern[str]]]:
    """Return each sentence that has gaps, with the pattern of what the domain says once they are filled."""
    return [
        (sentence, re.compile(_GAP.sub(r"(?P<\1\2>.+)", re.escape(sentence))))
        for sentence in SENTENCES
        if "%(" in sentence
    ]


def show_refusal(form: forms.Form, refusal: Refusal) -> None:
    """Put a refusal into a form: each reason at its field, the sentence above where no field is named."""
    refusals.show_refusal(form, refusal, say=in_words)
