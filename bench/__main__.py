"""`python -m bench [WORD …]`: every part of the bench whose name has one of the words (all without any), one JSON line per figure.

A part is a module with `run()`, which yields `bench.Figure`s or mappings with the same keys. Each runs in a process
and a data folder of its own.
"""

import argparse
import importlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from bench import Figure

HERE = Path(__file__).resolve().parent
PARTS = (
    "verdict",
    "what_if",
    "desk_page",
    "page_weight",
    "live",
    "keys",
    "search",
    "library",
    "seen",
    "outbox",
    "intake",
    "footprint",
    "tone",
    "rules",
    "review",
    "listening_nats",
)


def main() -> int:
    ask = argparse.ArgumentParser(prog="make bench", description=__doc__)
    ask.add_argument("words", nargs="*", metavar="WORD")
    ask.add_argument("--inside", choices=PARTS, help=argparse.SUPPRESS)
    given = ask.parse_args()
    if given.inside:
        return one(given.inside)
    chosen = [p for p in PARTS if not given.words or any(w in p for w in given.words)]
    if not chosen:
        print(f"The bench has no such part. There are: {', '.join(PARTS)}", file=sys.stderr)
        return 2
    return max(apart(part) for part in chosen)


def apart(part: str) -> int:
    """Run *part* in its own process and data folder; its exit code."""
    with tempfile.TemporaryDirectory(prefix="zuruf-bench-") as folder:
        env = {
            k: v
            for k, v in os.environ.items()
            if not k.startswith("ZURUF_") and k not in ("DATABASE_URL", "PORT")
        }
        env |= {"ZURUF_DATA": folder, "DJANGO_SETTINGS_MODULE": "zuruf.settings", "ZURUF_LOG": "ERROR"}
        done = subprocess.run(
            [sys.executable, "-m", "bench", "--inside", part], cwd=HERE.parent, env=env, check=False
        )
    if done.returncode:
        print(f"{part}: ended with code {done.returncode}; the lines above say why", file=sys.stderr)
    return done.returncode


def one(part: str) -> int:
    """Print the figures of *part* as they come."""
    import django

    django.setup()
    for figure in importlib.import_module(f"bench.{part}").run():
        told: Mapping[str, object] = figure.line() if isinstance(figure, Figure) else figure
        print(json.dumps(told, ensure_ascii=False), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
