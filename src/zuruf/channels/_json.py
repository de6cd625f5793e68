"""Reading JSON that somebody else wrote: what is missing or of another kind is empty, and never an exception."""

import json
from datetime import UTC, datetime
from typing import Any


def parsed(body: bytes) -> Any:
    """What *body* says; None where it is no JSON."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def value(obj: object, *path: str) -> Any:
    """What lies at the end of *path* through objects; None where there is nothing."""
    for name in path:
        if not isinstance(obj, dict):
            return None
        obj = obj.get(name)
    return obj


def text(obj: object, *path: str) -> str:
    """The string at *path*; a whole number as its digits, since some networks write ids so; "" for anything else."""
    found = value(obj, *path)
    if isinstance(found, int) and not isinstance(found, bool):
        return str(found) if abs(found) < 10**30 else ""
    return found if isinstance(found, str) else ""


def objects(obj: object, *path: str) -> list[dict[str, Any]]:
    """The objects of the list at *path*; what else stands in it is left out."""
    found = value(obj, *path)
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def digits(said: str) -> int:
    """The whole number that ASCII digits say; 0 for anything else, also for more of them than a database takes."""
    return int(said) if said.isascii() and said.isdecimal() and len(said) < 19 else 0


def strings(obj: object, *path: str) -> list[str]:
    """The strings of the list at *path*; what else stands in it is left out."""
    found = value(obj, *path)
    return [one for one in found if isinstance(one, str)] if isinstance(found, list | tuple) else []


def moment(said: object) -> datetime | None:
    """A date in ISO 8601 as a moment in UTC; without a zone it is taken for UTC. None where it is none."""
    if not isinstance(said, str) or not said[:4].isdigit():
        return None
    try:
        found = datetime.fromisoformat(said)
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
