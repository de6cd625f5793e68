"""What was not done by hand, in words, and at which field of the form that is said."""

from django.utils.translation import gettext as _

from zuruf.core.by_hand import LONGEST, LONGEST_NAME, LONGEST_PLACE
from zuruf.flow.errors import Declined
from zuruf.web import reply_words

_FIELDS = {
    "no_place": "place", "long_place": "place", "place_closed": "place", "empty": "text", "too_long": "text",
    "bad_link": "link", "no_link": "why", "long_name": "name", "future": "at", "too_early": "at", "bad_time": "at",
    "why": "why",
}  # fmt: skip
_WAITS = ("counting", "scheduled", "later", "behind")


def field(declined: Declined) -> str:
    """The name of the field that is to be put right, "" where none is."""
    return _FIELDS.get(declined.code, "")


def refusal(declined: Declined) -> str:
    """What was not done, why, and what to do instead."""
    data = {key: str(value) for key, value in declined.data.items()}
    known = {
        "no_place": _("Say where it was written, in the words that your colleagues would use."),
        "long_place": _("At most %(most)s characters for the place.") % {"most": LONGEST_PLACE},
        "place_closed": _("%(place)s was paused or disconnected under Accounts. An owner can let it go on.") % {"place": data.get("place", "")},
        "empty": _("Paste what was written there."),
        "too_long": _("More than %(most)s characters. Paste the part that wants an answer.") % {"most": f"{LONGEST:,}"},
        "bad_link": _("The link has to start with https:// or http://."),
        "no_link": _("Give the link, or say why there is none."),
        "long_name": _("At most %(most)s characters for the name.") % {"most": LONGEST_NAME},
        "future": _("This time is still to come."),
        "too_early": _("That was before the answer was sent from here."),
        "bad_time": _("This is no date and time. Choose them again."),
        "not_stored": _("It could not be taken in: %(why)s") % {"why": data.get("why", "")},
        "in_hand": _("%(name)s has it, to post it. Ask there first; then you can take it over.") % {"name": data.get("name") or _("Somebody")},
        "not_in_hand": _not_in_hand(data.get("name", "")),
        "not_yet": _not_yet(data.get("phase", "")),
        "over": _("Somebody has settled it already. This is how it stands now."),
        "why": _("Say in a few words why it could not be posted. Its author reads them."),
    }  # fmt: skip
    return known.get(declined.code) or reply_words.refusal(declined)


def _not_in_hand(name: str) -> str:
    if name:
        return _("%(name)s has taken it over. Only one at a time can say what became of it.") % {"name": name}
    return _("You do not have it any more. This is how it stands now.")


def _not_yet(phase: str) -> str:
    if phase == "held":
        return _("A hold lies on it. Nobody posts it before that is released.")
    if phase == "wants_yes":
        return _("It became overdue under a hold. Somebody has to say yes first, in the outbox.")
    if phase in _WAITS:
        return _("It can still be recalled. It is ready in a moment.")
    return _("It cannot be posted now. This is how it stands.")
