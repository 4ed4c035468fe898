"""Lists as .xlsx: values keep their kind, and no text is a formula."""

import subprocess
import sys
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pinzhang.portals.ui.spreadsheets import neutral, workbook


def read_back(*rows):
    answer = workbook("名单", ("列",) * len(rows[0]), rows)
    sheet = openpyxl.load_workbook(BytesIO(b"".join(answer.streaming_content))).active
    answer.file_to_stream.close()
    return [list(row) for row in sheet.iter_rows(min_row=2, values_only=True)]


def test_numbers_days_and_instants_stay_what_they_are():
    instant = datetime(2026, 3, 1, 23, 30, tzinfo=UTC)

    found = read_back((3, Decimal("12.5"), date(2026, 3, 1), instant, True, None, ""))

    assert found == [[3, 12.5, datetime(2026, 3, 1), datetime(2026, 3, 2, 7, 30), "是", None, None]]  # noqa: DTZ001


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx"])
def test_a_text_that_a_spreadsheet_would_run_is_neutralised(text):
    assert neutral(text) == f"'{text}"


@given(st.text(max_size=20))
def test_no_text_begins_as_a_formula(text):
    assert not neutral(text).startswith(("=", "+", "-", "@", "\t", "\r"))


def test_the_name_of_the_file_survives_in_chinese():
    answer = workbook("申报 名单", ("列",), [])

    answer.file_to_stream.close()
    assert answer["Content-Disposition"] == (
        "attachment; filename*=UTF-8''%E7%94%B3%E6%8A%A5%20%E5%90%8D%E5%8D%95.xlsx"
    )


LONG_LIST = """
import tempfile
import django
from django.conf import settings
settings.configure(USE_TZ=True, TIME_ZONE="Asia/Shanghai")
django.setup()
from datetime import date
from decimal import Decimal
from pinzhang.portals.ui.spreadsheets import write_workbook
rows = (("=QD%06d" % n, n, Decimal("1.5"), date(2026, 3, 1)) for n in range(100_000))
with tempfile.TemporaryFile() as file:
    write_workbook(file, ("编号", "数", "金额（元）", "日期"), rows)
    size = file.seek(0, 2)
with open("/proc/self/status") as status:  # getrusage would count the parent's memory before the exec
    peak = next(line.split()[1] for line in status if line.startswith("VmHWM"))
print(size, peak)
"""


def test_a_hundred_thousand_rows_need_less_than_two_hundred_megabytes():
    run = subprocess.run([sys.executable, "-c", LONG_LIST], capture_output=True, text=True, check=True)

    size, peak_kb = map(int, run.stdout.split())
    assert size > 1_000_000
    assert peak_kb < 200 * 1024
