"""A real WordPress for the tests: Debian's package unpacked into .cache/servers, PHP's own web server, and a MariaDB of its own.

`python -m tests.servers.wordpress` unpacks it (8 MB). PHP and MariaDB are system packages (`apt-get install php-cli php-mysql
mariadb-server-core`, 10 MB); `make test` does both where it may. Where something is missing the tests say so. The package is only
unpacked: installing it would start an Apache. Everything that runs lies in a temporary folder and is ended by its process id.
"""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.servers.ports import free_port
from zuruf.core.channel import Link

SITE = Path(__file__).with_name("wordpress_site")
PLACE = Path(__file__).resolve().parents[2] / ".cache" / "servers"
CODE = PLACE / "wordpress"
TEMPLATE = PLACE / "wordpress-data"
HERE = "127.0.0.1"
NEEDED = "apt-get install php-cli php-mysql mariadb-server-core; python -m tests.servers.wordpress"
IMPRINT = "https://wasserwerk.example/impressum"


@dataclass(slots=True)
class Blog:
    """A running blog. `passwords`: of its users "answers" (an editor), "author" and "chief" (an administrator)."""

    url: str
    folder: Path
    passwords: dict[str, str]

    def link(self, user: str = "answers", **settings: str) -> Link:
        """How an account is connected with it."""
        return Link(
            {"url": self.url, "user": user, **settings}, {"password": self.passwords.get(user, "wrong")}
        )

    def ask(
        self, method: str, route: str, body: dict[str, Any] | None = None, user: str = "chief", **query: Any
    ) -> Any:
        """One request to the interface, as *user* ("" for a guest). Raises AssertionError with what it said."""
        heads = {"content-type": "application/json"}
        if user:
            token = b64encode(f"{user}:{self.passwords[user]}".encode()).decode()
            heads["authorization"] = f"Basic {token}"
        url = f"{self.url}/?{urlencode({'rest_route': f'/wp/v2/{route}', **query})}"
        data = json.dumps(body).encode() if body is not None else None
        request = urllib.request.Request(url, data=data, headers=heads, method=method)
        try:
            with urllib.request.urlopen(request, timeout=100) as answer:
                return json.loads(answer.read())
        except urllib.error.HTTPError as error:
            with error:
                raise AssertionError(f"{error.code} {error.read()[:500]!r}") from None

    def post(self, title: str = "Die Leitung in der Gasse wird erneuert") -> int:
        return int(self.ask("POST", "posts", {"title": title, "content": "Text.", "status": "publish"})["id"])

    def comment(self, post: int, text: str, parent: int = 0, name: str = "Frau Beispiel", **more: Any) -> int:
        """A guest writes."""
        email = f"{name.lower().replace(' ', '.')}@home.example"
        body = {"post": post, "parent": parent, "content": text, "author_name": name, "author_email": email}
        return int(self.ask("POST", "comments", {**body, **more}, user="")["id"])

    def set(self, comment: int, **changes: Any) -> None:
        self.ask("POST", f"comments/{comment}", changes)


def missing() -> str:
    """What is missing, "" when all is there."""
    programs = ("php", "mariadbd")
    lacking = [p for p in programs if not _program(p)] + (
        [] if (CODE / "wp-load.php").is_file() else ["WordPress"]
    )
    if lacking:
        return f"{', '.join(lacking)} not installed: {NEEDED}"
    php = subprocess.run([_program("php"), "-m"], capture_output=True, text=True, check=False).stdout
    return "" if "mysqli" in php else f"PHP cannot speak with MariaDB: {NEEDED}"


def unpack() -> None:
    """Debian's package into .cache/servers, unless it is there. Raises CalledProcessError."""
    if (CODE / "wp-load.php").is_file():
        return
    PLACE.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=PLACE) as name:
        folder = Path(name)
        folder.chmod(0o777)  # apt-get gives up root for a download
        subprocess.run(["apt-get", "download", "-qq", "wordpress"], cwd=folder, check=True)
        package = next(folder.glob("wordpress_*.deb"))
        subprocess.run(["dpkg-deb", "-x", str(package), str(folder / "all")], check=True)
        found = folder / "all" / "usr" / "share" / "wordpress"
        shutil.copyfile(SITE / "wp-config.php", found / "wp-config.php")
        shutil.rmtree(TEMPLATE, ignore_errors=True)
        found.rename(CODE)


@contextmanager
def server() -> Iterator[Blog]:
    """Starts it, and ends it."""
    if lacking := missing():
        pytest.skip(lacking)
    with TemporaryDirectory(prefix="blog", dir="/tmp") as name:
        folder = Path(name)
        (folder / "content" / "mu-plugins").mkdir(parents=True)
        shutil.copyfile(SITE / "plugin.php", folder / "content" / "mu-plugins" / "tests.php")
        theme = folder / "content" / "themes" / "plain"
        theme.mkdir(parents=True)
        (theme / "style.css").write_text("/*\nTheme Name: Plain\n*/\n")
        (theme / "index.php").write_text(f'<a href="{IMPRINT}">Impressum</a>\n')
        if (TEMPLATE / "passwords.json").is_file():
            shutil.copytree(TEMPLATE, folder / "data")
        else:
            (folder / "data").mkdir()
        with _database(folder), _web(folder) as url:
            yield Blog(url, folder, json.loads((folder / "data" / "passwords.json").read_text()))


@contextmanager
def _database(folder: Path) -> Iterator[None]:
    """MariaDB without users and without a network. An empty one is made into a blog, and kept for the next time."""
    fresh = not (folder / "data" / "passwords.json").is_file()
    with _mariadb(folder):
        if fresh:
            _make(folder)
    if fresh:  # at rest, so that what is copied is whole
        _keep(folder / "data")
    with _mariadb(folder):
        yield


@contextmanager
def _mariadb(folder: Path) -> Iterator[None]:
    options = [
        "--no-defaults", f"--datadir={folder}/data", f"--socket={folder}/db.sock", f"--pid-file={folder}/db.pid",
        "--skip-networking", "--skip-grant-tables", "--innodb-buffer-pool-size=16M", "--innodb-log-file-size=8M",
        "--innodb-flush-log-at-trx-commit=0", "--innodb-stats-persistent=0", "--innodb-fast-shutdown=2",
        "--performance-schema=off", "--aria-pagecache-buffer-size=1M", *(["--user=root"] if os.getuid() == 0 else []),
    ]  # fmt: skip
    with _running([_program("mariadbd"), *options], folder / "db.log", {}) as process:
        _wait(process, folder / "db.log", lambda: _connects(folder / "db.sock"))
        yield


def _make(folder: Path) -> None:
    env = {**os.environ, "BLOG_FOLDER": str(folder)}
    create = f"$db = new mysqli('localhost', 'root', '', '', 0, '{folder}/db.sock'); $db->query('CREATE DATABASE blog CHARACTER SET utf8mb4');"
    php = _program("php")
    subprocess.run([php, "-r", create], check=True, capture_output=True, env=env)
    made = subprocess.run(
        [php, str(SITE / "install.php"), str(CODE)], check=False, capture_output=True, text=True, env=env
    )
    told = made.stdout.strip().rpartition("\n")[2]
    assert told.startswith("{"), f"WordPress cannot be installed: {made.stdout[-800:]} {made.stderr[-800:]}"
    (folder / "data" / "passwords.json").write_text(told)


def _keep(data: Path) -> None:
    with TemporaryDirectory(dir=PLACE) as name, suppress(OSError):  # somebody else may be quicker
        shutil.copytree(data, Path(name) / "data")
        (Path(name) / "data").rename(TEMPLATE)


@contextmanager
def _web(folder: Path) -> Iterator[str]:
    port = free_port()
    command = [
        _program("php"),
        "-d",
        "opcache.enable_cli=1",
        "-d",
        "display_errors=0",
        "-S",
        f"{HERE}:{port}",
    ]
    command += ["-t", str(CODE), str(SITE / "router.php")]
    with _running(command, folder / "web.log", {"BLOG_FOLDER": str(folder)}) as process:
        _wait(process, folder / "web.log", lambda: _connects(port))
        yield f"http://{HERE}:{port}"


@contextmanager
def _running(command: list[str], log: Path, env: dict[str, str]) -> Iterator["subprocess.Popen[bytes]"]:
    with log.open("wb") as out:
        process = subprocess.Popen(
            command, stdout=out, stderr=out, env={**os.environ, **env}, start_new_session=True
        )
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(60)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(process: "subprocess.Popen[bytes]", log: Path, ready: Any) -> None:
    until = time.monotonic() + 100
    while time.monotonic() < until and process.poll() is None:
        if ready():
            return
        time.sleep(0.02)
    raise AssertionError(f"It did not start: {log.read_text(errors='replace')[-1500:]}")


def _connects(to: Path | int) -> bool:
    kind = socket.AF_INET if isinstance(to, int) else socket.AF_UNIX
    with socket.socket(kind) as one:
        try:
            one.connect((HERE, to) if isinstance(to, int) else str(to))
        except OSError:
            return False
        return True


def _program(name: str) -> str:
    return shutil.which(name) or next(
        (f"{d}/{name}" for d in ("/usr/sbin", "/usr/local/sbin") if Path(d, name).is_file()), ""
    )


@pytest.fixture(scope="session")
def blog() -> Iterator[Blog]:
    with server() as running:
        yield running


if __name__ == "__main__":
    try:
        unpack()
    except (subprocess.CalledProcessError, OSError, StopIteration) as error:
        sys.exit(f"WordPress cannot be unpacked: {error}")
    sys.exit(missing() or 0)
