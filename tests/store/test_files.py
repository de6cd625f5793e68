"""Attached files on the disk."""

import hashlib
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NoReturn

import pytest
from pytest_django import Settings

from zuruf.store import files

NOW = datetime.now(UTC)


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> Path:
    own = tmp_path / "attachments"
    settings.MEDIA_ROOT = own
    return own


def put_at(data: bytes, at: datetime) -> str:
    name = files.put(data)
    os.utime(files.path(name), (at.timestamp(), at.timestamp()))
    return name


def test_a_file_is_named_by_what_is_in_it_and_stored_once() -> None:
    first, second = files.put(b"ink"), files.put(b"ink")
    assert first == second == hashlib.sha256(b"ink").hexdigest()
    assert files.path(first).read_bytes() == b"ink"


def test_nobody_else_on_this_machine_can_read_it(folder: Path) -> None:
    place = files.path(files.put(b"ink"))
    assert place.stat().st_mode & 0o077 == 0
    assert folder.stat().st_mode & 0o077 == 0


def test_a_half_written_file_is_never_taken_for_the_whole(folder: Path) -> None:
    name = hashlib.sha256(b"whole").hexdigest()
    files.path(name).parent.mkdir(parents=True)
    files.path(name).write_bytes(b"who")
    files.put(b"whole")
    assert files.path(name).read_bytes() == b"whole"


def test_a_write_that_fails_leaves_nothing(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    def full(_handle: int) -> NoReturn:
        raise OSError("no space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="no space"):
        files.put(b"ink")
    assert [p.name for p in folder.rglob("*") if p.is_file()] == [".lock"]


@pytest.mark.parametrize("name", ["", "..", "../../etc/passwd", "A" * 64, "a" * 63, "a" * 64 + "\n"])
def test_only_a_hash_names_a_file(name: str) -> None:
    with pytest.raises(ValueError, match="SHA-256"):
        files.path(name)


def test_what_is_old_and_needed_by_nobody_is_dropped() -> None:
    old, new = put_at(b"old", NOW - timedelta(days=2)), put_at(b"new", NOW)
    before = NOW - timedelta(days=1)
    assert list(files.older_than(before)) == [old]
    assert not files.drop(old, put_before=before, unless=lambda _name: True)
    assert not files.drop(new, put_before=before, unless=lambda _name: False)
    assert files.drop(old, put_before=before, unless=lambda _name: False)
    assert not files.path(old).exists()


def test_what_is_put_again_is_new_again() -> None:
    old = put_at(b"old", NOW - timedelta(days=2))
    files.put(b"old")
    assert not files.drop(old, put_before=NOW - timedelta(days=1), unless=lambda _name: False)
