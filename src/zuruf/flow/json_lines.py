"""Lines of JSON that somebody else wrote."""

import json
from typing import Any

LONGEST_LINE = 5_000_000  # bytes


class Broken(ValueError):
    """A line that cannot be read. The message goes on after "Line 7 "."""


def row(line: bytes) -> dict[str, Any]:
    """The object that stands in *line*. Raises Broken."""
    if len(line) > LONGEST_LINE:
        raise Broken(f"is longer than {LONGEST_LINE} bytes")
    try:
        found = json.loads(line)
    except UnicodeDecodeError:
        raise Broken("is not UTF-8") from None
    except (ValueError, RecursionError):
        raise Broken("is not JSON") from None
    if not isinstance(found, dict):
        raise Broken("is not an object")
    return found


def identified(line: bytes) -> dict[str, Any]:
    """The same of a line with `id` (text or a whole number) and `text`. Raises Broken."""
    found = row(line)
    if not isinstance(found.get("id"), str | int) or isinstance(found["id"], bool):
        raise Broken('has no "id"')
    return with_text(found)


def with_text(found: dict[str, Any]) -> dict[str, Any]:
    """*found*, whose `text` is text. Raises Broken."""
    if not isinstance(found.get("text"), str):
        raise Broken('has a "text" that is no text' if "text" in found else 'has no "text"')
    return found


def is_reply(found: dict[str, Any]) -> bool | None:
    """Whether *found* says that it answers another message; None where it does not say. Raises Broken."""
    said = found.get("is_reply")
    if said is None or isinstance(said, bool):
        return said
    raise Broken('has an "is_reply" that is neither true nor false')
