"""The German catalogue: extract, merge, fill, compile, check. Needs no GNU gettext.

    python tools/messages.py                 extract from code and pages, merge, compile
    python tools/messages.py todo [WORD]     print what is still to be translated (in files whose path has WORD) as JSON
    python tools/messages.py fill FILE.json  set {msgid: msgstr}; plural: {msgid: [one, many]}; context: "ctx\\u0004msgid"
    python tools/messages.py tidy            drop translations of words that no page says any more
    python tools/messages.py check           exit 1 and name what is missing, left over, stale or has other placeholders

English is the source text. Scripts have no words of their own: they get them through data attributes.
"""

import argparse
import fcntl
import io
import json
import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, cast

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "zuruf"
PO = SOURCE / "web" / "locale" / "de" / "LC_MESSAGES" / "django.po"
MO = PO.with_suffix(".mo")
HEADER = {
    "Project-Id-Version": "Zuruf",
    "Language": "de",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=utf-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=2; plural=(n != 1);",
}
WORDS: tuple[str, ...] = ("_", "N_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy")
WORDS += ("pgettext", "pgettext_lazy", "npgettext", "npgettext_lazy")
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|%([sd])|\{(\w*)\}")
Key = tuple[str, str]  # context ("" = none), msgid


class Plain(Catalog):
    """A catalogue whose header has no dates: the same words give the same file."""

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        return list(HEADER.items())


def extract() -> dict[Key, Message]:
    """Every string that pages, code and channels show, with the files that say it."""
    found: dict[Key, Message] = {}
    for path in sorted(SOURCE.rglob("*")):
        inside = path.relative_to(SOURCE)
        if path.suffix == ".py" and "migrations" not in inside.parts:
            text = path.read_text("utf-8")
        elif "templates" in inside.parts and path.suffix in (".html", ".txt", ".xml"):
            # Inside brackets Python's tokenizer does not mind the indentation that a template has.
            text = f"({templatize(path.read_text('utf-8'), origin=str(inside))}\n)"
        else:
            continue
        stream = cast(IO[bytes], io.BytesIO(text.encode()))
        for _line, function, words, _comments in extract_python(stream, dict.fromkeys(WORDS), (), {}):
            _note(found, str(function), words, str(inside))
    for label, where in _labels():
        _add(found, "", label, None, where)
    return found


def _note(found: dict[Key, Message], function: str, words: Any, where: str) -> None:
    parts = list(words) if isinstance(words, (tuple, list)) else [words]
    context = ""
    if "pgettext" in function and parts:
        context, *parts = parts
    if not parts or not isinstance(parts[0], str) or not parts[0]:
        return  # a variable, not a word
    plural = parts[1] if "ngettext" in function or "npgettext" in function else None
    _add(found, context or "", parts[0], plural, where)


def _add(found: dict[Key, Message], context: str, text: str, plural: str | None, where: str) -> None:
    key = (context, text)
    old = found.get(key)
    if old is None or (plural and isinstance(old.id, str)):
        before = old.locations if old else []
        found[key] = Message((text, plural) if plural else text, locations=before, context=context or None)
    places: list[Any] = found[
        key
    ].locations  # a file without a line, so that no line moves in the .po: Babel's types want one
    if (where, None) not in places:
        places.append((where, None))


def _labels() -> Iterator[tuple[str, str]]:
    """Words that channels bring along as data: they may not know Django."""
    sys.path.insert(0, str(ROOT / "src"))
    try:
        from zuruf import channels
    except ImportError:
        return
    for name, kind in sorted(channels.kinds().items()):
        if not kind.__module__.startswith("zuruf."):
            continue
        can = channels.can(name)
        texts = [t for field in can.fields for t in (field.label, field.help)]
        texts += [can.title, can.lead, can.cost, *can.guide, *can.says]
        yield from ((text, f"channels/{name}.py") for text in texts if text)


def load() -> tuple[dict[Key, Message], dict[Key, Message]]:
    """(translations in use, left over) as they are in the .po."""
    if not PO.is_file():
        return {}, {}
    with PO.open("rb") as file:
        catalog = read_po(file, locale="de")
    live = {_key(m): m for m in catalog if m.id}
    return live, {_key(m): m for m in catalog.obsolete.values()}


def merge(found: dict[Key, Message], *, keep: bool = True) -> Catalog:
    """The new catalogue: words as found, translations as they were. With *keep*, left over ones stay as comments."""
    live, left = load()
    catalog = Plain(locale="de", charset="utf-8")
    known = {**left, **live}
    for key, message in sorted(found.items()):
        old = known.get(key)
        if old is not None and isinstance(old.id, str) == isinstance(message.id, str):
            message.string = old.string
            message.flags |= old.flags & {"fuzzy"}
        catalog[message.id] = message
    if keep:
        for key, message in sorted(known.items()):
            if key not in found and _filled(message):
                message.locations = []
                catalog.obsolete[catalog._key_for(message.id, message.context)] = message
    return catalog


def save(catalog: Catalog) -> None:
    body = io.BytesIO()
    write_po(body, catalog, width=110, omit_header=True, include_lineno=False, sort_output=True)
    head = 'msgid ""\nmsgstr ""\n' + "".join(f'"{name}: {value}\\n"\n' for name, value in HEADER.items())
    _replace(PO, (head + "\n" + body.getvalue().decode()).encode())
    _replace(MO, compiled(catalog))


def compiled(catalog: Catalog) -> bytes:
    out = io.BytesIO()
    write_mo(out, catalog)
    return out.getvalue()


def fill(catalog: Catalog, given: dict[str, str | list[str]]) -> list[str]:
    """Set translations; returns what no page says."""
    unknown = []
    by_key = {_key(m): m for m in catalog if m.id}
    for name, words in given.items():
        context, _, text = name.rpartition("\u0004")
        message = by_key.get((context, text))
        if message is None:
            unknown.append(name)
            continue
        before = message.string
        if isinstance(message.id, str):
            message.string = words if isinstance(words, str) else words[0]
        else:
            message.string = (words, words) if isinstance(words, str) else tuple(words)
        message.flags.discard("fuzzy")
        if before and message.string != before:
            where = " ".join(place for place, _ in message.locations)
            print(f"changed: {text!r} was {before!r} (said by {where})", file=sys.stderr)
    return unknown


def faults(found: dict[Key, Message]) -> list[str]:
    """What keeps the German pages from being complete, one sentence each."""
    live, left = load()
    out = [f"not extracted yet (make messages): {k[1]!r}" for k in found if k not in live]
    out += [
        f"no page says this any more (tools/messages.py tidy): {k[1]!r}"
        for k in [*left, *(live.keys() - found.keys())]
    ]
    for key, message in live.items():
        if key not in found:
            continue
        if not _filled(message):
            out.append(f"not translated ({found[key].locations[0][0]}): {key[1]!r}")
        elif message.fuzzy:
            out.append(f"uncertain (fuzzy): {key[1]!r}")
        elif not _placeholders_fit(message):
            out.append(f"other placeholders than the English: {key[1]!r} → {message.string!r}")
    if not out and (not MO.is_file() or MO.read_bytes() != compiled(merge(found))):
        out.append("django.mo is not made from django.po (make messages)")
    return out


def _placeholders_fit(message: Message) -> bool:
    def of(text: str) -> set[str]:
        return {m.group(0) for m in PLACEHOLDER.finditer(text.replace("%%", ""))}

    ids = [message.id] if isinstance(message.id, str) else list(message.id)
    strings = [message.string] if isinstance(message.string, str) else list(message.string or ())
    allowed = [of(i) for i in ids]
    return all(of(s) in allowed for s in strings)


def _filled(message: Message) -> bool:
    string = message.string
    return bool(string) and (isinstance(string, str) or all(string or ()))


def _key(message: Message) -> Key:
    return (message.context or "", message.id if isinstance(message.id, str) else message.id[0])


def _replace(path: Path, content: bytes) -> None:
    if path.is_file() and path.read_bytes() == content:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(path.name + ".new")
    draft.write_bytes(content)
    os.replace(draft, path)


@contextmanager
def alone() -> Iterator[None]:
    """One at a time: several people may run this in one folder."""
    place = ROOT / ".cache"
    place.mkdir(exist_ok=True)
    with (place / "messages.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def main() -> int:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("what", nargs="?", default="update", choices=("update", "todo", "fill", "tidy", "check"))
    ask.add_argument("value", nargs="?", default="")
    given = ask.parse_args()
    with alone():
        found = extract()
        if given.what == "check":
            problems = faults(found)
            print("\n".join(problems) or f"{len(found)} strings, all in German")
            return 1 if problems else 0
        catalog = merge(found, keep=given.what != "tidy")
        if given.what == "fill":
            for name in fill(catalog, json.loads(Path(given.value).read_text("utf-8"))):
                print(f"no page says: {name!r}", file=sys.stderr)
        if given.what != "todo":
            save(catalog)
        missing = [m for m in catalog if m.id and not _filled(m)]
        if given.what == "todo":
            here = [m for m in missing if any(given.value in place for place, _ in m.locations)]
            todo = {(f"{m.context}\u0004" if m.context else "") + _key(m)[1]: _blank(m) for m in here}
            print(json.dumps(todo, ensure_ascii=False, indent=1))
        else:
            print(f"{len(found)} strings, {len(missing)} without German")
    return 0


def _blank(message: Message) -> str | list[str]:
    return "" if isinstance(message.id, str) else ["", ""]


if __name__ == "__main__":
    sys.exit(main())
