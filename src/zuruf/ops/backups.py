"""A backup is one .tar.gz: a consistent copy of the SQLite database, the attachments, and a note of what it is. Never the keys."""

import io
import json
import os
import shutil
import sqlite3
import tarfile
import tempfile
import zlib
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path

from zuruf import __version__
from zuruf.ops.environment import Mistake

DATABASE, ATTACHMENTS, NOTE = "zuruf.sqlite3", "attachments", "backup.json"
# What SQLite leaves when it was killed. It would put that into whatever database it finds beside it.
_BESIDE = (f"{DATABASE}-wal", f"{DATABASE}-journal")
# A file that was cut off, one with a flaw in it, one that another program made.
_BROKEN = (OSError, EOFError, zlib.error, tarfile.TarError, ValueError, KeyError, TypeError, sqlite3.Error)


def copy_sqlite(source: Path, target: Path) -> None:
    """A copy as of one moment, while others write. Readable for this user only."""
    with closing(sqlite3.connect(source)) as here, closing(sqlite3.connect(target)) as there:
        here.backup(there)
    target.chmod(0o600)


def make(data: Path, target: Path, *, sqlite: bool, now: datetime) -> int:
    """Write *target*; its size in bytes. Nothing half-written is left behind. Raises Mistake."""
    if target.exists():
        raise Mistake(f"{target} is there already: choose another name.")
    if not target.parent.is_dir():
        raise Mistake(f"{target.parent} is no folder: make it first.")
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        with tarfile.open(draft, "x:gz") as pack:
            draft.chmod(0o600)
            if sqlite:
                _pack_database(pack, data / DATABASE)
            _pack_attachments(pack, data / ATTACHMENTS)
            _pack_note(pack, {"zuruf": __version__, "made_at": now.isoformat(), "database": sqlite})
        _name(draft, target)
    except OSError as error:
        raise Mistake(
            f"The backup could not be written to {target} ({error.strerror}). Nothing was changed."
        ) from error
    finally:
        draft.unlink(missing_ok=True)
    return target.stat().st_size


def restore(source: Path, data: Path) -> dict[str, object]:
    """Put a backup into *data*, which must not have a database; its note. Raises Mistake, and then leaves nothing."""
    if there := _there(data):
        raise Mistake(
            f"{data} has {there} already. Restore into an empty folder: ZURUF_DATA=/new/folder zuruf restore …"
        )
    if not source.is_file():
        raise Mistake(f"There is no file {source}.")
    try:
        with tarfile.open(source) as pack, tempfile.TemporaryDirectory(dir=data) as folder:
            place = Path(folder)
            pack.extractall(place, filter="data")
            while pack.fileobj and pack.fileobj.read(1 << 20):  # its checksum stands at the very end
                pass
            note = _note(place / NOTE)
            _sound(place / DATABASE, needed=bool(note["database"]))
            shutil.rmtree(data / ATTACHMENTS, ignore_errors=True)  # empty folders and a lock, as _there saw
            for name in (ATTACHMENTS, DATABASE):  # the database last: with it the restore is done
                if (place / name).exists():
                    (place / name).rename(data / name)
    except _BROKEN as error:
        raise Mistake(
            f"{source} cannot be restored ({error}): is it a backup made by zuruf backup?"
        ) from error
    return note


def _there(data: Path) -> str:
    """What in *data* a backup would be mixed with; "" = nothing."""
    if (data / DATABASE).exists():
        return "a database"
    left = next((name for name in _BESIDE if (data / name).exists()), "")
    if left:
        return f"the rest of a database ({left})"
    files = (one for one in (data / ATTACHMENTS).rglob("*") if not one.is_dir())
    return "attachments" if any(one.name != ".lock" for one in files) else ""


def _pack_database(pack: tarfile.TarFile, database: Path) -> None:
    if not database.is_file():
        raise Mistake(f"There is no database in {database.parent} to back up.")
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / DATABASE
        try:
            copy_sqlite(database, copy)
        except sqlite3.Error as error:
            raise Mistake(
                f"{database} could not be copied ({error}). It needs as much room again in {folder.rpartition('/')[0]} (TMPDIR=/folder"
                " names another); whether it is sound, zuruf doctor says."
            ) from error
        pack.add(copy, DATABASE)


def _pack_attachments(pack: tarfile.TarFile, folder: Path) -> None:
    """Every file but half-written ones. After the database: what that names is there by now. What nobody needs may be
    swept meanwhile."""
    for place in sorted(folder.glob("*/[!.]*")):
        with suppress(FileNotFoundError):
            pack.add(place, f"{ATTACHMENTS}/{place.parent.name}/{place.name}", recursive=False)


def _name(draft: Path, target: Path) -> None:
    """Give it its name, unless a file has that already."""
    try:
        os.link(draft, target)
    except FileExistsError:
        raise
    except OSError:  # there are no links there, as on many a stick
        if target.exists():
            raise
        draft.rename(target)


def _pack_note(pack: tarfile.TarFile, note: dict[str, object]) -> None:
    body = json.dumps(note).encode()
    entry = tarfile.TarInfo(NOTE)
    entry.size, entry.mode = len(body), 0o600
    pack.addfile(entry, io.BytesIO(body))


def _note(place: Path) -> dict[str, object]:
    note: dict[str, object] = json.loads(place.read_text("utf-8"))
    datetime.fromisoformat(str(note["made_at"]))
    return note


def _sound(database: Path, *, needed: bool) -> None:
    if not needed:
        return
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as here:
        if here.execute("PRAGMA integrity_check(1)").fetchone()[0] != "ok":
            raise sqlite3.DatabaseError("its database is damaged")
