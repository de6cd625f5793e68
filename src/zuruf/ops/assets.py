"""Static files under names that carry their content's hash, so that browsers may keep them for ever and still see changes."""

import fcntl
import hashlib
from importlib.metadata import version
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command


def collect() -> bool:
    """Fill STATIC_ROOT when anything changed since last time. True: it was filled anew."""
    root = Path(settings.STATIC_ROOT)
    root.mkdir(parents=True, exist_ok=True)
    with (root / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        stamp, now = root / ".stamp", _fingerprint()
        if stamp.is_file() and stamp.read_text() == now:
            return False
        call_command("collectstatic", interactive=False, verbosity=0)
        stamp.write_text(now)
    return True


def _fingerprint() -> str:
    found = hashlib.sha256(f"django {version('django')}".encode())
    for finder in get_finders():
        for path, storage in finder.list([]):
            found.update(
                f"{path} {storage.size(path)} {storage.get_modified_time(path).timestamp()}\n".encode()
            )
    return found.hexdigest()
