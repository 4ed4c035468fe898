"""Numbers, money, shares and units as people read them."""

from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from django.utils.translation import gettext, gettext_noop

from pinzhang.portals.ui.components.dates import ABSENT
from pinzhang.portals.ui.context import reader_language

FEN_PER_YUAN = 100
YUAN_PER_WAN = 10_000
YUAN_PER_MILLION = 1_000_000
BYTES_PER_STEP = 1024
UNITS = (
    *(gettext_noop("台"), gettext_noop("家"), gettext_noop("个"), gettext_noop("件"), gettext_noop("项")),
    *(gettext_noop("次"), gettext_noop("条"), gettext_noop("人"), gettext_noop("岁"), gettext_noop("分")),
    *(gettext_noop("年"), gettext_noop("个月"), gettext_noop("天"), gettext_noop("个工作日")),
    *(gettext_noop("元"), gettext_noop("万元")),
)
"""The units that have an English name, written ``one|many``; any other is shown as its source writes it."""
SIZES = ("B", "kB", "MB", "GB")


def as_decimal(value: object) -> Decimal | None:
    """Return the exact number; nothing, a truth value or a word is no number."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal | str):
        return None
    try:
        exact = Decimal(str(value))
    except InvalidOperation:
        return None
    return exact if exact.is_finite() else None


def fixed(value: Decimal, places: int) -> str:
    """Return the number rounded half up, with thousands separators and fixed decimals."""
    rounded = value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    return f"{rounded:,f}"


def number(value: object, places: int | str | None = None) -> str:
    """12,460: thousands separators; as many decimals as asked for, else as many as the number has."""
    exact = as_decimal(value)
    if exact is None:
        return ABSENT
    return f"{exact:,f}" if places in (None, "") else fixed(exact, int(str(places)))


def unit(value: object, name: str = "") -> str:
    """30 台, 98.6%: a number with its unit; one space between, none before a percent sign."""
    text = number(value)
    if text == ABSENT or not name:
        return text
    if name == "%":
        return f"{text}%"
    one, _bar, many = gettext(name).partition("|")
    return f"{text} {many if many and text != '1' else one}"


def as_yuan(value: object) -> Decimal | None:
    """Return CNY: an ``int`` is fen, as money is stored; a ``Decimal`` or its text is CNY, as packs and files write."""
    exact = as_decimal(value)
    if exact is None:
        return None
    return exact / FEN_PER_YUAN if isinstance(value, int) else exact


def yuan(value: object) -> str:
    """¥ 13,920.00, CNY 13,920.00: money to pay, from fen or CNY."""
    amount = as_yuan(value)
    if amount is None:
        return ABSENT
    return f"{'CNY' if reader_language() == 'en' else '¥'} {fixed(amount, 2)}"


def wan(value: object) -> str:
    """8,136.00 万元, CNY 81.36 million: money in statistics, from fen or CNY."""
    amount = as_yuan(value)
    if amount is None:
        return ABSENT
    if reader_language() == "en":
        return f"CNY {fixed(amount / YUAN_PER_MILLION, 2)} million"
    return f"{fixed(amount / YUAN_PER_WAN, 2)} 万元"


def wan_number(value: object) -> str:
    """8,136.00: the same without its unit, for a column whose header says 万元."""
    amount = as_yuan(value)
    return ABSENT if amount is None else fixed(amount / YUAN_PER_WAN, 2)


def percent(value: object, places: int | str = 1) -> str:
    """98.6%: a share from 0 to 1 as a percentage."""
    exact = as_decimal(value)
    return ABSENT if exact is None else f"{fixed(exact * 100, int(places))}%"


def points(value: object, places: int | str = 2) -> str:
    """0.40 个百分点: a difference of shares."""
    exact = as_decimal(value)
    if exact is None:
        return ABSENT
    return gettext("%(n)s 个百分点") % {"n": fixed(exact * 100, int(places))}


def probability(value: object) -> str:
    """0.72, < 0.01, > 0.99: two decimals, never certain."""
    exact = as_decimal(value)
    if exact is None:
        return ABSENT
    if exact < Decimal("0.01"):
        return "< 0.01"
    return "> 0.99" if exact > Decimal("0.99") else fixed(exact, 2)


def signed(value: object, places: int | str | None = None) -> str:
    """+3, −6: a difference with its sign, and 0 without."""
    exact = as_decimal(value)
    if exact is None:
        return ABSENT
    sign = "+" if exact > 0 else "−" if exact < 0 else ""
    return f"{sign}{number(abs(exact), places)}"


def file_size(value: object) -> str:
    """3.2 MB: the size of a file in bytes."""
    size, step = as_decimal(value), 0
    if size is None:
        return ABSENT
    while size >= BYTES_PER_STEP and step < len(SIZES) - 1:
        size, step = size / BYTES_PER_STEP, step + 1
    return f"{fixed(size, 1 if step else 0)} {SIZES[step]}"
