"""Writing a guideline's TOML from its tables and values. Comments of the text before are kept, above the key they spoke of."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from zuruf.core.guideline_fields import EXAMPLE, THEN, WHEN

Anchor = tuple[str, int, str]
"""(table, which of several, key): "" for the top; key "" is the table's heading."""

_WIDTH = 100
_TOP = ("id", "title", "why", "source", "owner", "about", "language")


def write(data: Mapping[str, Any], before: str = "") -> str:
    """*data* as TOML, keys in the usual order, with the comments of the text *before*."""
    kept = _comments(before)
    out: list[str] = []

    def put(table: str, n: int, key: str, lines: list[str]) -> None:
        out.extend(kept.pop((table, n, key), ()))
        out.extend(lines)

    for key in _TOP:
        if key in data:
            put("", 0, key, _pair(key, data[key]))
    for table, keys in (("when", WHEN), ("then", THEN)):
        out.append("")
        put(table, 0, "", [f"[{table}]"])
        for key in keys:
            if key in data.get(table, {}):
                put(table, 0, key, _pair(key, data[table][key]))
    for n, example in enumerate(data.get("example", ())):
        out.append("")
        put("example", n, "", ["[[example]]"])
        for key in EXAMPLE:
            if key in example:
                put("example", n, key, _pair(key, example[key]))
    left = [line for lines in kept.values() for line in lines]
    return "\n".join([*left, *out]).strip("\n") + "\n"


def _pair(key: str, value: Any) -> list[str]:
    if isinstance(value, Mapping) and any(isinstance(v, list) for v in value.values()):
        return [line for k, v in value.items() for line in _pair(f"{key}.{k}", v)]
    if isinstance(value, Mapping) and sum(map(len, value.values())) > _WIDTH - len(key):
        return [f"{key}.{k} = {_plain(v)}" for k, v in value.items()]
    if isinstance(value, Mapping):
        return [f"{key} = {{ " + ", ".join(f"{k} = {_plain(v)}" for k, v in value.items()) + " }"]
    if isinstance(value, list):
        return _list(key, value)
    return [f"{key} = {_plain(value)}"]


def _list(key: str, values: list[str]) -> list[str]:
    whole = f"{key} = [" + ", ".join(map(_plain, values)) + "]"
    if len(whole) <= _WIDTH:
        return [whole]
    lines, row = [f"{key} = ["], ""
    for value in map(_plain, values):
        if row and len(row) + len(value) + 2 > _WIDTH:
            lines.append(row)
            row = ""
        row += f"    {value}," if not row else f" {value},"
    return [*lines, row, "]"]


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    return (
        '"'
        + "".join(
            _ESCAPED.get(c) or (c if c.isprintable() or ord(c) > 0x9F else f"\\u{ord(c):04x}")
            for c in str(value)
        )
        + '"'
    )


_ESCAPED = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}
_TOKEN = re.compile(
    r'"""(?:\\.|[^\\])*?"""|' r"'''.*?'''|" r'"(?:\\.|[^"\\\n])*"|' r"'[^'\n]*'|#[^\n]*|[\[\]{}]|\n",
    re.DOTALL,
)
_HEADING = re.compile(r"\s*\[\[?\s*([\w.-]+)\s*\]")
_KEY = re.compile(r"""\s*["']?([\w-]+)["']?\s*[.=]""")


def _comments(text: str) -> dict[Anchor, list[str]]:
    """Every comment with what it speaks of: on a line of its own, what comes next; else what stands on its line."""
    found: dict[Anchor, list[str]] = {}
    waiting: list[str] = []
    for said, comments, anchor in _lines(text):
        if said and anchor is not None:
            found.setdefault(anchor, []).extend([*waiting, *comments])
            waiting = []
        else:
            waiting += comments
    if waiting:
        found.setdefault(("", -1, ""), []).extend(waiting)
    return found


def _lines(text: str) -> Iterator[tuple[str, list[str], Anchor | None]]:
    """Each statement (a heading, or a key with all lines of its value): its text, the comments in it, its anchor. A line
    that only has a comment, or nothing, has no text and no anchor."""
    table, count, depth, begun = "", {"": 0}, 0, 0
    comments: list[str] = []
    for token in [*_TOKEN.finditer(text), None]:
        if token is not None and token[0][0] == "#":
            comments.append(token[0].rstrip())
        elif token is not None and token[0] in "[{":
            depth += 1
        elif token is not None and token[0] in "]}":
            depth -= 1
        elif token is None or (token[0] == "\n" and depth <= 0):
            said = text[begun : token.start() if token else len(text)]
            bare = said.strip() if not said.strip().startswith("#") else ""
            anchor: Anchor | None = None
            if head := _HEADING.match(said):
                table = head[1]
                count[table] = count.get(table, -1) + 1
                anchor = (table, count[table], "")
            elif bare and (key := _KEY.match(said)):
                anchor = (table, count[table], key[1])
            yield bare, comments, anchor
            comments, depth = [], 0
            begun = token.end() if token else len(text)
