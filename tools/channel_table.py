"""The tables of channels in docs/use/channels.md, made from what the channels themselves declare.

python tools/channel_table.py            writes them
"""

import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from zuruf import channels
from zuruf.core.capabilities import Capabilities, Receive, Repeat, TriedAgainst

PAGE = Path(__file__).resolve().parent.parent / "docs" / "use" / "channels.md"
BEGIN, END = "<!-- table -->", "<!-- end of table -->"
RECEIVE = {
    Receive.POLL: "asked for every {every}",
    Receive.WEBHOOK: "at once",
    Receive.NONE: "only from a file",
}
REPEAT = {
    Repeat.HARMLESS: "harmless",
    Repeat.TRACEABLE: "after a look whether it is there",
    Repeat.BLIND: "a person decides",
}
TRIED = {
    TriedAgainst.REAL_SERVER: "a real server",
    TriedAgainst.RECORDED: "recorded answers; **never live**",
    TriedAgainst.SPECIFICATION: "its specification; **never live**",
}
NOTHING = "–"


def _yes(can: bool) -> str:
    return "yes" if can else "no"


def comes_in(can: Capabilities) -> str:
    """How what people write reaches us."""
    if can.by_hand and can.receive is Receive.NONE:
        return "by hand"
    every = RECEIVE[can.receive].format(every=span(can.poll_every))
    if can.calls:
        return "at once (it calls us)" + (f", and {every}" if can.receive is Receive.POLL else "")
    return ("at once where the server can, and " if can.waits else "") + every


def longest(can: Capabilities) -> str:
    """The limit of an answer; of one that each server sets for itself the usual one."""
    if can.length is None:
        return NOTHING
    most = can.length("")
    return f"{most.limit:,} {most.unit}" + (", or as the server says" if can.limits_of else "")


def _window(can: Capabilities) -> str:
    """For how long it takes an answer; where the public writes too, that is about private messages."""
    return f"{span(can.window or timedelta())}{' (private messages)' if can.privately else ''}"


def span(time: timedelta) -> str:
    """A length of time in its largest whole unit."""
    seconds = int(time.total_seconds())
    for unit, size in (("days", 86_400), ("h", 3_600), ("min", 60)):
        if seconds >= size and seconds % size == 0:
            n = seconds // size
            return f"{n} {unit[:-1] if n == 1 and unit == 'days' else unit}"
    return f"{seconds} s"


DOES: dict[str, Callable[[Capabilities], str]] = {
    "comes in": comes_in,
    "answers": lambda can: "by hand" if can.by_hand and can.reply else _yes(can.reply),
    "in private": lambda can: _yes(can.private),
    "takes back": lambda can: _yes(can.withdraw),
    "corrects": lambda can: _yes(can.edit),
    "longest text": longest,
    "tried against": lambda can: TRIED[can.tried_against] if can.receive is not Receive.NONE else NOTHING,
}
DEMANDS: dict[str, Callable[[Capabilities], str]] = {
    "sending again after an unknown outcome": lambda can: REPEAT[can.repeat] if can.reply else NOTHING,
    "can be answered for": lambda can: _window(can) if can.window else NOTHING,
    "costs": lambda can: can.cost or NOTHING,
    "may be kept for": lambda can: span(can.retention) if can.retention else NOTHING,
    "its interface": lambda can: f"{can.version.name}, until {can.version.ends}" if can.version else NOTHING,
}


def table(columns: dict[str, Callable[[Capabilities], str]]) -> str:
    """One table of our own channels, in Markdown. What is empty in all its columns is left out."""
    rows = {name: [cell(channels.can(name)) for cell in columns.values()] for name in channels.BUILT_IN}
    lines = [f"| **{name}** | {' | '.join(cells)} |" for name, cells in rows.items() if {*cells} != {NOTHING}]
    return "\n".join(("| channel | " + " | ".join(columns) + " |", "|---" * (len(columns) + 1) + "|", *lines))


def with_table(page: str) -> str:
    """*page* with the tables of today between its two marks."""
    before, _, rest = page.partition(BEGIN)
    both = f"{table(DOES)}\n\nWhat each network demands, and what is done when nobody knows whether an answer arrived:\n\n{table(DEMANDS)}"
    return f"{before}{BEGIN}\n{both}\n{END}{rest.partition(END)[2]}"


if __name__ == "__main__":
    PAGE.write_text(with_table(PAGE.read_text()))
    sys.exit(0)
