"""The console script `zuruf`. Mistakes of the operator end in a sentence, never in a traceback."""

import os
import sys

from zuruf.ops.environment import Mistake

COMMANDS = {
    "up": "start everything on this machine: web, worker and database; Ctrl-C ends it",
    "web": "only the web process (for several machines, with DATABASE_URL)",
    "worker": "only the worker: reads channels, publishes, keeps deadlines",
    "listen": "only listening: follow a network's public stream (worker does it too, see ZURUF_LISTEN)",
    "doctor": "say what is wrong and how to mend it",
    "link": "make a one-time sign-in link for somebody: zuruf link EMAIL",
    "import": "take in messages from a file: zuruf import FILE.jsonl --account ID",
    "demo": "load the invented demo company (once; safe to repeat)",
    "guidelines": "look for guidelines that never hit or contradict: zuruf guidelines lint",
    "tone": "check the tone of answers in a file: zuruf tone < in.jsonl > out.jsonl",
    "judge": "say what messages in a file are about, want and risk: zuruf judge < in.jsonl > out.jsonl",
    "teach": "learn to judge from examples: zuruf teach --profile NAME --task TASK in.jsonl",
    "learn": "learn from what was corrected at the desk now (the worker does it by itself)",
    "search": "say how the search index stands; --rebuild makes it anew",
    "backup": "copy database and attachments into one file; keys are kept apart",
    "restore": "put a backup back into an empty ZURUF_DATA",
    "rotate_keys": "put the accounts' stored passwords under a new key",
    "migrate": "bring the database up to date (up does it by itself)",
}

# Options that Django gives to every command; here they would only hide ours in the help.
NOISE = {
    "--version",
    "--verbosity",
    "--settings",
    "--pythonpath",
    "--traceback",
    "--no-color",
    "--force-color",
    "--skip-checks",
}


def main(argv: list[str] | None = None) -> None:
    """Run one command; exits with its code: 0 done, 1 not done (a sentence says why), 2 options that it does not know."""
    args = list(sys.argv[1:] if argv is None else argv)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zuruf.settings")
    name = args[0] if args else "help"
    if name in ("help", "--help", "-h"):
        print(help_text())
        sys.exit(0)
    if name == "--version":
        from zuruf import __version__

        print(__version__)
        sys.exit(0)
    try:
        sys.exit(run(name, args[1:]))
    except Mistake as mistake:
        print(mistake, file=sys.stderr)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        sys.exit(0)


def run(name: str, args: list[str]) -> int:
    if name == "up":
        from zuruf.ops import up

        return up.main(args)
    if name == "web":
        from zuruf.ops import web

        return web.main(args)
    return _django(name, args)


def _django(name: str, args: list[str]) -> int:
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import ManagementUtility, get_commands
    from django.core.management.base import CommandError
    from django.db.utils import OperationalError, ProgrammingError

    try:
        import django

        django.setup()
        if name not in get_commands():
            raise Mistake(f"zuruf has no command {name!r}. These there are:\n\n{help_text()}")
        command = ManagementUtility(["zuruf", name, *args]).fetch_command(name)
        command.suppressed_base_arguments = NOISE
        if {"-h", "--help"} & set(args):
            command.requires_system_checks = []  # they would add one more such option
        command.run_from_argv(
            ["zuruf", name, "--traceback", *args]
        )  # else Django prints what is wrong itself
    except CommandError as error:
        raise Mistake(str(error)) from None
    except ImproperlyConfigured as error:
        raise Mistake(f"The settings do not fit: {error}") from None
    except (OperationalError, ProgrammingError) as error:
        raise Mistake(
            f"The database does not answer as it should ({_first_line(error)}). `zuruf doctor` says more."
        ) from None
    return 0


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]


def help_text() -> str:
    """All commands, one line each."""
    rows = [f"  {name:<11} {what}" for name, what in COMMANDS.items()]
    return "\n".join(["usage: zuruf COMMAND [options]   (zuruf COMMAND --help for its options)", "", *rows])
