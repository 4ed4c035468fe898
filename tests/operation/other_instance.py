"""A second instance with a database and a folder of its own, worked by the real commands."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


class OtherInstance:
    """An SQLite instance in a folder."""

    def __init__(self, folder: Path) -> None:
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("PINZHANG_")},
            "PINZHANG_TESTING": "1",
            "PINZHANG_DATA_DIR": str(folder),
            "COVERAGE_PROCESS_START": "",
        }

    def run(self, *arguments: str, code: int = 0) -> Any:
        command = [sys.executable, "-m", "pinzhang.cli", *arguments]
        result = subprocess.run(
            command, cwd=ROOT, env=self.environment, capture_output=True, text=True, timeout=300, check=False
        )
        assert result.returncode == code, result.stderr
        return json.loads(result.stdout) if "--json" in arguments else result.stdout + result.stderr
