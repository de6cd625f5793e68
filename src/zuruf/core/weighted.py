"""How long a text is as X counts it, and which links it finds in it.

Source: the published rules of twitter-text (configuration v3; its conformance cases are in the tests) and X's own page on counting
characters. Most letters of Latin, Greek, Cyrillic, Arabic and so on count 1, all else 2, an emoji 2 however many code points it
has, a link 23 however long it is. The text is looked at as it is sent: normalised (NFC).

What counts as a link is looked for like there: an address with or without http(s), but for one that hangs on a letter, a digit or one
of @ $ #, and one whose top-level domain does not exist. Without a protocol only ASCII letters (with accents) may stand in its name.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

Span = tuple[int, int]

LIMIT = 280
LINK = 23
LONGEST = 15_000  # characters; in a text that is longer by far than any post no links are looked for
_LONGEST_TOP = 24  # characters, of one that is not in ASCII
_HEAVY = 2
_LIGHT = ((0, 4351), (8192, 8205), (8208, 8223), (8242, 8247))
_MOST_ADDRESS, _MOST_SLUG, _MOST_LABEL = 4096, 40, 63

_INVALID = "\ufffe\ufeff\uffff"
_MARKS = "\u202a-\u202e\u061c\u200e\u200f\u2066-\u2069"
_SPACES = "\\x09-\\x0d\\x20\\x85\\xa0\u1680\u180e\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_PUNCT = r"!'#%&()*+,\\\-./:;<=>?@\[\]^_{|}~$"
_ACCENTS = (
    "\xc0-\xd6\xd8-\xf6\xf8-\xff\u0100-\u024f\u0253\u0254\u0256\u0257\u0259\u025b\u0263\u0268\u026f\u0272\u0289"
    "\u028b\u02bb\u0300-\u036f\u1e00-\u1eff"
)
_NAME = f"[^{_PUNCT}{_SPACES}{_INVALID}{_MARKS}]"
_IN_PATH = f"[a-z0-9!*';:=+,.$/%#\\[\\]\\-\u2013_~@|&\u0400-\u04ff{_ACCENTS}]"
_IN_QUERY = r"[a-z0-9!?*'@();:&=+$/%#\[\]\-_.,~|]"

_LABEL = re.compile(f"{_NAME}++(?:[_-]++{_NAME}++)*+")
_PLAIN_LABEL = re.compile(f"[-a-z0-9{_ACCENTS}]++", re.I)
_PROTOCOL = re.compile(r"https?://", re.I)
_PUNYCODE = re.compile(r"xn--[-0-9a-z]+", re.I)
_PORT = re.compile(r":[0-9]+")
_PATH = re.compile(f"{_IN_PATH}++", re.I)
_PATH_ENDS = re.compile(f"[-+a-z0-9=_#/\u0400-\u04ff{_ACCENTS}]", re.I)
_PARENS = re.compile(rf"\((?:{_IN_PATH}++\)|{_IN_PATH}*+\({_IN_PATH}++\){_IN_PATH}*+\))", re.I)
_QUERY = re.compile(rf"\?{_IN_QUERY}*[a-z0-9\-_&=#/]", re.I)
_SHORT = re.compile(rf"https?://t\.co/([a-z0-9]+)(?:\?{_IN_QUERY}*[a-z0-9\-_&=#/])?", re.I)
_HANGS_ON = re.compile(f"[A-Za-z0-9@＠$#＃{_INVALID}]")
_WORD = re.compile(r"[0-9A-Za-z]+")
_GOES_ON = re.compile(r"[0-9A-Za-z@+-]")


@dataclass(frozen=True, slots=True)
class _Address:
    """Something that looks like an address: `host` lies before `tail`; `path` tells whether the tail has one."""

    start: int
    host: int
    tail: int
    end: int
    path: bool

    @property
    def bare(self) -> bool:
        return self.start == self.host


def weight(text: str, tlds: frozenset[str], emoji: Callable[[str], Iterable[Span]]) -> int:
    """How much of `LIMIT` the text uses. *tlds*: the top-level domains there are, in small letters and not in punycode. *emoji*: where
    emoji stand, none within another."""
    text = unicodedata.normalize("NFC", text)
    whole = dict(emoji(text))
    linked = dict(links(text, tlds))
    used = at = 0
    while at < len(text):
        if at in linked:
            used, at = used + LINK, linked[at]
        elif at in whole:
            used, at = used + _HEAVY, whole[at]
        else:
            used, at = used + (1 if _light(ord(text[at])) else _HEAVY), at + 1
    return used


def invalid(text: str) -> bool:
    """Whether a character stands in it that X does not take."""
    return any(c in text for c in _INVALID)


def links(text: str, tlds: frozenset[str]) -> list[Span]:
    """Where the links stand that count 23, from the first to the last. *text* is normalised; see `weight` for *tlds*. Takes time in
    proportion to the text, whatever stands in it."""
    if len(text) > LONGEST:
        return []
    hosts = _Hosts(text, tlds)
    found: list[Span] = []
    at = 0
    while text.find(".", at) >= 0:
        if at and _HANGS_ON.match(text[at - 1]):
            at += 1
            continue
        address = _address(hosts, at)
        if address is None:
            at = _next(text, at)
            continue
        if _fits(text, address):
            found += _bare(text, address, tlds) if address.bare else _full(text, address)
        at = address.end + 1
    return found


def _light(code: int) -> bool:
    return any(first <= code <= last for first, last in _LIGHT)


def _next(text: str, at: int) -> int:
    """Where to look after nothing began at *at*: behind the name that stands there, or at what in it can begin something else."""
    name = _LABEL.match(text, at)
    if name is None or name.end() <= at + 1:
        return at + 1
    inside = _PROTOCOL.search(text, at + 1, name.end() + 3)
    score = name.group().rfind("_") + 1
    return min(inside.start() if inside else name.end(), at + score if score else name.end())


class _Hosts:
    """The names of hosts in one text."""

    def __init__(self, text: str, tlds: frozenset[str]) -> None:
        self.text, self._tlds = text, tlds
        self._ends: dict[int, int] = {}

    def end(self, at: int) -> int:
        """The end of the longest name that begins there; 0 where none does."""
        names: list[re.Match[str]] = []
        while at not in self._ends:
            name = _LABEL.match(self.text, at)
            if name is None or self.text[name.end() : name.end() + 1] != ".":
                self._ends[at] = 0
                break
            names.append(name)
            at = name.end() + 1
        end = self._ends[at]
        for name in reversed(names):
            if not end and "_" not in name.group():
                end = _top(self.text, name.end() + 1, self._tlds)
            self._ends[name.start()] = end
        return end


def _address(hosts: _Hosts, at: int) -> _Address | None:
    protocol = _PROTOCOL.match(hosts.text, at)
    host = protocol.end() if protocol else at
    tail = hosts.end(host)
    if not tail:
        return None
    end, path = _tail(hosts.text, tail)
    return _Address(at, host, tail, end, path)


def _top(text: str, at: int, tlds: frozenset[str]) -> int:
    """The end of the top-level domain that begins at *at*; 0 where none does."""
    if word := _WORD.match(text, at):  # an ASCII one ends where its letters do
        end = word.end()
        if text[at:end].lower() in tlds and not _GOES_ON.match(text, end):
            return end
        if coded := _PUNYCODE.match(text, at):
            return coded.end()
        if text[end : end + 1].isascii():
            return 0
    for end in range(min(at + _LONGEST_TOP, len(text)), at, -1):
        if text[at:end].lower() in tlds and not _GOES_ON.match(text, end):
            return end
    return 0


def _tail(text: str, at: int) -> tuple[int, bool]:
    """The end of port, path and query behind a host's name, and whether there is a path."""
    if port := _PORT.match(text, at):
        at = port.end()
    path = text[at : at + 1] == "/"
    if path:
        at = _path(text, at + 1)
    query = _QUERY.match(text, at)
    return (query.end() if query else at), path


def _path(text: str, at: int) -> int:
    """The end of a path: not a full stop or the like that ends a sentence, and brackets only in pairs."""
    last = at
    while True:
        if run := _PATH.match(text, at):
            at = run.end()
            ends = next((i for i in range(at, run.start(), -1) if _PATH_ENDS.match(text[i - 1])), 0)
            last = ends or last
        pair = _PARENS.match(text, at)
        if pair is None:
            return last
        at = last = pair.end()


def _fits(text: str, address: _Address) -> bool:
    """Whether a host's name can be one, and the whole is not too long."""
    host = text[address.host : address.tail]
    if host.startswith("xn--") and not host.isascii():
        return False
    labels = [_coded(label) for label in host.split(".")]
    size = address.end - address.start + sum(labels) + len(labels) - 1 - len(host)
    return max(labels) <= _MOST_LABEL and size + (len("https://") if address.bare else 0) <= _MOST_ADDRESS


def _coded(label: str) -> int:
    """The length of a part of a host's name in punycode."""
    if label.isascii():
        return len(label)
    if len(label) > _MOST_LABEL:
        return len(label)
    try:
        return len("xn--") + len(label.encode("punycode"))
    except UnicodeError:  # half a character
        return _MOST_LABEL + 1


def _full(text: str, address: _Address) -> list[Span]:
    """An address with a protocol; of X's own short ones only what belongs to them."""
    short = _SHORT.match(text, address.start, address.end)
    if short is None:
        return [(address.start, address.end)]
    return [] if len(short[1]) > _MOST_SLUG else [(address.start, short.end())]


def _bare(text: str, address: _Address, tlds: frozenset[str]) -> list[Span]:
    """The addresses without a protocol: the ASCII ones in what looked like one; the last has the path."""
    if address.start and text[address.start - 1] in "-_./":
        return []
    found = [(address.host + a, address.host + b) for a, b in _plain(text[address.host : address.tail], tlds)]
    if found and address.path:
        found[-1] = (found[-1][0], address.end)
    return found


def _plain(host: str, tlds: frozenset[str]) -> Iterator[Span]:
    """The names of ASCII letters (with accents) in *host*, each the longest."""
    at = 0
    while name := _PLAIN_LABEL.search(host, at):
        start, last, dots = name.start(), name.end(), []
        while name and host[name.end() : name.end() + 1] == ".":
            dots.append(name.end())
            name = _PLAIN_LABEL.match(host, name.end() + 1)
            last = name.end() if name else dots[-1] + 1
        end = next((end for dot in reversed(dots) if (end := _top(host, dot + 1, tlds))), 0)
        if end:
            yield start, end
        at = end or last
