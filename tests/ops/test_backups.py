import errno
import io
import os
import shutil
import sqlite3
import tarfile
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from zuruf.ops import backups
from zuruf.ops.environment import Mistake

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder with a database in use, an attachment and keys."""
    folder = tmp_path / "data"
    (folder / "keys" / "tokens").mkdir(parents=True)
    (folder / "keys" / "secret").write_text("very secret")
    (folder / "attachments" / "ab").mkdir(parents=True)
    (folder / "attachments" / "ab" / "abcd").write_bytes(b"picture")
    with closing(sqlite3.connect(folder / backups.DATABASE)) as db:
        db.execute("PRAGMA journal_mode=WAL")
        db.execute("CREATE TABLE message (text)")
        db.execute("INSERT INTO message VALUES ('Hallo?')")
        db.commit()
    return folder


def test_a_backup_restored_elsewhere_has_the_same_messages_and_attachments(
    data: Path, tmp_path: Path
) -> None:
    writer = sqlite3.connect(data / backups.DATABASE)
    writer.execute("INSERT INTO message VALUES ('not committed')")
    backups.make(data, tmp_path / "b.tar.gz", sqlite=True, now=NOW)
    writer.close()
    there = tmp_path / "there"
    there.mkdir()
    note = backups.restore(tmp_path / "b.tar.gz", there)
    with closing(sqlite3.connect(there / backups.DATABASE)) as db:
        assert db.execute("SELECT text FROM message").fetchall() == [("Hallo?",)]
    assert (there / "attachments" / "ab" / "abcd").read_bytes() == b"picture"
    assert note["made_at"] == NOW.isoformat()


def test_half_written_files_and_locks_are_not_packed(data: Path, tmp_path: Path) -> None:
    (data / "attachments" / ".lock").touch()
    (data / "attachments" / "ab" / ".tmp1").write_bytes(b"half")
    backups.make(data, tmp_path / "b.tar.gz", sqlite=True, now=NOW)
    with tarfile.open(tmp_path / "b.tar.gz") as pack:
        assert [n for n in pack.getnames() if n.startswith("attachments")] == ["attachments/ab/abcd"]


def test_the_keys_are_never_in_a_backup(data: Path, tmp_path: Path) -> None:
    backups.make(data, tmp_path / "b.tar.gz", sqlite=True, now=NOW)
    with tarfile.open(tmp_path / "b.tar.gz") as pack:
        assert {name.split("/")[0] for name in pack.getnames()} == {
            "zuruf.sqlite3",
            "attachments",
            "backup.json",
        }
    assert (tmp_path / "b.tar.gz").stat().st_mode & 0o077 == 0


def test_an_existing_file_is_never_overwritten(data: Path, tmp_path: Path) -> None:
    (tmp_path / "b.tar.gz").write_text("mine")
    with pytest.raises(Mistake, match="there already"):
        backups.make(data, tmp_path / "b.tar.gz", sqlite=True, now=NOW)
    assert (tmp_path / "b.tar.gz").read_text() == "mine"


def test_restoring_over_a_database_is_refused(data: Path, tmp_path: Path) -> None:
    backups.make(data, tmp_path / "b.tar.gz", sqlite=True, now=NOW)
    with pytest.raises(Mistake, match="database already"):
        backups.restore(tmp_path / "b.tar.gz", data)


def test_restoring_over_attachments_is_refused_but_not_over_their_empty_folder(
    data: Path, tmp_path: Path
) -> None:
    backups.make(data, tmp_path / "b.tar.gz", sqlite=True, now=NOW)
    for one in data.glob(f"{backups.DATABASE}*"):
        one.unlink()
    with pytest.raises(Mistake, match="has attachments already"):
        backups.restore(tmp_path / "b.tar.gz", data)
    (data / "attachments" / "ab" / "abcd").unlink()
    (data / "attachments" / ".lock").touch()  # as a Zuruf leaves it
    backups.restore(tmp_path / "b.tar.gz", data)
    assert (data / "attachments" / "ab" / "abcd").read_bytes() == b"picture"


@pytest.mark.parametrize("content", [b"", b"no archive", b"\x1f\x8b" + b"0" * 50])
def test_what_is_no_backup_leaves_nothing_behind(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "b.tar.gz").write_bytes(content)
    there = tmp_path / "there"
    there.mkdir()
    with pytest.raises(Mistake, match="cannot be restored"):
        backups.restore(tmp_path / "b.tar.gz", there)
    assert list(there.iterdir()) == []


def test_a_backup_that_points_outside_its_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "evil").write_text("x")
    with tarfile.open(tmp_path / "b.tar.gz", "w:gz") as pack:
        pack.add(tmp_path / "evil", "../outside")
    there = tmp_path / "there"
    there.mkdir()
    with pytest.raises(Mistake, match="cannot be restored"):
        backups.restore(tmp_path / "b.tar.gz", there)
    assert not (tmp_path / "outside").exists()


def test_what_a_killed_database_left_is_never_put_into_the_restored_one(data: Path, tmp_path: Path) -> None:
    backups.make(data, tmp_path / "b.tar.gz", sqlite=True, now=NOW)
    there = tmp_path / "there"
    there.mkdir()
    with closing(sqlite3.connect(there / backups.DATABASE)) as old:
        old.execute("PRAGMA journal_mode=WAL")
        old.execute("CREATE TABLE other (text)")
        shutil.copy(there / f"{backups.DATABASE}-wal", tmp_path / "left")
    for one in there.iterdir():
        one.unlink()
    shutil.copy(tmp_path / "left", there / f"{backups.DATABASE}-wal")
    with pytest.raises(Mistake, match="the rest of a database"):
        backups.restore(tmp_path / "b.tar.gz", there)
    (there / f"{backups.DATABASE}-wal").unlink()
    backups.restore(tmp_path / "b.tar.gz", there)
    with closing(sqlite3.connect(there / backups.DATABASE)) as db:
        assert db.execute("SELECT text FROM message").fetchall() == [("Hallo?",)]


def test_a_backup_that_was_cut_off_or_has_a_flaw_is_refused_in_a_sentence(data: Path, tmp_path: Path) -> None:
    (data / "attachments" / "ab" / "abcd").write_bytes(os.urandom(60_000))
    backups.make(data, tmp_path / "b.tar.gz", sqlite=True, now=NOW)
    whole = (tmp_path / "b.tar.gz").read_bytes()
    flawed = whole[:30_000] + bytes(byte ^ 0x55 for byte in whole[30_000:30_050]) + whole[30_050:]
    for content in (whole[:30_000], whole[:-20], flawed):
        refused(content, tmp_path)


@pytest.mark.parametrize("note", ["[]", "{}", '{"database": false}', '{"database": false, "made_at": 1}'])
def test_a_note_that_is_none_of_ours_is_refused_in_a_sentence(tmp_path: Path, note: str) -> None:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w:gz") as pack:
        entry = tarfile.TarInfo(backups.NOTE)
        entry.size = len(note)
        pack.addfile(entry, io.BytesIO(note.encode()))
    refused(made.getvalue(), tmp_path)


def refused(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "broken.tar.gz").write_bytes(content)
    there = tmp_path / "there"
    there.mkdir(exist_ok=True)
    with pytest.raises(Mistake, match="cannot be restored"):
        backups.restore(tmp_path / "broken.tar.gz", there)
    assert list(there.iterdir()) == []


def test_a_damaged_database_is_named_and_leaves_no_half_backup(data: Path, tmp_path: Path) -> None:
    (data / backups.DATABASE).write_bytes(b"this was a database once" * 400)
    with pytest.raises(Mistake, match="could not be copied"):
        backups.make(data, tmp_path / "b.tar.gz", sqlite=True, now=NOW)
    assert [one.name for one in tmp_path.iterdir()] == ["data"]


def test_a_backup_goes_where_files_can_have_one_name_alone(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_links(*_: object) -> None:
        raise PermissionError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", no_links)
    backups.make(data, tmp_path / "b.tar.gz", sqlite=True, now=NOW)
    there = tmp_path / "there"
    there.mkdir()
    assert backups.restore(tmp_path / "b.tar.gz", there)["database"]
    assert not list(tmp_path.glob(".b.tar.gz*"))
