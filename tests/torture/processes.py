"""Starts `zuruf worker` and `zuruf web`, and kills them: a process that has loaded the program and forks.

Forked, because loading takes a second of processor time, and there are hundreds of starts. What runs in a child is the
console script's own `main`. Lines in: "start worker", "start web", "kill PID". Lines out: JSON. It ends with its input.
"""

import json
import os
import signal
import socket
import sys
from importlib import import_module

from tests.torture import pace

LOADED = ("zuruf.asgi", "zuruf.urls", "zuruf.ops.loops", "zuruf.ops.web", "uvicorn", "zuruf.channels._guard")


def main() -> None:
    pace.apply()
    import django

    django.setup()
    for name in (*LOADED, "uvicorn.protocols.http.h11_impl", "uvicorn.loops.auto", "uvicorn.lifespan.on"):
        import_module(name)
    from zuruf import channels

    channels.kinds()
    server = socket.create_server(("127.0.0.1", int(os.environ["PORT"])), backlog=512)
    server.set_inheritable(True)
    words = {"web": ["web", "--fd", str(server.fileno())], "worker": ["worker"]}
    _say({"ready": True})
    running: set[int] = set()
    for line in iter(sys.stdin.readline, ""):
        what, which = line.split()
        if what == "start":
            running.add(pid := _start(words[which]))
            _say({"pid": pid})
        else:
            running.discard(int(which))
            _say({"ended": _kill(int(which))})
    for pid in running:
        _kill(pid)


def _start(words: list[str]) -> int:
    pid = os.fork()
    if pid:
        return pid
    try:
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.dup2(2, 1)
        from zuruf.ops import cli

        cli.main(words)
    finally:
        os._exit(3)


def _kill(pid: int) -> str:
    """ "killed", or how it had ended before by itself."""
    os.kill(pid, signal.SIGKILL)
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    return "killed" if code == -signal.SIGKILL else f"ended with {code}"


def _say(told: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(told) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
