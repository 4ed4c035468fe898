"""What the offline verifier says and carries."""

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from pinzhang.domain.trust import selectors
from pinzhang.engine.signing.answers import Reason
from pinzhang.engine.signing.suites import to_base64url
from pinzhang.portals.ui.context import current_site

SCRIPTS = ("vendor/tweetnacl/nacl-fast.min.js", "vendor/jsqr/jsQR.js", "ui/verifier/core.js", "ui/verifier/page.js")
STYLES = ("ui/pinzhang.css", "ui/verifier/alone.css")
OK, BAD, IDLE = "ok", "bad", "idle"
REASONS: dict[Reason, tuple[Callable[[], str], str]] = {
    Reason.ACTIVE: (lambda: _("真标识，现在有效"), OK),
    Reason.SUSPENDED: (lambda: _("这枚标识暂停使用"), IDLE),
    Reason.REVOKED: (lambda: _("这枚标识已被撤销"), BAD),
    Reason.SURRENDERED: (lambda: _("这枚标识已由持有单位交回"), IDLE),
    Reason.EXPIRED: (lambda: _("这枚标识已到期"), IDLE),
    Reason.SUPERSEDED: (lambda: _("这枚标识已换发新标识"), IDLE),
    Reason.NOT_YET_VALID: (lambda: _("真标识，但还没有到生效日期"), IDLE),
    Reason.STATUS_UNKNOWN: (lambda: _("签名真实；没有状态名单，不能断定现在是否有效"), IDLE),
    Reason.STATUS_LIST_STALE: (lambda: _("签名真实；手头的状态名单太旧，不能断定现在是否有效"), IDLE),
    Reason.STATUS_LIST_LATER: (lambda: _("签名真实；状态名单晚于本机的时间，请检查时钟"), IDLE),
    Reason.STATUS_LIST_MISMATCH: (lambda: _("签名真实；手头没有这枚标识所在的状态名单"), IDLE),
    Reason.STATUS_LIST_PARTIAL: (lambda: _("签名真实；名单里的状态读不懂，请换用新的核验页"), IDLE),
    Reason.BAD_SIGNATURE: (lambda: _("签名不符：内容被改动过，或不是发证机关所签"), BAD),
    Reason.ALGORITHM_MISMATCH: (lambda: _("签名算法与公布的公钥不符"), BAD),
    Reason.WRONG_ROLE: (lambda: _("签名的钥匙不是用来签发标识的"), BAD),
    Reason.WRONG_ISSUER: (lambda: _("所写的发证机关与公钥的主人不一致"), BAD),
    Reason.KEY_OUT_OF_PERIOD: (lambda: _("签发时间不在钥匙的使用期内"), BAD),
    Reason.LINK_MISMATCH: (lambda: _("码上的链接与签名所写的不一致，可能是从别处抄来的"), BAD),
    Reason.FOREIGN_HOST: (lambda: _("链接指向的网站不是发证机关的网站"), BAD),
    Reason.BAD_GTIN: (lambda: _("商品条码的位数或校验位不对"), BAD),
    Reason.BAD_LINK: (lambda: _("链接的写法不合 GS1 Digital Link"), BAD),
    Reason.BAD_CLAIMS: (lambda: _("签名属实，但内容不是一枚标识"), BAD),
    Reason.MALFORMED: (lambda: _("凭证残缺或被改动，读不出来"), BAD),
    Reason.TOO_LARGE: (lambda: _("内容过大，不可能是一枚标识"), BAD),
    Reason.TOO_DEEP: (lambda: _("内容嵌套过深，不可能是一枚标识"), BAD),
    Reason.UNKNOWN_KEY: (lambda: _("手头没有这把公钥，不能认定真伪"), IDLE),
    Reason.KEY_COMPROMISED: (lambda: _("这把钥匙已宣布泄露，请联网查询"), IDLE),
    Reason.UNSUPPORTED_ALGORITHM: (lambda: _("本机不支持这种签名算法，不能认定真伪"), IDLE),
    Reason.UNSUPPORTED_VERSION: (lambda: _("凭证的版本比这一页新，不能认定真伪"), IDLE),
    Reason.ISSUED_IN_FUTURE: (lambda: _("签发时间在本机的时间之后，请检查时钟"), IDLE),
    Reason.NOT_A_MARK: (lambda: _("这不是标识的码"), IDLE),
    Reason.NO_CREDENTIAL: (lambda: _("这个链接没有带签名，请联网查询"), IDLE),
}
LABELS: dict[str, Callable[[], str]] = {
    "subject": lambda: _("对象"),
    "holder": lambda: _("单位"),
    "title": lambda: _("标识"),
    "tier": lambda: _("等次"),
    "number": lambda: _("编号"),
    "gtin": lambda: _("商品条码"),
    "serial": lambda: _("序号"),
    "conferred_on": lambda: _("授予日期"),
    "valid_until": lambda: _("有效期至"),
    "authority": lambda: _("颁发"),
}


def verifier_page(*, live: bool) -> dict[str, Any]:
    """Return what the verifier carries: words, keys, lists; ``live`` where it may ask this site for newer ones."""
    files = selectors.status_files()
    carried: dict[str, Any] = {
        "keys": selectors.key_ring().as_json(),
        "lists": [to_base64url(bytes(kept.signed)) for kept in files],
    }
    if live:
        lists = [reverse("public:signed_status_list", args=[kept.number]) for kept in files]
        carried["live"] = {"keys": reverse("public:keys"), "lists": lists}
    return {"carried": carried, "words": _words(), "live": live, "scripts": SCRIPTS if live else ()}


def _words() -> dict[str, Any]:
    return {
        "reasons": {reason.value: [say(), tone] for reason, (say, tone) in REASONS.items()},
        "labels": [[name, say()] for name, say in LABELS.items()],
        "none": _("还没有名单"),
        "noPicture": _("这个文件不是图片，请重新选择。"),
        "noCode": _("照片里没有找到二维码。请靠近一些、对准、避开反光，再拍一张。"),
        "noCamera": _("没有打开摄像头：可能没有允许，也可能这一页不是用 https 打开的。可以改用拍照。"),
        "badFile": _("这个文件不是本机关公布的公钥集或状态名单。"),
    }


def standalone(request: HttpRequest) -> str:
    """Return the verifier as one file: style and scripts inside, nothing to fetch."""
    body = render_to_string("public/parts/verifier.html", verifier_page(live=False), request=request)
    site = current_site()
    style = "\n".join(map(_static_text, STYLES))
    scripts = "\n".join(f"<script>\n{_static_text(name)}\n</script>" for name in SCRIPTS)
    return (
        f'<!doctype html>\n<html lang="{site.html_lang}">\n<head>\n<meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{_('离线核验')}</title>\n<style>\n{style}\n</style>\n</head>\n"
        f'<body class="pz-phone"><main>\n{body}\n</main>\n{scripts}\n</body>\n</html>\n'
    )


@lru_cache(maxsize=8)
def _static_text(name: str) -> str:
    """Return a static file as text that can stand inside a page."""
    found = finders.find(name)
    if not isinstance(found, str):
        raise FileNotFoundError(name)
    return Path(found).read_text(encoding="utf-8").replace("</script", "<\\/script")
