"""The table of channels in docs/use/channels.md, made from what the channels themselves declare.

python tools/channel_table.py            writes it
"""

import sys
from datetime import timedelta
from pathlib import Path

from zuruf import channels
from zuruf.core.capabilities import Capabilities, Receive, Repeat, TriedAgainst

PAGE = Path(__file__).resolve().parent.parent / "docs" / "use" / "channels.md"
BEGIN, END = "<!-- table -->", "<!-- end of table -->"
RECEIVE = {
    Receive.STREAM: "at once (stream)",
    Receive.POLL: "asked for every {every}",
    Receive.WEBHOOK: "at once (the channel tells us)",
    Receive.NONE: "only from a file",
}
REPEAT = {
    Repeat.HARMLESS: "harmless",
    Repeat.TRACEABLE: "after a look whether it is there",
    Repeat.BLIND: "a person decides",
}
TRIED = {
    TriedAgainst.REAL_SERVER: "a real server",
    TriedAgainst.RECORDED: "recorded answers",
    TriedAgainst.SPECIFICATION: "its specification",
}


def row(name: str, can: Capabilities) -> str:
    """One line of the table."""
    limits = can.length("") if can.length else None
    cells = (
        f"**{name}**",
        ("at once (IDLE), and " if can.waits else "")
        + RECEIVE[can.receive].format(every=span(can.poll_every)),
        "yes" if can.reply else "no",
        "yes" if can.withdraw else "no",
        f"{limits.limit:,} {limits.unit}" if limits else "–",
        REPEAT[can.repeat] if can.reply else "–",
        TRIED[can.tried_against] if can.receive is not Receive.NONE else "–",
    )
    return f"| {' | '.join(cells)} |"


def span(time: timedelta) -> str:
    seconds = int(time.total_seconds())
    return f"{seconds // 60} min" if seconds % 60 == 0 else f"{seconds} s"


def table() -> str:
    """The whole table of our own channels, in Markdown."""
    head = "| channel | comes in | answers | takes back | length | sending again after an unknown outcome | tried against |"
    lines = [row(name, channels.can(name)) for name in channels.BUILT_IN]
    return "\n".join((head, "|---|---|---|---|---|---|---|", *lines))


def with_table(page: str) -> str:
    """*page* with the table of today between its two marks."""
    before, _, rest = page.partition(BEGIN)
    return f"{before}{BEGIN}\n{table()}\n{END}{rest.partition(END)[2]}"


if __name__ == "__main__":
    PAGE.write_text(with_table(PAGE.read_text()))
    sys.exit(0)
