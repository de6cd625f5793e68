"""Names of folders as IMAP writes them (RFC 3501, 5.1.3: a UTF-7 of its own), and which one has the sent mails (RFC 6154)."""

import base64
import re
from collections.abc import Iterable

_SENT = (
    "sent", "sent items", "sent messages", "sent mail", "gesendet", "gesendete objekte", "gesendete elemente",
)  # fmt: skip
_LIST = re.compile(rb'\((?P<flags>[^)]*)\) (?:"(?P<sep>(?:\\.|[^"])*)"|NIL) (?P<name>.+)', re.DOTALL)


def sent(told: Iterable[object]) -> str:
    """The folder of sent mails in the answer to LIST: the one marked so, else one that is called so; "" when there is none."""
    named: dict[str, str] = {}
    for one in told:
        line = b"".join(one) if isinstance(one, tuple) else one
        found = _LIST.fullmatch(line) if isinstance(line, bytes) else None
        if found is None:
            continue
        if {b"\\noselect", b"\\nonexistent"} & set(found["flags"].lower().split()):
            continue
        name = unquoted(found["name"])
        if b"\\sent" in found["flags"].lower().split():
            return name
        last = name.rpartition((found["sep"] or b"/").decode("ascii", "replace")[-1:])[2]
        named.setdefault(last.casefold(), name)
    return next((named[name] for name in _SENT if name in named), "")


def quoted(name: str) -> str:
    """A folder's name as IMAP wants it: quoted, in its own UTF-7."""
    made, wide = "", ""
    for character in name:
        if " " <= character <= "~":
            made, wide = made + _packed(wide) + _ESCAPED.get(character, character), ""
        else:
            wide += character
    return f'"{made}{_packed(wide)}"'


_ESCAPED = {"&": "&-", '"': '\\"', "\\": "\\\\"}


def _packed(wide: str) -> str:
    if not wide:
        return ""
    packed = base64.b64encode(wide.encode("utf-16-be", "surrogatepass")).decode().rstrip("=")
    return f"&{packed.replace('/', ',')}-"


def unquoted(raw: bytes) -> str:
    """The name as people read it."""
    name = raw.decode("ascii", "replace").strip()
    if name.startswith("{"):  # a literal: its length, then the name
        name = name.partition("}")[2].lstrip("\r\n")
    elif name.startswith('"'):
        name = re.sub(r"\\(.)", r"\1", name[1:-1])

    def wide(found: re.Match[str]) -> str:
        packed = found[1].replace(",", "/")
        try:
            return base64.b64decode(packed + "=" * (-len(packed) % 4)).decode("utf-16-be") if packed else "&"
        except ValueError:
            return found[0]

    return re.sub(r"&([A-Za-z0-9+,]*)-", wide, name)
