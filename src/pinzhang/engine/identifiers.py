"""Identifiers with check digits: the unified social credit code (GB 32100) and the organisation code inside it."""

from dataclasses import dataclass

CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
CREDIT_LENGTH = 18
_FULL_WIDTH = str.maketrans("０１２３４５６７８９", "0123456789")
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_ORGANISATION_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class CreditCode:
    """A code as checked: ``problem`` makes it unusable, ``warning`` only deserves a look."""

    code: str
    problem: str = ""
    warning: str = ""


def check_credit_code(text: str) -> CreditCode:
    """Normalise and check a unified social credit code (统一社会信用代码, GB 32100-2015).

    A wrong check digit is a problem; a wrong organisation-code digit inside (GB 11714) is a warning.
    Positions 3-8 are the division at registration time and are never compared with today's divisions.
    """
    code = "".join(text.translate(_FULL_WIDTH).split()).upper()
    if len(code) != CREDIT_LENGTH:
        return CreditCode(code, problem=f"统一社会信用代码应为 18 位，现在是 {len(code)} 位。")
    strange = sorted({character for character in code if character not in CREDIT_ALPHABET})
    if strange:
        return CreditCode(
            code, problem=f"统一社会信用代码里不会出现“{'、'.join(strange)}”，请核对是否看错了字母或数字。"
        )
    if code[-1] != credit_check_digit(code[:-1]):
        return CreditCode(code, problem="统一社会信用代码的校验位不对，请对照营业执照核对。")
    if code[16] != organisation_check_digit(code[8:16]):
        return CreditCode(code, warning="代码中的组织机构代码校验位与通常算法不符，请再核对一次。")
    return CreditCode(code)


def credit_check_digit(first_seventeen: str) -> str:
    """Return the eighteenth character: weights 3^i modulo 31."""
    total = sum(CREDIT_ALPHABET.index(character) * pow(3, i, 31) for i, character in enumerate(first_seventeen))
    return CREDIT_ALPHABET[-total % 31]


def organisation_check_digit(first_eight: str) -> str:
    """Return the ninth character of an organisation code (GB 11714): 10 is X, 11 is 0."""
    pairs = zip(_ORGANISATION_WEIGHTS, first_eight, strict=True)
    check = 11 - sum(weight * _ORGANISATION_ALPHABET.index(character) for weight, character in pairs) % 11
    return {10: "X", 11: "0"}.get(check, str(check))
