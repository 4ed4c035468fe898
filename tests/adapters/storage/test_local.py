"""What is kept is on the disk; what does not fit leaves no stump."""

import errno
import os

import pytest
from django.core.files.base import ContentFile

from pinzhang.adapters.storage.local import DurableStorage


class Full(ContentFile):
    """A file during whose writing the disk becomes full."""

    def chunks(self, *_size):
        yield b"half"
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_a_file_is_kept_under_its_name_and_another_beside_it(tmp_path):
    storage = DurableStorage(location=tmp_path, base_url=None)

    first, second = (storage.save("a/b.pdf", ContentFile(text)) for text in (b"1", b"2"))

    assert [(tmp_path / name).read_bytes() for name in (first, second)] == [b"1", b"2"]
    assert first == "a/b.pdf" != second


def test_a_file_that_does_not_fit_leaves_no_stump_and_harms_no_other(tmp_path):
    storage = DurableStorage(location=tmp_path, base_url=None)
    storage.save("kept.pdf", ContentFile(b"1"))

    for name in ("new.pdf", "kept.pdf"):
        with pytest.raises(OSError, match="No space"):
            storage.save(name, Full(b""))

    assert (tmp_path / "kept.pdf").read_bytes() == b"1"
    assert not (tmp_path / "new.pdf").exists()
