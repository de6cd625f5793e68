"""What weighs in the order of the lists, and why triage says so, in words."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zuruf.core.pressing import Sort, parts
from zuruf.core.triage import TAKEN_BACK
from zuruf.web import triage_words


def span(minutes: int) -> str:
    """ "4 hours", "90 minutes", "1 day"."""
    if minutes and minutes % 1440 == 0:
        days = minutes // 1440
        return ngettext("%(n)s day", "%(n)s days", days) % {"n": days}
    if minutes and minutes % 60 == 0:
        hours = minutes // 60
        return ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours}
    return ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes}


def weight(code: str) -> str:
    """What weighs, in a word or two."""
    if code.startswith("risk:"):
        return _("risk: %(risk)s") % {"risk": triage_words.risk(code[5:])}
    return {
        "urgent": _("says that it is urgent"),
        "deserves": _("deserves an answer"),
        "unsure": _("not sure what it is"),
        "reach": _("many write here"),
    }.get(code, code)


def why_here(
    kept: str, due_at: datetime | None, since: datetime | None
) -> tuple[list[tuple[str, str]], datetime | None]:
    """([(what weighs, how much earlier)], the moment by which it is ordered)."""
    found = parts(kept)
    at = due_at or since
    total = sum(minutes for _code, minutes in found)
    return [(weight(code), span(minutes)) for code, minutes in found], at - timedelta(
        minutes=total
    ) if at else None


def earlier(minutes: int) -> str:
    """Of a row: by how much it comes earlier than what is due at the same time."""
    return _("counts as %(span)s earlier") % {"span": span(minutes)} if minutes else ""


def part(code: str) -> str:
    """A part of why something deserves an answer or not; "" for one without words."""
    if code.startswith("risk:"):
        return triage_words.risk(code[5:])
    return {
        "direct": _("written to us"),
        "heard": _("found by listening"),
        "about_us": _("about us"),
        "strange": _("perhaps not about us"),
        "urgent": _("urgent"),
        "engaging": _("takes part in the talk"),
        "no_words": _("no words"),
        "no_sign": _("nothing asks for one"),
        "other_language": _("in a language that it was not taught"),
        "named": _("names us"),
        "person": _("says a person"),
        "taught": _("as with a message like it"),
        "house": _("learned from corrections"),
        "spam": triage_words.intent("spam"),
    }.get(code) or triage_words.intent(code)


def worth(value: str, codes: Sequence[str], unsure: bool) -> str:
    """Whether it deserves an answer, as a sentence with its parts."""
    because = ", ".join(filter(None, map(part, codes)))
    if unsure:
        return _("perhaps deserves an answer (%(why)s)") % {"why": because}
    said = _("deserves an answer (%(why)s)") if value == "yes" else _("needs no answer, it seems (%(why)s)")
    return said % {"why": because}


def more(label: str, value: str) -> str:
    """What else was found that is worth a word."""
    return {
        ("toxic", "yes"): _("sounds hurtful"),
        ("factclaiming", "yes"): _("claims a fact"),
        ("relevant", "no"): _("not about us"),
    }.get((label, value), "")


def order(by: Sort) -> str:
    """How a list is sorted."""
    return _("longest wait first") if by is Sort.LONGEST else _("worst wait first")


def instead(by: Sort) -> str:
    """The button that sorts it so."""
    return _("by the wait instead") if by is Sort.LONGEST else _("by what waits worst instead")


def declined(code: str) -> str:
    """Why what a house decides about triage was not kept."""
    return {
        "not_allowed": _("Only an owner may do this. Nothing was changed."),
        "sure": _("Please give a confidence between 0 and 100 %."),
        "minutes": _("Please give minutes between 0 and 20,160 (two weeks)."),
        "guard": _("This person cannot be rung. Please choose another one."),
    }.get(code, _("That was not done. Nothing was changed."))


def like_one_of(name: str, days: Sequence[str], codes: Collection[str]) -> str:
    """A finding that is called *name* and is there since somebody said so of a message like it, on the first of *days*; none: it is
    veiled. *codes*: of its reasons."""
    said = _("%(what)s, as somebody said of a message like it") % {"what": name}
    if days:
        day = date_format(date.fromisoformat(days[0]), "SHORT_DATE_FORMAT")
        said = _("%(what)s, as somebody said on %(day)s of a message like it") % {"what": name, "day": day}
    return _("%(what)s; that was taken back since") % {"what": said} if TAKEN_BACK in codes else said
