"""Attached files under `ZURUF_DATA/attachments`, each named by the SHA-256 of what is in it, so never stored twice.

A file is there before the row that names it, and survives a power cut once `put` has returned. Several machines share
this folder as they share the database.
"""

import fcntl
import hashlib
import os
import re
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

_HASH = re.compile(r"[0-9a-f]{64}")


def put(data: bytes) -> str:
    """Keep *data*; its SHA-256 in hex. What is there already is touched, so that no sweep takes it meanwhile."""
    name = hashlib.sha256(data).hexdigest()
    place = path(name)
    with _alone():
        place.parent.mkdir(mode=0o700, exist_ok=True)
        if place.is_file() and place.stat().st_size == len(data):
            os.utime(place)
            return name
        _write(place, data)
    return name


def path(sha256: str) -> Path:
    """Where a file of this hash lies, whether it is there or not. Raises ValueError for what is no hash."""
    if not _HASH.fullmatch(sha256):
        raise ValueError("not a SHA-256 in hex")
    return _root() / sha256[:2] / sha256


def older_than(moment: datetime) -> Iterator[str]:
    """The hashes of the files that were last put before *moment*."""
    for place in _root().glob("[0-9a-f][0-9a-f]/*"):
        if _HASH.fullmatch(place.name) and _put_at(place) < moment:
            yield place.name


def drop(sha256: str, *, put_before: datetime, unless: Callable[[str], bool]) -> bool:
    """Delete a file that nobody needs: last put before *put_before*, and *unless* says no. Whether it is gone."""
    place = path(sha256)
    with _alone():
        if not place.is_file() or _put_at(place) >= put_before or unless(sha256):
            return False
        place.unlink()
    return True


def _root() -> Path:
    return Path(settings.MEDIA_ROOT)


def _put_at(place: Path) -> datetime:
    try:
        return datetime.fromtimestamp(place.stat().st_mtime, UTC)
    except FileNotFoundError:
        return datetime.max.replace(tzinfo=UTC)


def _write(place: Path, data: bytes) -> None:
    with tempfile.NamedTemporaryFile(dir=place.parent, prefix=".", delete=False) as draft:
        try:
            draft.write(data)
            draft.flush()
            os.fsync(draft.fileno())
            os.replace(draft.name, place)
        except BaseException:
            Path(draft.name).unlink(missing_ok=True)
            raise
    for folder in (place.parent, place.parent.parent):  # the name, too, must be on the disk
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


@contextmanager
def _alone() -> Iterator[None]:
    """One at a time, over all processes: a file is not swept in the moment in which it is put again."""
    _root().mkdir(mode=0o700, parents=True, exist_ok=True)
    with (_root() / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
