"""Why a workbook or a cell cannot be read."""


class CannotReadWorkbook(ValueError):
    """The file as a whole is refused: no workbook, too large, or not safe to open (文件不能读取)."""


class CannotReadCell(ValueError):
    """A cell does not hold what its column asks for; the message says what is expected (单元格不能识别)."""
