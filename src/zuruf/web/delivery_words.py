"""What becomes of a reply, in words: why something was not done, and what a correction will do."""

from dataclasses import replace

from django.utils.translation import gettext as _

from zuruf.core.guideline import Verdict
from zuruf.flow.able import able
from zuruf.flow.errors import Declined
from zuruf.flow.verdict import Judged
from zuruf.store.queries.outbox import DeliveryView
from zuruf.web import hold_words, reply_words


def offers(delivery: DeliveryView, what: str) -> bool:
    """Whether its network can *what*: "edit" or "withdraw"."""
    can = able(delivery.channel)
    if can is None:
        return False
    public = delivery.public
    offered = {"edit": can.changes(public=public), "withdraw": can.takes_back(public=public)}
    return offered.get(what, False)


def tells(delivery: DeliveryView) -> str:
    """How we come to know what the public sees: "at_once", "look" or "untold"."""
    can = able(delivery.channel)
    return can.shows.value if can is not None else "untold"


def face(judged: Judged, text: str) -> reply_words.Face:
    """The button below a correction: as below an answer, but it says that it corrects."""
    found = reply_words.face(judged, text)
    if judged.problem == "empty" or judged.verdict is Verdict.GO:
        return replace(found, label=_("Correct"))
    if judged.verdict is Verdict.LOOK:
        return replace(found, label=_("Correct, will be looked at"))
    return found


def refusal(declined: Declined) -> str:
    """What was not done, why, and what to do instead."""
    known = {
        "too_late": _("Too late to recall: it is on its way or out. Withdraw it as soon as it is published."),
        "in_hand": _("%(name)s has it, to post it by hand. Ask there whether it is out; put back, it can be recalled.") % {"name": declined.data.get("name") or _("Somebody")},
        "not_out": _("It is not out as it was any more: it was corrected or withdrawn meanwhile. This is how it stands now."),
        "cannot_withdraw": _("This network cannot delete it for us. Delete it there, or write a correction."),
        "not_unclear": _("Somebody settled it already. This is how it stands now."),
        "bad_link": _("The link has to start with https:// or http://."),
        "before_gone": _("The part before it was withdrawn, so it cannot go out again. Say that it is there, or give up."),
        "why": _("Somebody has reacted to it. Say in a sentence why it goes, so that colleagues can answer questions; or correct it."),
        "being_corrected": _("A correction of it is on its way. Recall that first, or withdraw when it is out."),
        "correcting": _("A correction of it is on its way already, or lies with the second pair of eyes. One at a time."),
        "no_place": _("Nobody knows where exactly it stands at the network, so it cannot be corrected from here."),
        "same": _("Nothing is changed yet."),
    }  # fmt: skip
    if said := hold_words.declined(declined) or known.get(declined.code):
        return said
    return reply_words.refusal(declined)
