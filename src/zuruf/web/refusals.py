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
    }
