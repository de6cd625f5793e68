"""Starts `zuruf listen` and kills it: a process that has loaded the program and forks (loading takes a second of a processor).

Lines in: "start ARGUMENTS", "kill PID". Lines out: the pid, or "killed". It ends with its input.
"""

import os
import signal
import sys


def main() -> None:
    import django

    django.setup()
    import nats.js.client  # noqa: F401 (loaded once)

    import zuruf.ops.listening_nats
    import zuruf.ops.loops
    import zuruf.ops.management.commands.listen  # noqa: F401

    running: set[int] = set()
    for line in iter(sys.stdin.readline, ""):
        what, *words = line.split()
        if what == "start":
            running.add(pid := _start(words))
            print(pid, flush=True)
        else:
            running.discard(int(words[0]))
            print(_kill(int(words[0])), flush=True)
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

        cli.main(["listen", *words])
    finally:
        os._exit(3)


def _kill(pid: int) -> str:
    os.kill(pid, signal.SIGKILL)
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    return "killed" if code == -signal.SIGKILL else f"ended with {code}"


if __name__ == "__main__":
    main()
