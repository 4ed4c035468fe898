"""Packs as somebody would upload them."""

import zipfile
from io import BytesIO
from pathlib import Path

from tests.factories.programmes import EXAMPLE_PACK, PACKS, pack_files


def pack_texts(folder: Path = EXAMPLE_PACK, edition: str = "2030") -> dict[str, bytes]:
    """The files of a pack under another name of its edition."""
    files = pack_files(folder)
    lines = files["programme.yaml"].decode().splitlines()
    changed = [f"edition: {edition}" if line.startswith("edition:") else line for line in lines]
    return {**files, "programme.yaml": ("\n".join(changed) + "\n").encode()}


def archive(files: dict[str, bytes], folder: str = "award/") -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as written:
        for name, text in files.items():
            written.writestr(folder + name, text)
    return made.getvalue()


def with_catalogue(files: dict[str, bytes]) -> bytes:
    shared = {f"facts/{name}": text for name, text in pack_files(PACKS / "facts").items()}
    return archive({**{f"370215-jimo/award/{name}": text for name, text in files.items()}, **shared}, folder="")
