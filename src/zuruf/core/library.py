"""What is kept ready for writing: text blocks with placeholders, facts that are checked, links to what we released."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

LANGUAGES = ("de", "en")
PLACEHOLDERS = ("name", "handle", "topic", "due")
"""What a block may leave open besides `{link:short-name}`. Anything else in braces is plain text."""
SOON = timedelta(days=14)
"""How long before it expires a fact stands on its owner's list."""
LONGEST = 3000  # characters of a block or a claim
GAP = "{…}"
"""Stands where something of another person's was taken out of an earlier answer."""
SPECIAL = {
    "recall": "Rückruf Rückrufaktion zurückgerufen zurückrufen recall recalled",
    "outage": "Störung gestört Ausfall ausgefallen Betriebsstörung outage disruption",
    "accident": "Unfall Unglück Brandgefahr accident",
    "leak": "Datenleck Datenpanne Hackerangriff leak breach hacked",
}
"""Kind of special matter → words that speak of it, of which each also ends a compound: what many talk about at once, and what is
wrong to say to anybody else."""
_OPEN = re.compile(r"\{(name|handle|topic|due|link:[a-z0-9-]{1,40}|…)\}")
_SIGNATURE = 60  # characters at most
_SIGNED = re.compile(rf"\[[^\[\]\n]{{1,{_SIGNATURE}}}\]\Z")
_WORD = re.compile(r"\w{3,}")


class Kind(StrEnum):
    """What can be brought into an answer."""

    BLOCK = "block"
    FACT = "fact"
    ANSWER = "answer"  # an earlier one
    LINK = "link"


class Freshness(StrEnum):
    FRESH = "fresh"
    SOON = "soon"  # its owner is asked to look again
    EXPIRED = "expired"  # not to be quoted without a warning


def freshness(expires_on: date, today: date) -> Freshness:
    """How a fact stands on *today*: the day on which it expires is its last good one."""
    if expires_on < today:
        return Freshness.EXPIRED
    return Freshness.SOON if expires_on - today <= SOON else Freshness.FRESH


def fill(text: str, known: Mapping[str, str]) -> str:
    """*text* with what is *known* ("name", "link:bericht" → words); what is not known stays as it was, to be typed.

    What was put in is not looked at again: a person who is called "{due}" stays "{due}".
    """
    return _OPEN.sub(lambda m: known.get(m[1]) or m[0], text)


def left_open(text: str) -> tuple[str, ...]:
    """The placeholders that nobody filled yet, each once, in their order."""
    return tuple(dict.fromkeys(m[0] for m in _OPEN.finditer(text)))


def links_in(text: str) -> tuple[str, ...]:
    """Short names of the links that *text* asks for."""
    return tuple(n.removeprefix("link:") for n in dict.fromkeys(_OPEN.findall(text)) if n.startswith("link:"))


def in_language(texts: Mapping[str, str], language: str) -> tuple[str, str]:
    """(language, text): in *language* if there is one, else the first of ours; ("", "") for none."""
    for one in (language, *LANGUAGES, *texts):
        if texts.get(one):
            return one, texts[one]
    return "", ""


def bare(text: str) -> str:
    """An answer without the signature in brackets at its end."""
    kept = text.rstrip()
    signed = _SIGNED.search(kept, max(0, len(kept) - _SIGNATURE - 2))
    return kept[: signed.start()].rstrip() if signed else text


def still_there(inserted: str, sent: str) -> bool:
    """Is what was brought in still in what was sent? At least half of its different words of three letters and more; of a
    shorter one the whole."""
    words = set(_WORD.findall(inserted.casefold()))
    if not words:
        return inserted.strip() in sent
    return 2 * len(words & set(_WORD.findall(sent.casefold()))) >= len(words)


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something that could be brought in: what it is called and says, which `topics` and `accounts` it is meant for (() =
    any), how often it was used, and how many words that say something it `shares` with the question."""

    title: str
    text: str
    topics: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()
    used: int = 0
    shares: int = 0


def wanted(
    one: Candidate, typed: Sequence[str], topics: Iterable[str] = (), account: str = ""
) -> float | None:
    """How well it fits, higher is better; None: not at all. *typed*: what was typed to find it, in small letters, each the
    beginning of a word; *topics*, *account*: of the conversation."""
    if one.accounts and account not in one.accounts:
        return None
    score = 0.0
    for part in typed:
        at = _begins(one.title.casefold(), part), _begins(one.text.casefold(), part)
        if not any(at):
            return None
        score += 3.0 * at[0] + 1.0 * at[1]
    meant = set(one.topics) & set(topics)
    score += 4.0 * len(meant)
    if not typed and one.topics and not meant:
        return None  # meant for something else, and nobody asked for it
    return score + min(one.shares, 3) + min(one.used, 50) / 100


def _begins(text: str, part: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(part)}", text) is not None


_DAYS = {
    "de": ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}


def due_words(due: datetime | None, now: datetime, language: str) -> str:
    """Until when the asker may expect an answer, to be read after "bis" or "by": "heute 16:40 Uhr", "Monday 9:40", and from a
    week on "Montag (2.11.) 9:40 Uhr". "" when nobody knows, or it is over. Both times on the house's clocks."""
    if due is None or due <= now:
        return ""
    german = language != "en"
    clock = f"{due.hour}:{due.minute:02}" + (" Uhr" if german else "")
    days = (due.date() - now.date()).days
    if days == 0:
        return ("heute " if german else "today ") + clock
    day = _DAYS["de" if german else "en"][due.weekday()]
    if days < 7:
        return f"{day} {clock}"
    return f"{day} ({due.day}.{due.month}.) {clock}" if german else f"{day} ({due:%-d %b}) {clock}"
