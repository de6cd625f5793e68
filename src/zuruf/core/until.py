"""Telling somebody outside by when they have an answer: the hour in the language that they wrote in."""

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
