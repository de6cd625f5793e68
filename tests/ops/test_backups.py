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
