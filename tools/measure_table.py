"""The table of measures in docs/use/abuse.md, made from what the channels themselves declare.

python tools/measure_table.py            writes it
"""

import sys
from pathlib import Path

from zuruf import channels
from zuruf.core.measure import Measure, Offer

PAGE = Path(__file__).resolve().parent.parent / "docs" / "use" / "abuse.md"
BEGIN, END = "<!-- table -->", "<!-- end of table -->"


def cell(offer: Offer | None) -> str:
    """What a network offers of one measure, with what has to be known of it."""
    if offer is None:
        return "–"
    says = (
        "in your own threads" if offer.own_thread else "",
        "anybody can see it" if offer.seen else "",
        "can be taken back" if offer.back else "for good",
        "" if offer.tried else "not tried live",
    )
    return "yes: " + ", ".join(filter(None, says))


def table() -> str:
    """The whole table of our own channels, in Markdown."""
    head = "| channel | " + " | ".join(Measure) + " |"
    rows = [
        f"| **{name}** | " + " | ".join(cell(channels.can(name).offer(m)) for m in Measure) + " |"
        for name in channels.BUILT_IN
    ]
    return "\n".join((head, "|---" * (len(Measure) + 1) + "|", *rows))


def with_table(page: str) -> str:
    """*page* with the table of today between its two marks."""
    before, _, rest = page.partition(BEGIN)
    return f"{before}{BEGIN}\n{table()}\n{END}{rest.partition(END)[2]}"


if __name__ == "__main__":
    PAGE.write_text(with_table(PAGE.read_text()))
    sys.exit(0)
