"""The links on a blog's front page: whether imprint and privacy notice are among them is for others to judge."""

from html.parser import HTMLParser

from zuruf.channels._http import Answer

MOST = 400


def said_there(page: Answer) -> tuple[str, ...] | None:
    """Addresses and words of the links on *page*, at most `MOST` of each; None where it is no page."""
    if "html" not in page.headers.get("content-type", "html"):
        return None
    reader = _Links()
    try:
        reader.feed(page.body[:1_000_000].decode(errors="replace"))
        reader.close()
    except (AssertionError, ValueError):  # html.parser gives up on some broken declarations
        pass
    return tuple(dict.fromkeys(reader.found))[: 2 * MOST]


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self._inside = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self._inside = 1
            self.found += [value.strip()[:500] for name, value in attrs if name == "href" and value]

    def handle_endtag(self, tag: str) -> None:
        self._inside = 0 if tag == "a" else self._inside

    def handle_data(self, data: str) -> None:
        if self._inside and data.strip():
            self.found.append(" ".join(data.split())[:200])
