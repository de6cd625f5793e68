"""Keys as files: what is still being written is no key."""

import os
from pathlib import Path

import pytest

from zuruf.store import keys


def test_a_key_that_was_never_finished_is_not_used(tmp_path: Path) -> None:
    keys.add(tmp_path)
    (tmp_path / "tokens" / ".0a1b2c3d.77.ffff").write_text("half a key")
    assert keys.decrypt(tmp_path, keys.encrypt(tmp_path, "secret")) == "secret"


@pytest.mark.parametrize("damaged", ["", "half a key", "\x00" * 44])
def test_a_key_file_that_was_damaged_counts_as_missing(tmp_path: Path, damaged: str) -> None:
    cipher = keys.encrypt(tmp_path, "secret")
    (tmp_path / "tokens" / cipher.partition(":")[0]).write_text(damaged)
    with pytest.raises(keys.KeyMissing):
        keys.decrypt(tmp_path, cipher)


def test_a_new_key_is_on_the_disk_before_it_has_its_name_and_nobody_else_can_read_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[tuple[str, str]] = []
    sync, link = os.fsync, os.link

    def synced(handle: int) -> None:
        done.append(("synced", Path(os.readlink(f"/proc/self/fd/{handle}")).name))
        sync(handle)

    def named(draft: Path, path: Path) -> None:
        assert draft.stat().st_mode & 0o077 == 0
        done.append(("named", path.name))
        link(draft, path)

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(os, "link", named)
    key = keys.add(tmp_path)
    assert [what for what, _name in done] == ["synced", "named", "synced", "synced"]
    assert done[0][1].startswith(f".{key.name}.")
    assert done[1:] == [("named", key.name), ("synced", "tokens"), ("synced", tmp_path.name)]
