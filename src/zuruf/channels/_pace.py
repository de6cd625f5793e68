"""How a network wants to be paced: how long to wait, and what is left of a budget, from its headers.

| spelling | as in | limit · left · reset |
|---|---|---|
| RateLimit-Limit/-Remaining/-Reset | AT Protocol (`@atproto/xrpc-server`: Unix time) | number · number · Unix time |
| the same | IETF httpapi-ratelimit-headers, drafts to 06 | number, maybe `100, 100;w=60` · number · seconds |
| X-RateLimit-…, X-Rate-Limit-… | Mastodon (ISO date) and many more | number · number · ISO date, Unix time or seconds |
| RateLimit: limit=100, remaining=50, reset=5 | draft 07 | seconds |
| RateLimit: "name";r=50;t=30, RateLimit-Policy: "name";q=100;w=60 | drafts from 08 | seconds |
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from zuruf.core.channel import Budget

LONGEST_WAIT = timedelta(hours=24)
_NUMBER = r"\d{1,13}(?:\.\d*)?"
_LARGEST = 2**31 - 1  # what a column holds; nobody paces by more


def wait(headers: Mapping[str, str]) -> timedelta | None:
    """How long to wait, from Retry-After (seconds or date) or a reset. Header names in lower case.

    At least 1 s, at most a day; None when the network does not say.
    """
    said = headers.get("retry-after", "").strip() or headers.get("ratelimit-reset", "").strip()
    said = (
        said or headers.get("x-ratelimit-reset", "").strip() or headers.get("x-rate-limit-reset", "").strip()
    )
    asked = _until(said, sent_at(headers))
    return None if asked is None else min(max(asked, timedelta(seconds=1)), LONGEST_WAIT)


def spent(headers: Mapping[str, str]) -> bool:
    """A refusal that is none: some networks (GitHub) say with a 403 that we ask too much, and then name how long to wait or that
    nothing is left."""
    left = headers.get("x-ratelimit-remaining", headers.get("ratelimit-remaining", "")).strip()
    return bool(headers.get("retry-after", "").strip()) or left == "0"


def budget(headers: Mapping[str, str], now: datetime) -> Budget | None:
    """What is left of the tightest budget that *headers* name; None when they name none that can be understood. Header
    names in lower case; *now*: when the answer came. Times are counted from the network's own Date."""
    found = _fields(headers) or _named(headers)
    if found is None:
        return None
    limit, left, said = found
    lasts = _until(said, sent_at(headers))
    if lasts is None:
        return None
    lasts = min(max(lasts, timedelta(0)), LONGEST_WAIT)
    return Budget(min(max(limit, left), _LARGEST), min(left, _LARGEST), now + lasts)


def _fields(headers: Mapping[str, str]) -> tuple[int, int, str] | None:
    """A header each for limit, what is left and the reset."""
    for name in ("ratelimit", "x-ratelimit", "x-rate-limit"):
        left = _number(headers.get(f"{name}-remaining", ""))
        reset = headers.get(f"{name}-reset", "").strip()
        if left is not None and reset:
            limit = _number(headers.get(f"{name}-limit", ""))
            return left if limit is None else limit, left, reset
    return None


def _named(headers: Mapping[str, str]) -> tuple[int, int, str] | None:
    """One header for all: of several budgets the one of which least is left."""
    said = headers.get("ratelimit", "")
    old = dict(re.findall(r"(limit|remaining|reset)\s*=\s*(\d{1,13})", said))
    if "remaining" in old and "reset" in old:
        left = int(old["remaining"])
        return int(old.get("limit", left)), left, old["reset"]
    quotas = {name: int(q) for name, q in _items(headers.get("ratelimit-policy", ""), "q")}
    resets = dict(_items(said, "t"))
    here = [(int(r), name) for name, r in _items(said, "r") if name in resets]
    if not here:
        return None
    left, name = min(here)
    return quotas.get(name, left), left, resets[name]


def _items(text: str, parameter: str) -> list[tuple[str, str]]:
    """Name and *parameter* of each item of a structured list: '"a";r=5;t=3, "b";r=9;t=1'."""
    items = re.findall(r'"([^"]{0,200})"((?:\s*;\s*[a-z*][\w*.-]*=[^,;"]*)*)', text[:2000])
    found = [(name, re.search(rf";\s*{parameter}=(\d{{1,13}})\b", rest)) for name, rest in items]
    return [(name, hit[1]) for name, hit in found if hit]


def _number(text: str) -> int | None:
    """The number at the beginning: of "100, 100;w=60" 100, of "99.0" 99."""
    hit = re.match(rf"\s*({_NUMBER})\s*(?:[,;]|$)", text)
    return int(float(hit[1])) if hit else None


def _until(said: str, sent_at: datetime) -> timedelta | None:
    """How long from *sent_at* to what *said* names: seconds, Unix time (also in milliseconds), or a date."""
    if re.fullmatch(_NUMBER, said):
        number = float(said)
        if number > 1e12:
            number /= 1000
        return timedelta(seconds=number - sent_at.timestamp() if number > 1e9 else number)
    at = _date(said)
    return None if at is None else at - sent_at


def sent_at(headers: Mapping[str, str]) -> datetime:
    """When the network says that it answered; our own clock where it does not."""
    return _date(headers.get("date", "")) or datetime.now(UTC)


def _date(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text) if text[:4].isdigit() else parsedate_to_datetime(text)
    except (ValueError, IndexError, TypeError, OverflowError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
