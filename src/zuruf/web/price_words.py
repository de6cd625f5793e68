"""What waiting costs, in plain words with its figures."""

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zuruf.core.evidence import FEW
from zuruf.core.price import EDGES, Advice, Became, Figures
from zuruf.web import units, words


def span(minutes: float) -> str:
    """ "1 h 14 min" as everywhere; the sum of many waits in whole hours: "61 h"."""
    whole = round(minutes)
    if whole >= 600:
        return units.whole(_("%(h)s h") % {"h": number_format(round(minutes / 60))})
    return words.duration(whole)


def headline(f: Figures, days: int) -> str:
    """What is to be seen on the page, in two sentences."""
    told = {"n": f.asked, "total": span(f.waits.total), "median": span(f.waits.median), "days": days}
    sat = ngettext(
        "In the last %(days)s days %(n)s question lay with a second pair of eyes, %(total)s.",
        "In the last %(days)s days %(n)s questions lay with a second pair of eyes, %(total)s in all; half of them longer than %(median)s.",
        f.asked,
    )
    return f"{sat % told} {changed(f)}"


def changed(f: Figures) -> str:
    """How many were changed, how many of these in meaning, how many came back."""
    c = f.changes
    if not c.decided:
        return _("Nobody decided about any of them in time.")
    told = {"n": c.changed, "meaning": c.meaning, "back": c.returned, "unnoted": c.unnoted}
    if not c.changed:
        said = _("None was changed.")
    elif not c.meaning:
        said = ngettext(
            "%(n)s was changed, not in meaning.", "%(n)s were changed, none in meaning.", c.changed
        )
    else:
        said = ngettext(
            "%(n)s was changed, in meaning.", "%(n)s were changed, %(meaning)s in meaning.", c.changed
        )
    if c.unnoted:
        said = ngettext("%(n)s was changed", "%(n)s were changed", c.changed)
        said += ", " + _("%(meaning)s of them in meaning as far as noted; of %(unnoted)s nobody noted it.")
    if c.returned:
        said += " " + ngettext("%(back)s came back.", "%(back)s came back.", c.returned)
    return said % told


def late(f: Figures) -> str:
    """How many came after the due time only because of it; "" when none did."""
    if not f.waits.late:
        return ""
    told = {"n": f.waits.late, "by": span(f.waits.late_by)}
    return (
        ngettext(
            "%(n)s answer came after its due time only because of that, by %(by)s.",
            "%(n)s answers came after their due time only because of that, half of them by more than %(by)s.",
            f.waits.late,
        )
        % told
    )


def advice(what: Advice, f: Figures) -> tuple[str, str]:
    """(what to do, why, with the figures); ("", "") where nothing is advised."""
    c, w = f.changes, f.waits
    bad = sum(w.of(b) for b in (Became.LESSON, Became.CORRECTED, Became.WITHDRAWN))
    told = {
        "n": f.asked, "median": span(w.median), "total": span(w.total), "changed": changed(f), "bad": bad,
        "mattered": c.mattered, "decided": c.known, "upper": number_format(100 * c.upper, 1),
        "words": c.words, "ran_out": w.ran_out, "released": w.released,
    }  # fmt: skip
    if what is Advice.WORDING and not c.changed:
        why = _(
            "%(n)s questions, median %(median)s. %(changed)s It is about law, health, the press or personal data, so that somebody should still look."
        )
        return _("Look afterwards instead of asking"), why % told
    head, why = {
        Advice.DROP: (
            _("Drop this step"),
            _("%(n)s questions, median %(median)s. %(changed)s Read this once, and it surely mattered to fewer than %(upper)s in 100; read every day, it errs more often."),
        ),
        Advice.WORDING: (
            _("Look afterwards instead of asking"),
            _("%(n)s questions, median %(median)s. %(changed)s What is changed is wording, about %(words)s words; that can be said afterwards as well."),
        ),
        Advice.KEEP: (
            _("Keep this step"),
            _("It earns its minutes: %(mattered)s of %(decided)s came back or were changed in meaning; median %(median)s."),
        ),
        Advice.RUNS_OUT: (
            _("Name more second pairs of eyes, or ask about less"),
            _("For %(ran_out)s of %(n)s questions the deadline passed before anybody decided."),
        ),
        Advice.HARM: (
            _("Let a holding reply go when time runs out, not the draft"),
            _("Of %(released)s answers that went out because nobody looked in time, %(bad)s taught a lesson or had to be put right."),
        ),
    }.get(what, ("", ""))  # fmt: skip
    return head, why % told


def standing(what: Advice, f: Figures) -> str:
    """The same in a word or two, for a line of the table."""
    if what is Advice.TOO_FEW:
        return _("too few to judge (%(n)s of %(few)s)") % {"n": f.changes.known, "few": FEW}
    return {
        Advice.DROP: _("drop"),
        Advice.WORDING: _("look afterwards"),
        Advice.KEEP: _("keep"),
        Advice.WATCH: _("nothing follows yet"),
        Advice.RUNS_OUT: _("too few eyes"),
        Advice.HARM: _("do not release"),
    }.get(what, "")


def reason(code: str) -> str:
    """Why a second pair of eyes was asked."""
    return {
        "guideline": _("A guideline wants it"),
        "mandate": _("The author's mandate does not reach"),
        "partner": _("A partner wrote it"),
        "trial": _("Trial run: the old way goes on"),
    }.get(code, code)


def became(what: Became) -> str:
    """What became of an answer that nobody looked at in time."""
    return {
        Became.UNSEEN: _("not looked at since"),
        Became.FINE: _("found fine"),
        Became.LESSON: _("taught a lesson"),
        Became.CORRECTED: _("corrected in public"),
        Became.WITHDRAWN: _("withdrawn"),
    }[what]


def nameless(kind: str) -> str:
    """What a row is called that has no name of its own."""
    return {
        "guideline": _("No guideline: a mandate, a partner or the trial run"),
        "team": _("No team"),
    }.get(kind, _("without a name"))


def parts_of_the_strip() -> list[str]:
    """What the rows of the strip of waits are called."""
    said = [span(edge) if edge < 60 else _("%(h)s h") % {"h": edge // 60} for edge in EDGES]
    return [_("up to %(m)s") % {"m": edge} for edge in said] + [_("longer than a day")]
