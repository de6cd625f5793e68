"""Words for what the moderation page could not do."""

from django.utils.translation import gettext as _

from zuruf.flow.errors import Declined

MOVED = ("moved", "no_post", "no_report", "no_objection", "objection_open")


def declined(why: Declined) -> str:
    """What happened, and what to do."""
    return {
        "moved": _("Somebody was quicker: this has been decided or deleted meanwhile."),
        "no_post": _("These words are no longer there."),
        "no_report": _("This report is no longer there."),
        "no_objection": _("This objection is no longer there."),
        "objection_open": _("Its author objected. Please decide the objection instead."),
        "no_rule": _("Please choose the rule it breaks. Its author reads it."),
        "no_reason": _("Please say why in a sentence or two. Its author reads it."),
        "no_quote": _(
            "This is criticism, and criticism alone breaks no rule. Please quote the words that break one, or leave it."
        ),
        "not_in_it": _("These words are not in the message. Please quote it as it was written."),
        "quote_short": _(
            "Please quote at least one whole word of the message; a letter or two break no rule."
        ),
        "no_answer": _("Please say why in a sentence or two. It is read by the person who asked."),
        "too_long": _("That is too long: at most %(limit)s characters.")
        % {"limit": why.data.get("limit", "")},
        "other_person": _("You removed these words yourself. Please let somebody else decide the objection."),
    }.get(why.code) or _("That was not done. Nothing was changed.")
