"""The search for an unanswered input, for a few seconds; ``bench/trust/fuzz.py`` goes on for longer."""

import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[3] / "bench" / "trust" / "fuzz.py"


@pytest.mark.parametrize("options", [[], ["--by-chance"]])
def test_no_input_is_left_unanswered_and_no_forgery_is_accepted(options, tmp_path):
    command = [sys.executable, SCRIPT, "--seconds", "4", *options]

    search = subprocess.run(command, check=False, capture_output=True, text=True, timeout=120, cwd=tmp_path)

    assert search.returncode == 0, search.stderr[-3000:]
