"""Telling somebody outside by when they have an answer: the hour in the language that they wrote in, and one that is over already."""

import re
from datetime import date, datetime, timedelta

MARK = "{until}"
FAR = timedelta(hours=4)
"""A due time further off than this in real time is worth a word."""
TEXTS = {
    "de": "Danke für Ihre Nachricht. Wir melden uns bis {until} hier bei Ihnen.",
    "en": "Thank you for your message. We will reply here by {until}.",
}
"""What is said where nothing of the house's own names the hour."""
_DAYS = {
    "de": ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
_MONTHS = {
    "de": ("Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November", "Dezember"),
    "en": ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"),
}  # fmt: skip
_LOOKED_AT = 5000  # characters
_CLOCK = r"(\d{1,2})(?:[:.](\d\d))?\s*"
_BETWEEN = r"[^.!?\n]{0,30}?"
_TODAY = re.compile(
    rf"\bheute\b{_BETWEEN}\b(?:bis|vor|spätestens)(?:\s+(?:um|spätestens|ca\.|etwa))?\s+{_CLOCK}(uhr)\b"
    rf"|\b(?:bis|vor|spätestens)\s+(?:spätestens\s+)?heute\b{_BETWEEN}\s{_CLOCK}(uhr)\b"
    rf"|\btoday\b{_BETWEEN}\b(?:by|before|until|till)\s+{_CLOCK}([ap]\.?m\b\.?)?"
    rf"|\b(?:by|before|until|till)\s+{_CLOCK}(?:o['’]clock\s*)?([ap]\.?m\b\.?)?,?\s*today\b"
    rf"|\b(?:by|before)\s+today\b{_BETWEEN}\s{_CLOCK}([ap]\.?m\b\.?)?",
    re.IGNORECASE,
)
_WAS = re.compile(r"\b(?:war(?:en)?|wurden?|hatten?|konnten?|was|were|had|could)\b", re.IGNORECASE)
_SENTENCE = re.compile(r"(?<=[!?\n])|(?<=[^\d\s]\.)(?=\s)")


def past(text: str, minute: int | None) -> str:
    """The first words in *text* that promise something for an hour of today that is over at this *minute* of the day (0 to 1439, in
    the zone of the house); "" for none. What is told of the past promises nothing. German and English."""
    if minute is None:
        return ""
    for sentence in _SENTENCE.split(text[:_LOOKED_AT]):
        for found in () if _WAS.search(sentence) else _TODAY.finditer(sentence):
            hour, half, mark = next(g for g in zip(*[iter(found.groups())] * 3, strict=True) if g[0])
            if _over(int(hour), int(half or 0), (mark or "").lower(), minute):
                return found[0].strip()
    return ""


def _over(hour: int, half: int, mark: str, minute: int) -> bool:
    """Is that hour over? One that may be meant before noon or after is over when both are."""
    if mark.startswith(("a", "p")):
        hour = hour % 12 + (12 if mark.startswith("p") else 0)
    elif not mark and hour < 12:
        hour += 12
    return hour < 24 and half < 60 and hour * 60 + half <= minute


def worth(due_at: datetime | None, now: datetime) -> bool:
    """Is an answer due so late that a holding reply should name the hour?"""
    return due_at is not None and due_at - now > FAR


def hour(at: datetime, today: date, language: str) -> str:
    """*at*, in the zone of the house, as one says it: "heute, 16:40 Uhr", "Dienstag, 9:40 Uhr", and from a week on with the
    date. A language that is not ours gets English. Rounded up to five minutes: nobody promises 9:37."""
    at = at + timedelta(minutes=-at.minute % 5) if at.minute % 5 else at
    german = language[:2] == "de"
    code = "de" if german else "en"
    away = (at.date() - today).days
    day = _DAYS[code][at.weekday()]
    if away == 0:
        day = "heute" if german else "today"
    elif away >= 7:
        month = _MONTHS[code][at.month - 1]
        day = f"{day}, {at.day}. {month}" if german else f"{day} {at.day} {month}"
    wall = f"{at.hour}:{at.minute:02}"
    return f"{day}, {wall} Uhr" if german else f"{day}, {wall}"


def filled(text: str, told: str) -> str:
    """*text* with the hour in the place of the mark."""
    return text.replace(MARK, told)
