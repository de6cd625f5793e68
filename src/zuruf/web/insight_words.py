"""Figures about waiting in words: one sentence that says what is to be seen, and the names of hours and days."""

from datetime import date, datetime

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zuruf.core.insight import HOURS, SLOTS, Figures
from zuruf.store.queries.insight import Waiting
from zuruf.web import price_words, units, words

span = price_words.span
NBSP = "\u00a0"  # between a number and its sign: no line ends there


def headline(f: Figures) -> str:
    """How long one waits, in one sentence."""
    if f.median is None or f.ninth is None:
        return _("Nobody waited for an answer in this time.")
    told = {"n": f.answered, "median": span(f.median), "ninth": span(f.ninth)}
    return (
        ngettext(
            "%(n)s answer: it took %(median)s.",
            "%(n)s answers: half of them took %(median)s or less, nine of ten %(ninth)s or less.",
            f.answered,
        )
        % told
    )


def against(f: Figures, goal: int) -> str:
    """Beside the goal, which counts only while we are there."""
    if f.inside is None:
        return ""
    told = {"inside": span(f.inside), "goal": span(goal)}
    said = _("While we were there it was %(inside)s in the median; the house's target is %(goal)s.") % told
    if f.kept is not None:
        said += " " + _("%(share)s came in time.") % {"share": percent(f.kept)}
    return said


def now(w: Waiting, at: datetime) -> str:
    """Who waits at this moment."""
    if not w.count or w.longest is None:
        return _("At this moment nobody waits.")
    told = {"n": w.count, "longest": words.duration(int((at - w.longest).total_seconds() // 60))}
    said = ngettext(
        "At this moment %(n)s conversation waits, for %(longest)s.",
        "At this moment %(n)s conversations wait, the longest for %(longest)s.",
        w.count,
    )
    return said % told


def late(w: Waiting) -> tuple[str, int, str]:
    """How many of them are late: the words before the number, the number, the words after it. 0: nothing to say."""
    mark = "\0"
    said = ngettext("%(late)s is late.", "%(late)s are late.", w.late) % {"late": mark}
    before, _mark, after = said.partition(mark)
    return before, w.late, after


def percent(share: float | None) -> str:
    """ "87 %"; a dash for nothing. Never 100 or 0 where one is missing."""
    if share is None:
        return "–"
    whole = round(share * 100)
    whole = min(whole, 99) if share < 1 else max(whole, 1) if share > 0 else whole
    return (_("%(n)s %%") % {"n": whole}).replace(" ", NBSP)


def weekday(number: int) -> str:
    return formats.date_format(date(2024, 1, 1 + number), "D")  # 1 January 2024 was a Monday


def hours() -> list[str]:
    """The columns of the map: "0–2", "2–4" …"""
    return [f"{n * HOURS}–{(n + 1) * HOURS}" for n in range(SLOTS)]


def short(minutes: float) -> str:
    """For a narrow cell: "12 m", "2.4 h", "13 h", "2 d"."""
    if minutes < 100:
        return units.whole(_("%(n)s m") % {"n": round(minutes)})
    if minutes < 10 * 60:
        return units.whole(_("%(n)s h") % {"n": formats.number_format(round(minutes / 60, 1), 1)})
    if minutes < 48 * 60:
        return units.whole(_("%(n)s h") % {"n": round(minutes / 60)})
    return units.whole(_("%(n)s d") % {"n": round(minutes / 1440)})


def week(monday: date) -> str:
    return formats.date_format(
        monday, "j. n." if str(formats.get_format("DATE_FORMAT")).startswith("j.") else "j M"
    )
