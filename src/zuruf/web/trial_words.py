"""The trial run in words."""

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zuruf.core.trial import Outcome
from zuruf.core.trial_file import Fault
from zuruf.flow.errors import Declined
from zuruf.web.price_words import span


def headline(o: Outcome) -> str:
    """What was found, in one sentence and a half."""
    told = {"n": o.ended, "same": o.unchanged, "waited": span(o.minutes), "m": len(o.suggestions)}
    sums = ngettext(
        "%(n)s approval, %(same)s unchanged, %(waited)s waited",
        "%(n)s approvals, %(same)s unchanged, %(waited)s waited",
        o.ended,
    )
    if not o.suggestions:
        return sums % told + "."
    enough = ngettext(
        "this mandate would have sufficed", "these %(m)s mandates would have sufficed", len(o.suggestions)
    )
    return f"{sums}; {enough}" % told + (
        "." if o.sufficed == o.ended else _(" for %(k)s of them.") % {"k": o.sufficed}
    )


def changed(o: Outcome) -> str:
    """What the approvals changed, and whether guidelines would have seen it."""
    if not o.ended:
        return ""
    late = ngettext(
        "%(n)s ran out of time and proves nothing.", "%(n)s ran out of time and prove nothing.", o.ran_out
    )
    late = f" {late % {'n': o.ran_out}}" if o.ran_out else ""
    if not o.changed and not o.returned:
        return _("None was changed.") + late
    said = ngettext("%(n)s was changed", "%(n)s were changed", o.changed) % {"n": o.changed}
    back = ngettext("%(n)s came back", "%(n)s came back", o.returned) % {"n": o.returned}
    mattered = ngettext("%(n)s of these mattered", "%(n)s of these mattered", o.mattered) % {"n": o.mattered}
    caught = _("guidelines would have asked about %(n)s of them") % {"n": o.caught}
    caught = caught if o.caught else _("no guideline would have asked about them")
    parts = [said] + [back] * bool(o.returned) + [mattered] * bool(o.mattered) + [caught] * bool(o.mattered)
    parts += [_("of %(n)s nobody noted whether in meaning") % {"n": o.unnoted}] * bool(o.unnoted)
    return ", ".join(parts) + "." + late


def share(part: int, whole: int) -> str:
    """ "92 %" """
    return _("%(n)s %%") % {"n": number_format(round(100 * part / whole) if whole else 0)}


def refusal(declined: Declined) -> str:
    """Why it was not done."""
    return {
        "running": _("A trial run goes on already."),
        "weeks": _("Choose between 1 and 26 weeks."),
        "over": _("This trial run is over."),
        "too_big": _("The file is larger than 5 MB."),
        "unreadable": _("No line of the file could be read."),
        "no_file": _("Choose a file first."),
    }.get(declined.code, _("That did not work."))


def _column(name: str) -> str:
    """What a column may be called in the reader's language, as `core.trial_file` reads it."""
    return {"asked_at": _("asked"), "decided_at": _("approved"), "before": _("text")}.get(name, name)


def fault(one: Fault) -> str:
    """Why a line could not be read."""
    told = {"n": one.number, "about": one.about}
    if one.code == "columns":
        told["about"] = ", ".join(_column(name) for name in one.about.split(", "))
    return {
        "empty": _("The file is empty."),
        "encoding": _("This is no text file. Save the table as CSV."),
        "columns": _("Columns are missing: %(about)s."),
        "too_long": _("Only the first %(about)s lines were read."),
        "time": _("Line %(n)s: “%(about)s” is no date with time."),
        "minutes": _("Line %(n)s: “%(about)s” is no number of minutes."),
        "meaning": _("Line %(n)s: “%(about)s” is neither yes nor no."),
        "order": _("Line %(n)s: approved before it was asked (%(about)s)."),
        "text": _("Line %(n)s: the text is missing or too long."),
    }[one.code] % told
