"""Keys as files: what is still being written is no key."""

from pathlib import Path

from zuruf.store import keys


def test_a_key_that_was_never_finished_is_not_used(tmp_path: Path) -> None:
    keys.add(tmp_path)
    (tmp_path / "tokens" / ".0a1b2c3d.77.ffff").write_text("half a key")
    assert keys.decrypt(tmp_path, keys.encrypt(tmp_path, "secret")) == "secret"
