"""A process of its own that tells one chat one thing, and ends. Only `channels/chats.py` starts it.

The library for chats opens connections by itself, past our wire. So this process is fenced in before it does: it can connect only to
addresses that our wire would take, starts no other process, writes no file and reads none but the library's own. One line of JSON comes
in (url, title, body, icon, allow_private), one goes out (said: one of `Said`; service).
"""

import json
import os
import socket
import sys
import sysconfig
from collections.abc import Callable, Collection
from typing import Any

from zuruf.channels._guard import public

MEMORY = 1_000_000_000  # bytes
NO_PROCESS = frozenset(
    {"subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.fork", "os.forkpty"}
)
NO_FILE = frozenset(
    {"os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.link", "os.symlink", "os.truncate"}
)
READABLE = ("/etc/mime.types", "/usr/share/zoneinfo", "/dev/null", "/dev/urandom")
HERE_ONLY = frozenset(
    {"syslog", "dbus", "kde", "qt", "glib", "gnome", "macosx", "windows", "blink1", "growl", "file"}
)


class Fenced(PermissionError):
    """What this process must not do."""


def fence(private: Collection[str], noted: Callable[[], None]) -> Callable[[str, tuple[Any, ...]], None]:
    """An audit hook. *private*: addresses that may be reached although they are not public, "ip" or "ip:port". *noted* is called
    when it holds somebody back from connecting."""
    paths = sysconfig.get_paths()
    roots = tuple({os.path.realpath(paths[name]) for name in ("stdlib", "platstdlib", "purelib", "platlib")})

    def connects(to: object) -> None:
        if not isinstance(to, tuple) or len(to) < 2:
            raise Fenced("no sockets of this machine")
        ip = str(to[0])
        if not ({ip, f"{ip}:{to[1]}"} & set(private) or _public(ip)):
            noted()
            raise Fenced("a private address")

    def opens(path: object, flags: object) -> None:
        if isinstance(path, int):
            return
        there = os.path.realpath(os.fsdecode(path)) if isinstance(path, str | bytes | os.PathLike) else ""
        writes = isinstance(flags, int) and flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
        if (writes and there != "/dev/null") or not there.startswith((*roots, *READABLE)):
            raise Fenced("a file")

    def hook(event: str, given: tuple[Any, ...]) -> None:
        if event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
            if event != "socket.sendmsg" or given[1] is not None:
                connects(given[1])
        elif event == "open":
            opens(given[0], given[2])
        elif event in NO_PROCESS or event in NO_FILE or event == "socket.bind":
            raise Fenced(event)

    return hook


def addresses(allow_private: Collection[str]) -> set[str]:
    """The addresses of hosts that an operator allowed ("host" or "host:port"), as `fence` takes them."""
    found = set()
    for name in allow_private:
        host, _, port = name.rpartition(":") if name.count(":") == 1 else (name, "", "")
        try:
            infos = socket.getaddrinfo(host.strip("[]"), None, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            continue
        found |= {f"{info[4][0]}:{port}" if port else str(info[4][0]) for info in infos}
    return found


def tell(asked: dict[str, Any]) -> dict[str, str]:
    """What was *asked*, tried once. Without a "body" the address is only looked at."""
    import apprise

    shape = apprise.AppriseAsset(
        app_id="Zuruf", app_desc="Zuruf", app_url=asked["icon"], image_url_mask="", image_url_logo="",
        storage_mode=apprise.PersistentStoreMode.MEMORY, async_mode=False, secure_logging=True,
        http_redirects=False, allow_templates=False, interpret_emojis=False, interpret_escapes=False,
        default_service_retry=0, pgp_autogen=False, pem_autogen=False,
    )  # fmt: skip
    allowed = {name.lower() for name in asked["allow_private"]}
    held: list[bool] = []
    private = addresses(allowed) if asked["body"] else set()
    there = apprise.Apprise.instantiate(asked["url"], asset=shape, suppress_exceptions=True)
    if there is None or isinstance(there, list) or there.schema in HERE_ONLY:
        return {"said": "unfit", "service": ""}
    service = str(there.service_name)[:60]
    if _plain(there) and not {str(there.host).lower(), f"{there.host}:{there.port}".lower()} & allowed:
        return {"said": "plain", "service": service}
    there.verify_certificate, there.redirects = True, False
    if not asked["body"]:
        return {"said": "fits", "service": service}
    sys.addaudithook(fence(private, lambda: held.append(True)))
    done = there.notify(body=asked["body"], title=asked["title"], body_format=apprise.NotifyFormat.TEXT)
    return {"said": "took" if done else "private" if held else "refused", "service": service}


def _plain(there: Any) -> bool:
    """Does what goes there go without TLS?"""
    kinds = [getattr(there, name, None) or () for name in ("protocol", "secure_protocol")]
    plain, safe = ((kind,) if isinstance(kind, str) else tuple(kind) for kind in kinds)
    return there.schema in plain and there.schema not in safe


def _public(ip: str) -> bool:
    try:
        return public(ip)
    except ValueError:
        return False


def main() -> None:
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    out = os.dup(1)
    os.dup2(2, 1)  # the library may print; only the answer is read
    answer = json.dumps(tell(json.loads(sys.stdin.read())))
    os.write(out, answer.encode())


if __name__ == "__main__":
    main()
