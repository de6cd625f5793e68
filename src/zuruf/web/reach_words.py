"""How far the author's mandates reach, in a sentence below what she writes."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zuruf.core.mandate import Gap
from zuruf.core.verdict import Reason
from zuruf.flow.verdict import Judged
from zuruf.web import mandate_words
from zuruf.web.quotes import quoted


def lacks(judged: Judged) -> str:
    """Why it is asked about though no guideline wants that; "" where one does: a single reason is enough to read."""
    reach = judged.coverage
    if reach is None or reach.covered or judged.reason is not Reason.MANDATE:
        return ""
    if reach.mandate is None or Gap.NONE in reach.gaps:
        return _("You hold no mandate for this, so somebody else looks first.")
    gaps = ", ".join(mandate_words.gap(gap) for gap in reach.gaps)
    return _("Your mandate “%(name)s” does not reach: %(gaps)s.") % {"name": reach.mandate.name, "gaps": gaps}


def covers(judged: Judged) -> str:
    """What backs it when it goes out: the mandate, and which guidelines it waives."""
    reach = judged.coverage
    if reach is None or not reach.covered or reach.mandate is None:
        return ""
    said = _("Covered by your mandate “%(name)s”.") % {"name": reach.mandate.name}
    if reach.mandate.deputy_for:
        names = {"name": reach.mandate.name, "who": reach.mandate.deputy_for}
        said = _("Covered by mandate “%(name)s”, which you hold for %(who)s.") % names
    waived = [hit.title for hit in judged.hits if hit.waived]
    if not waived:
        return said
    need_not = ngettext(
        "%(titles)s need not ask here; it is looked at afterwards.",
        "%(titles)s need not ask here; they are looked at afterwards.",
        len(waived),
    )
    return " ".join((said, need_not % {"titles": ", ".join(quoted([title]) for title in waived)}))
