"""A guideline as plain fields, and back. Fields are one flat mapping of texts, as a form sends them; a list is one entry
per line, a yes-or-no is "yes", "no" or "" (not tested). Both ways nothing is lost: what the fields of a text give is the
same guideline."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from zuruf.core.guideline import Example
from zuruf.core.phrases import LANGUAGES

Fields = Mapping[str, str]
Data = dict[str, Any]

LISTS = (
    "channel", "language", "contains", "except_for", "topic", "intent", "sentiment", "risk", "author_role", "known",
    "competitors", "customer_numbers",
)  # fmt: skip
YES_NO = (
    "public", "asked_urgent", "asked_question", "crisis", "attachments_without_alt", "urgent", "question", "real_minutes",
)  # fmt: skip
NUMBERS = ("longer_than", "shorter_than", "minutes")
SPOKEN = ("words", "asked_words")
WHEN = (
    "channel", "public", "language", "contains", "except_for", "words", "asked_words", "asked_urgent",
    "asked_question", "topic", "intent", "sentiment", "risk", "longer_than", "shorter_than", "links_outside",
    "attachments_without_alt", "crisis", "hours", "outside_hours", "author_role",
)  # fmt: skip
"""The order of the tests, as people read them."""
THEN = ("verdict", "say", "minutes", "real_minutes", "late", "holding", "asks")
_NUMBER = re.compile("[0-9]{1,9}")
_PLAIN_IN_THEN = ("verdict", "minutes", "real_minutes", "late", "asks")
EXAMPLE = tuple(Example.__dataclass_fields__)
_PLAIN_IN_EXAMPLE = {"topic", "intent", "sentiment", "risk", "language", "channel", "author_role"}
_NUMBERS_IN_EXAMPLE = {"attachments_without_alt"}


def to_fields(data: Mapping[str, Any]) -> dict[str, str]:
    """The fields of a parsed text that is a guideline (`guideline_file.read` takes it)."""
    language = str(data.get("language") or "de")
    fields = {key: str(data.get(key, "")) for key in ("id", "source", "owner")}
    fields |= {"about": "\n".join(data.get("about", ()))}
    fields |= _spread("title", data.get("title"), language) | _spread("why", data.get("why"), language)
    when, then = data.get("when", {}), data.get("then", {})
    for key in WHEN:
        if key in SPOKEN:
            stated = when.get(key, [])
            by = stated if isinstance(stated, Mapping) else dict.fromkeys(LANGUAGES, stated)
            fields |= {f"when.{key}.{k}": "\n".join(by.get(k, ())) for k in LANGUAGES}
        else:
            fields[f"when.{key}"] = _shown(key, when.get(key))
    fields["when.links"] = "yes" if "links_outside" in when else ""
    fields |= {f"then.{key}": _shown(key, then.get(key)) for key in _PLAIN_IN_THEN}
    fields |= _spread("then.say", then.get("say"), language) | _spread(
        "then.holding", then.get("holding"), language
    )
    for n, example in enumerate(data.get("example", ())):
        fields |= {f"example.{n}.{key}": _shown(key, example.get(key)) for key in EXAMPLE}
    return fields


def from_fields(fields: Fields) -> Data:
    """The tables and values that these fields say; what is empty is left out. A number that is none stays a text, so that
    reading names it."""
    data: Data = {
        key: fields[key].strip() for key in ("id", "source", "owner") if fields.get(key, "").strip()
    }
    for key in ("title", "why"):
        if texts := _texts(fields, key):
            data[key] = texts
    if about := _lines(fields.get("about", "")):
        data["about"] = about
    data["when"] = {key: value for key, value in _when(fields) if value is not None}
    data["then"] = then = _table(fields, "then", _PLAIN_IN_THEN)
    for key in ("say", "holding"):
        if texts := _texts(fields, f"then.{key}"):
            then[key] = texts
    data["example"] = [
        made for n in _numbers(fields) if (made := _table(fields, f"example.{n}", EXAMPLE)).get("text")
    ]
    return data


def _when(fields: Fields) -> Iterator[tuple[str, Any]]:
    for key in WHEN:
        if key in SPOKEN:
            by = {k: found for k in LANGUAGES if (found := _lines(fields.get(f"when.{key}.{k}", "")))}
            alike = len(by) == len(LANGUAGES) and len({tuple(v) for v in by.values()}) == 1
            yield key, (next(iter(by.values())) if alike else by) or None
        elif key == "links_outside":
            yield key, _lines(fields.get("when.links_outside", "")) if fields.get("when.links") else None
        else:
            yield key, _value(key, fields.get(f"when.{key}", ""))


def _table(fields: Fields, where: str, keys: tuple[str, ...]) -> Data:
    example = where.startswith("example.")
    found = {key: _value(key, fields.get(f"{where}.{key}", ""), example=example) for key in keys}
    return {key: value for key, value in found.items() if value is not None}


def _value(key: str, text: str, *, example: bool = False) -> Any:
    """What the field says; None when it is empty. In an example "no" is only said where "yes" is usual."""
    text = text.replace("\r\n", "\n").strip()
    if not text:
        return None
    if key in NUMBERS or (example and key in _NUMBERS_IN_EXAMPLE):
        return int(text) if _NUMBER.fullmatch(text) else text
    if key in YES_NO:
        return text == "yes"
    if key in LISTS and not (example and key in _PLAIN_IN_EXAMPLE):
        return _lines(text)
    return text


def _shown(key: str, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return "\n".join(value)
    return str(value)


def _spread(key: str, value: Any, language: str) -> dict[str, str]:
    by = value if isinstance(value, Mapping) else {language: value or ""}
    return {f"{key}.{k}": str(by.get(k, "")) for k in LANGUAGES}


def _texts(fields: Fields, key: str) -> dict[str, str]:
    found = {k: fields.get(f"{key}.{k}", "").replace("\r\n", "\n").strip() for k in LANGUAGES}
    return {k: text for k, text in found.items() if text}


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _numbers(fields: Fields) -> list[int]:
    """The numbers of the examples, in order."""
    named = (key.split(".") for key in fields if key.startswith("example."))
    return sorted({int(parts[1]) for parts in named if len(parts) == 3 and _NUMBER.fullmatch(parts[1])})
