"""Make a typed Python client from the OpenAPI document of this version, in build/api.

python tools/make_api_client.py [FOLDER]
"""

import json
import os
import subprocess
import sys
import sysconfig
from pathlib import Path

os.environ.setdefault("PINZHANG_TESTING", "1")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pinzhang.config.settings")
ROOT = Path(__file__).resolve().parent.parent
PACKAGE = "pinzhang_client"


def make(folder: Path) -> Path:
    """Write the document and the client into a folder, and return where the package can be imported from."""
    import django  # noqa: PLC0415 - after the environment is set

    django.setup()
    from pinzhang.portals.api import described  # noqa: PLC0415 - Django is up only now

    folder.mkdir(parents=True, exist_ok=True)
    document = folder / "openapi.json"
    document.write_text(json.dumps(described.document(), ensure_ascii=False, indent=1), encoding="utf-8")
    settings = folder / "client.json"
    settings.write_text(json.dumps({"package_name_override": PACKAGE, "post_hooks": []}), encoding="utf-8")
    client = folder / PACKAGE
    command = Path(sysconfig.get_path("scripts")) / "openapi-python-client"
    given = ["--path", document, "--config", settings, "--output-path", client, "--overwrite", "--meta", "none"]
    subprocess.run([command, "generate", *given], check=True, stdout=subprocess.DEVNULL)
    return folder


def main() -> int:
    """Make the client, and say where it is."""
    made = make(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "build" / "api")
    print(f"{made}/{PACKAGE}: a typed client; {made}/openapi.json: its document")
    return 0


if __name__ == "__main__":
    sys.exit(main())
