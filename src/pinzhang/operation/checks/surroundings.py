"""Settings, mail, files, disk, fonts, calendar."""

import shutil
import smtplib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core.files.storage import default_storage

from pinzhang.domain.core.days import local_day
from pinzhang.domain.core.services.readiness import storage_is_writable
from pinzhang.domain.messages.services import typesetter
from pinzhang.engine.stages.calendar import published_calendar
from pinzhang.operation.checks.finding import Finding, bad, ok, warn

SHORTEST_KEY, FEWEST_SIGNS = 50, 16
LEAST_FREE_BYTES, LEAST_FREE_SHARE = 2 * 1024**3, 0.1
MAIL_SECONDS = 5
DECEMBER = 12
SPECIMEN = {
    "heading": "检查",
    "holder": "检查",
    "paragraphs": ["字体检查：〔2026〕①℃"],
    "reasons": [],
    "authority": "检查",
}
LOCAL = {"localhost", "127.0.0.1", ""}
CATALOGUES = Path(__file__).resolve().parents[2] / "portals"


def settings_checks() -> Iterator[Finding]:
    """Look at the settings alone."""
    yield _mode()
    yield _secret()
    yield _hosts()
    yield _https()


def checks(*, at: datetime) -> Iterator[Finding]:
    """Look at what stands around the program."""
    yield _storage()
    yield _disk()
    yield _assets()
    yield _fonts(at)
    yield _mail()
    yield _calendar(at)


def _mode() -> Finding:
    if settings.DEMO or settings.TESTING:
        return bad(
            "mode", "正以演示或测试方式运行，任何人不用密码就能进入。", "去掉 PINZHANG_DEMO 和 PINZHANG_TESTING。"
        )
    return ok("mode", "以正式方式运行")


def _secret() -> Finding:
    key = settings.SECRET_KEY
    if len(key) < SHORTEST_KEY or len(set(key)) < FEWEST_SIGNS:
        how = "用 python -c 'import secrets; print(secrets.token_urlsafe(60))' 生成一个，写入 PINZHANG_SECRET_KEY。"
        return bad("secret-key", "PINZHANG_SECRET_KEY 太短或太有规律，会话可以被伪造。", how)
    return ok("secret-key", "密钥足够长、足够随机")


def _hosts() -> Finding:
    host = urlsplit(settings.SITE_URL).hostname or ""
    if host not in settings.ALLOWED_HOSTS and "*" not in settings.ALLOWED_HOSTS:
        return bad("hosts", f"PINZHANG_SITE_URL 的主机名 {host} 不在 PINZHANG_HOSTS 中。", "把它加进 PINZHANG_HOSTS。")
    if "*" in settings.ALLOWED_HOSTS:
        return bad("hosts", "PINZHANG_HOSTS 接受任何主机名。", "只写对外的主机名。")
    if host in LOCAL:
        return warn("hosts", f"对外地址是 {settings.SITE_URL}，标识和文书上会印这个地址。", "设 PINZHANG_SITE_URL。")
    return ok("hosts", f"对外地址 {settings.SITE_URL}")


def _https() -> Finding:
    if not settings.SESSION_COOKIE_SECURE or not settings.SITE_URL.startswith("https://"):
        return bad(
            "https",
            "没有启用 HTTPS，密码和会话会被看见。",
            "在反向代理上装证书，设 PINZHANG_HTTPS=true，PINZHANG_SITE_URL 以 https:// 开头。",
        )
    return ok("https", "已启用 HTTPS")


def _storage() -> Finding:
    place = getattr(default_storage, "location", "")
    if not storage_is_writable():
        return bad("storage", f"文件夹 {place} 不能写入，附件和文书保存不了。", "检查属主、权限和剩余空间。")
    return ok("storage", "文件可以保存")


def _disk() -> Finding:
    usage = shutil.disk_usage(settings.DATA_DIR if settings.DATA_DIR.exists() else settings.DATA_DIR.parent)
    free = f"{usage.free / 1024**3:.1f} GB"
    if usage.free < LEAST_FREE_BYTES:
        return bad("disk", f"{settings.DATA_DIR} 所在磁盘只剩 {free}。", "扩容，或移走旧备份。")
    if usage.free < LEAST_FREE_SHARE * usage.total:
        return warn("disk", f"{settings.DATA_DIR} 所在磁盘只剩 {free}，不到一成。", "尽早扩容。")
    return ok("disk", f"磁盘剩余 {free}")


def _assets() -> Finding:
    if not (settings.STATIC_ROOT / "staticfiles.json").is_file() and not settings.TESTING:
        return bad("assets", "样式和脚本没有收集，页面打不开。", "执行 make assets 和 pinzhang migrate。")
    stale = [path.name for path in CATALOGUES.rglob("*.po") if not path.with_suffix(".mo").is_file()]
    if stale:
        return bad("assets", "英文译文没有编译。", "执行 make messages。")
    return ok("assets", "样式、脚本、译文齐全")


def _fonts(at: datetime) -> Finding:
    try:
        pdf = typesetter().typeset("result", {**SPECIMEN, "on": str(local_day(at))})
    except Exception as error:  # noqa: BLE001 - whatever keeps letters from being set is what is asked for
        return bad("fonts", f"文书排版不出来：{error}"[:200], "重新安装依赖（make install），字体随依赖而来。")
    return ok("fonts", f"文书可以排版（{len(pdf)} 字节）")


def _mail() -> Finding:
    host, port = getattr(settings, "EMAIL_HOST", ""), getattr(settings, "EMAIL_PORT", 0)
    if "smtp" not in settings.EMAIL_BACKEND:
        return warn("mail", "没有配置邮件，通知只在站内。", "设 PINZHANG_EMAIL_URL=smtp://…")
    try:
        with smtplib.SMTP(host, port, timeout=MAIL_SECONDS) as server:
            server.noop()
    except OSError as error:
        return bad("mail", f"邮件服务器 {host}:{port} 连不上：{error}", "检查 PINZHANG_EMAIL_URL 和防火墙。")
    return ok("mail", f"邮件服务器 {host}:{port} 有应答")


def _calendar(at: datetime) -> Finding:
    until, today = published_calendar().known_until, local_day(at)
    if until < today:
        return bad(
            "calendar",
            f"节假日安排只到 {until}，今年的期限都算作暂定。",
            "升级 chinesecalendar（国务院办公厅每年 11 月前后公布次年安排）。",
        )
    if today.month == DECEMBER and until.year == today.year:
        return warn("calendar", f"还没有 {today.year + 1} 年的节假日安排。", "公布后升级 chinesecalendar。")
    return ok("calendar", f"节假日安排到 {until}")
