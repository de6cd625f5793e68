"""What a page makes a browser load: its HTML, and all styles and scripts it names, uncompressed, without fonts."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from posixpath import join, normpath
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client

_LOADS = {
    "script": "src",
    "link": "href",
    "img": "src",
    "iframe": "src",
    "source": "src",
    "video": "src",
    "audio": "src",
}
_IMPORT = re.compile(r"""(?:^|\n)\s*(?:import|export)\b[^"'\n]*["'](\.[^"']+)["']""")
_URL = re.compile(r"""url\(\s*["']?([^"')]+)|@import\s+["']([^"']+)""")
_HASHED = re.compile(r"\.[0-9a-f]{12}(?=\.\w+$)")


@dataclass(frozen=True, slots=True)
class Weight:
    """Bytes. `foreign`: addresses on other hosts that would be asked; `inline`: scripts, styles and handlers inside the
    page, which a strict policy does not run."""

    html: int
    css: int
    js: int
    foreign: tuple[str, ...]
    inline: tuple[str, ...]
    policy: str

    @property
    def all(self) -> int:
        return self.html + self.css + self.js


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.loads: list[str] = []
        self.inline: list[str] = []
        self.kept = 0  # templates and noscripts around: what stands in one is not loaded, where scripts run

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        self.kept += tag in ("template", "noscript")
        if not self.kept and tag in _LOADS and (address := told.get(_LOADS[tag])):
            self.loads.append(address)
        data = tag == "script" and (told.get("type") or "").endswith("json")
        if (tag == "script" and "src" not in told and not data) or tag == "style":
            self.inline.append(f"<{tag}>")
        self.inline += [f"{name} on <{tag}>" for name in told if name == "style" or name.startswith("on")]

    def handle_endtag(self, tag: str) -> None:
        self.kept -= tag in ("template", "noscript")


def weight(client: Client, address: str) -> Weight:
    """Of the page at *address* and all that it loads, each file once."""
    answer = client.get(address)
    assert answer.status_code == 200
    page = _Page()
    page.feed(answer.content.decode())
    files = dict(_files(page.loads))
    css, js = (
        sum(len(body) for name, body in files.items() if name.endswith(end)) for end in (".css", ".js")
    )
    asked = [
        *page.loads,
        *(
            a or b
            for name, body in files.items()
            if name.endswith(".css")
            for a, b in _URL.findall(body.decode())
        ),
    ]
    foreign = tuple(a for a in asked if urlsplit(a).netloc not in ("", "testserver"))
    return Weight(
        len(answer.content), css, js, foreign, tuple(page.inline), answer["Content-Security-Policy"]
    )  # fmt: skip


def _files(addresses: list[str]) -> Iterator[tuple[str, bytes]]:
    """Styles and scripts by their name, and the modules that these import."""
    base = settings.STATIC_URL
    waiting = [
        unquote(urlsplit(a).path).removeprefix(base) for a in addresses if urlsplit(a).path.startswith(base)
    ]
    seen: set[str] = set()
    while waiting:
        name = _HASHED.sub("", waiting.pop())
        if name in seen or not name.endswith((".css", ".js")):
            continue
        seen.add(name)
        found = finders.find(name)
        assert found, f"{name} is no static file"
        body = Path(found).read_bytes()
        yield name, body
        if name.endswith(".js"):
            waiting += [normpath(join(name, "..", other)) for other in _IMPORT.findall(body.decode())]
