"""The words for what a verb of people, accounts, organisation or audit declined: what happened and what to do."""

from django.utils.translation import gettext as _

from zuruf.flow.errors import Declined


def words(declined: Declined) -> str:
    """One sentence or two for people, in the reader's language."""
    said = _sentences().get(declined.code)
    if said is None:
        return _("That was not done. Nothing was changed.")
    return said % {key: str(value) for key, value in declined.data.items()}


def _sentences() -> dict[str, str]:
    return {
        "not_allowed": _("Only an owner may do this. Nothing was changed."),
        "no_demo": _("The invented company is not here any more. Nothing was changed."),
        "unknown_person": _("This person is not among your people."),
        "person_inactive": _("%(name)s cannot sign in at the moment. Let them in again first."),
        "person_active": _("%(name)s can sign in already."),
        "email_taken": _("Somebody here already uses %(email)s. Choose another address."),
        "last_owner": _("%(name)s is the only owner. Make somebody else an owner first."),
        "last_lifter": _("%(name)s is the only one who may release holds. Name somebody else first."),
        "password_wrong": _("The current password is not right."),
        "link_unknown": _("This link is not one of ours, or a newer one took its place."),
        "link_used": _("This link has been used. Each link works once."),
        "link_expired": _("This link has expired. Links work for 24 hours."),
        "team_taken": _("There is already a team called %(name)s."),
        "unknown_team": _("This team does not exist."),
        "unknown_channel": _("There is no channel %(channel)s."),
        "unknown_account": _("This account does not exist."),
        "talk_stays": _("Your own page cannot be disconnected. Pause it instead."),
        "already_disconnected": _("This account is disconnected. Connect it again first."),
        "recall_seconds": _("Choose between 0 and %(most)s seconds."),
        "organisation_name": _("Give the organisation a name."),
        "colour": _("Choose a colour."),
        "timezone": _("Choose a time zone from the list."),
        "target": _("Choose a target between 1 minute and 14 days."),
        "texts_long": _("That is more than %(most)s characters. Take the part that is quoted most."),
        "talk_shows": _("Choose when messages are shown."),
        "reason_short": _("Say why, in at least %(least)s characters. The reason is kept."),
        "own_audit": _("Your own acts are on your own page."),
        "second_needed": _(
            "Somebody else has to decide this: neither the one who asks nor the one it is about."
        ),
        "already_decided": _("This has been decided already."),
        "unknown_disclosure": _("This request does not exist."),
        "not_open": _("This is not open to you, or its time is over."),
        **_keeping(),
        **_devices(),
        **_calendar(),
        **_mandates(),
    }


def _keeping() -> dict[str, str]:
    """Of how long words are kept."""
    return {
        "retention_days": _("Choose between 1 and %(most)s days, or leave it empty."),
        "stays_public": _("What stands on our own page stays there until its author or the desk removes it."),
    }


def _devices() -> dict[str, str]:
    """Of phones and browsers that ring."""
    return {
        "push_unfit": _(
            "What this browser gave us cannot be rung: its push service has no public https address."
        ),
        "push_many": _("More than %(most)s devices would only be noise. Remove one first."),
    }


def _calendar() -> dict[str, str]:
    """Of hours, closing days, deadlines and what is said when one passes."""
    return {
        "hours": _("“%(told)s” is no time or day that can be meant."),
        "place": _("Choose a place from the list."),
        "closing_days": _("More than %(most)s closing days do not fit."),
        "ask_minutes": _("Choose between 1 minute and a day for the second pair of eyes."),
        "holding_empty": _("Write it in at least one language."),
        "holding_many": _("More than %(most)s are not read by anybody. Use some no more."),
        "unknown_holding": _("This holding reply is used no more."),
    }


def _mandates() -> dict[str, str]:
    """Of granting, of who is away and who stands in."""
    return {
        "mandate_name": _("Give the mandate a name."),
        "mandate_holder": _("Choose for whom it is."),
        "mandate_term": _("It would be over before it begins. Choose a later last day."),
        "mandate_over": _("Somebody has ended or changed it meanwhile. Please look at it again."),
        "mandate_same": _("Nothing is different. Change something, or leave it as it is."),
        "mandate_why": _("Say why: somebody may say less from now on."),
        "no_mandates": _("There is no mandate yet: everything would be asked about. Grant one first."),
        "partner_holds": _("A partner or a guest never answers for the house, so they hold no mandate."),
        "goodwill_limits": _("In one answer more could be promised than in a month."),
        "unknown_mandate": _("This mandate does not exist."),
        "unknown_accounts": _("One of the accounts does not exist any more."),
        "unknown_topics": _("One of the topics does not exist any more."),
        "unknown_guidelines": _("One of the guidelines does not exist any more."),
        "not_yours": _("Only she herself or an owner may enter this."),
        "absence_times": _("The last day lies before the first one."),
        "absence_over": _("That is over already."),
        "absence_long": _(
            "You can enter %(days)s days yourself. For longer, ask an owner: it lends your mandates."
        ),
        "absence_twice": _("For a part of that time an absence is entered already. End that one first."),
        "undo_over": _("It is too late to undo that, or somebody has done something else meanwhile."),
        "unknown_absence": _("This absence does not exist."),
        "deputy_self": _("Nobody stands in for herself. Choose somebody else."),
        "deputy_unfit": _("Only who answers here can stand in: neither partners nor guests."),
    }
