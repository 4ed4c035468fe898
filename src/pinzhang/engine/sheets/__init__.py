"""Tables that offices fill in: a workbook read safely, its columns known by their titles, every cell typed or refused.

Nothing is guessed: what could mean two things is refused with the row and the column where it stands.
"""

from pinzhang.engine.sheets.columns import Column, Option
from pinzhang.engine.sheets.refusals import CannotReadCell, CannotReadWorkbook
from pinzhang.engine.sheets.table import PROBLEMS_HEADING, Line, Problem, Table, read_table
from pinzhang.engine.sheets.values import Area, Percent, Raw, Sheet
from pinzhang.engine.sheets.workbook import Limits, read_workbook

__all__ = [
    "PROBLEMS_HEADING",
    "Area",
    "CannotReadCell",
    "CannotReadWorkbook",
    "Column",
    "Limits",
    "Line",
    "Option",
    "Percent",
    "Problem",
    "Raw",
    "Sheet",
    "Table",
    "read_table",
    "read_workbook",
]
