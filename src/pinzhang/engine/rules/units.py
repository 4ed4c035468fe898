"""Units and grains of computed numbers."""

from dataclasses import replace

from pinzhang.engine.rules.kinds import NUMBER, Grain, Kind


def unlike_units(left: Kind, right: Kind) -> str:
    """Return the complaint that two numbers are in different units, or nothing; a plain number fits any."""
    if left.unit and right.unit and left.unit != right.unit:
        return f"different units: {left.unit} and {right.unit}"
    return ""


def sum_of_kinds(left: Kind, right: Kind) -> Kind:
    """Return the kind of a sum or a difference."""
    grain = left.grain if left.grain == right.grain else ""
    return replace(NUMBER, unit=left.unit or right.unit, grain=grain)


def product_of_kinds(operator: str, left: Kind, right: Kind) -> Kind:
    """Return the kind of a product or a quotient; a quotient of equal units is a share."""
    if operator == "*":
        grain: Grain = "integer" if left.grain == right.grain == "integer" else ""
        return Kind("number", unit="·".join(unit for unit in (left.unit, right.unit) if unit), grain=grain)
    if left.unit == right.unit:
        return Kind("number", grain="share" if left.unit else "")
    return Kind("number", unit=f"{left.unit}/{right.unit}" if right.unit else left.unit)
