"""From where somebody is signed in, told coarsely: enough to recognise oneself, not enough to follow anybody."""

import ipaddress

from django.utils.translation import gettext

BROWSERS = (
    ("Edg", "Edge"),
    ("Firefox", "Firefox"),
    ("MicroMessenger", "WeChat"),
    ("Chrom", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS", "macOS"),
           ("Linux", "Linux"))  # fmt: skip


def device(user_agent: str) -> str:
    """Return the browser and the system that a user agent names (设备)."""
    found = [_first(BROWSERS, user_agent), _first(SYSTEMS, user_agent)]
    return " · ".join(name for name in found if name) or gettext("不认识的设备")


def _first(known: tuple[tuple[str, str], ...], text: str) -> str:
    return next((name for sign, name in known if sign in text), "")


def coarse_address(address: str) -> str:
    """Return the front part of a network address (网络地址前段)."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return ""
    if found.version == 4:  # noqa: PLR2004 - the version of the protocol
        return ".".join(str(found).split(".")[:2]) + ".*.*"
    return ":".join(found.exploded.split(":")[:3]) + ":*"
