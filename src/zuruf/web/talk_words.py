"""Words of the public page: what a declined post says, durations, reasons, and the house rules that come with us."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone, translation
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zuruf.core.talk import ReportKind
from zuruf.flow.clock import clock
from zuruf.flow.errors import Declined
from zuruf.store.queries.talk import Face
from zuruf.web import due_words


def declined(why: Declined) -> str:
    """What happened, what was kept, what to do."""
    said = {
        "empty": _("There are no words in it yet. Write something, then send it."),
        "too_long": _(
            "That is %(over)s characters too long (%(limit)s fit). Please shorten it; nothing was lost."
        ),
        "far_too_long": _("That is far too long for this page. Please send us a shorter text."),
        "name_too_long": _("The name is too long: at most %(limit)s characters."),
        "form_old": _(
            "This page was open for more than a day. Your text is still here: please send it once more."
        ),
        "form_broken": _(
            "Something was missing in this page. Your text is still here: please send it once more."
        ),
        "too_many": _(
            "Very many messages came from your connection. Your text is still here: please send it again at %(at)s."
        ),
        "closed": _(
            "We are not taking messages here at the moment. Your text is still here; please copy it."
        ),
        "no_thread": _("This conversation is no longer there. Your text is still here."),
        "no_kind": _("Please choose what is wrong with it."),
        "no_post": _("These words are no longer public, so there is nothing to report."),
        "not_removed": _("These words are not removed, so there is nothing to object to."),
        "decided": _("An objection has already been decided."),
        "unknown_link": _("This link is not one of ours, or not complete."),
    }.get(why.code) or _("That did not work. Your text is still here.")
    after = why.data.get("after")
    used, limit = why.data.get("used"), why.data.get("limit")
    at = timezone.localtime(clock() + after + timedelta(minutes=1)) if isinstance(after, timedelta) else None
    over = used - limit if isinstance(used, int) and isinstance(limit, int) else None
    return said % {"over": _number(over), "limit": _number(limit), "at": at.strftime("%H:%M") if at else ""}


def _number(n: object) -> str:
    """As the reader's language writes it: "1.000" or "1,000"."""
    return number_format(n, force_grouping=True) if isinstance(n, int) else ""


def field_of(why: Declined) -> str:
    """The field that an error belongs to; "" for the form as a whole."""
    return {
        "empty": "text",
        "too_long": "text",
        "far_too_long": "text",
        "name_too_long": "name",
        "no_kind": "kind",
    }.get(why.code, "")


def answered(after: timedelta) -> str:
    """ "answered after 12 minutes"."""
    minutes = int(after.total_seconds() // 60)
    if minutes < 1:
        return _("answered at once")
    if minutes < 60:
        return ngettext("answered after %(n)d minute", "answered after %(n)d minutes", minutes) % {
            "n": minutes
        }
    hours = round(minutes / 60)
    if hours < 24:
        return ngettext("answered after %(n)d hour", "answered after %(n)d hours", hours) % {"n": hours}
    days = round(minutes / 60 / 24)
    return ngettext("answered after %(n)d day", "answered after %(n)d days", days) % {"n": days}


def usual(half: timedelta) -> str:
    """ "Lately half of the questions were answered within 12 minutes"."""
    minutes = max(1, round(half.total_seconds() / 60))
    if minutes < 90:
        return ngettext(
            "Lately, half of what was written here was answered within %(n)d minute.",
            "Lately, half of what was written here was answered within %(n)d minutes.",
            minutes,
        ) % {"n": minutes}
    hours = round(minutes / 60)
    return ngettext(
        "Lately, half of what was written here was answered within %(n)d hour.",
        "Lately, half of what was written here was answered within %(n)d hours.",
        hours,
    ) % {"n": hours}


def quoted(text: str) -> str:
    return _("“%(text)s”") % {"text": text}


def waits(since: timedelta) -> str:
    """ "waiting for 12 minutes"."""
    minutes = int(since.total_seconds() // 60)
    if minutes < 1:
        return _("just arrived")
    if minutes < 60:
        return ngettext("waiting for %(n)d minute", "waiting for %(n)d minutes", minutes) % {"n": minutes}
    hours = minutes // 60
    if hours < 24:
        return ngettext("waiting for %(n)d hour", "waiting for %(n)d hours", hours) % {"n": hours}
    days = hours // 24
    return ngettext("waiting for %(n)d day", "waiting for %(n)d days", days) % {"n": days}


def expected(due_at: datetime | None, now: datetime) -> str:
    """By when an answer can be expected; "" when nobody can say, or the hour is over."""
    if due_at is None or due_at <= now:
        return ""
    local, today = timezone.localtime(due_at), timezone.localtime(now).date()
    hour = f"{local.hour}:{local.minute:02}"
    if local.date() == today:
        return _("You can expect an answer today by %(time)s.") % {"time": hour}
    return _("You can expect an answer by %(day)s, %(time)s.") % {
        "day": due_words.day(local.date(), today),
        "time": hour,
    }


def report_kinds() -> list[tuple[str, str]]:
    return [
        (ReportKind.ILLEGAL.value, _("It is against the law")),
        (ReportKind.PERSONAL.value, _("It gives away something about a person that is nobody's business")),
        (ReportKind.INSULT.value, _("It insults, threatens or incites against people")),
        (ReportKind.ADVERT.value, _("It is advertising or fraud")),
        (ReportKind.OTHER.value, _("Something else")),
    ]


def doubt(code: str) -> str:
    """Why a post waits for a look."""
    return {
        "house": _("you look at everything first"),
        "trap": _("a hidden field was filled in: probably a program"),
        "fast": _("sent within two seconds: probably a program"),
        "links": _("many links"),
        "repeated": _("the same words within a day"),
        "many": _("many messages from one connection"),
        "name": _("signed with your organisation's name"),
    }.get(code, code)


@dataclass(frozen=True, slots=True)
class HouseRules:
    """One rule per line. `language` is the one they are written in."""

    language: str
    lines: list[str]


def rule_for(face: Face, rule: str, language: str | None) -> tuple[str, str]:
    """(language or "", words) of a rule that was broken: as it was chosen, or the same rule in the reader's language,
    when it is one of the house rules and they have as many lines in both."""
    own = {code: _lines(text) for code, text in face.rules.items()}
    written = next((code for code, lines in own.items() if rule in lines), "")
    there = own.get(language or "", [])
    if written and len(there) == len(own[written]):
        return language or "", there[own[written].index(rule)]
    return written, rule


def house_rules(face: Face, language: str | None) -> HouseRules:
    """The rules in the reader's language, one per line: the organisation's own, else ours. In the organisation's language,
    or any other, where its own are not there in the reader's."""
    own = {code: lines for code in face.rules if (lines := _lines(face.rules[code]))}
    for code in (language or "", face.language, *own):
        if code in own:
            return HouseRules(code, own[code])
    with translation.override(language or face.language):
        ours = [
            _("Criticism is welcome, sharp criticism too. People are not attacked."),
            _("No insults, no threats, no hatred against groups of people."),
            _("No phone numbers, addresses or customer numbers, neither your own nor other people's."),
            _("Nothing that is against the law, and nothing that belongs to others."),
            _("No advertising, no fraud, no texts by machines in great numbers."),
            _("It stays about us: our products, our work, our mistakes."),
        ]
    return HouseRules(language or face.language, ours)


def _lines(text: str) -> list[str]:
    """One rule per line, without the marks of a list."""
    lines = [re.sub(r"^\s*(?:[-*•–]|\d+[.)])\s+", "", line).strip() for line in text.splitlines()]
    return [line for line in lines if line]
