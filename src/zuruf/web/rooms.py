"""The rooms of the house at the left, and who finds which."""

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from zuruf.core.people import May, Who
from zuruf.store.queries.frame import Frame


@dataclass(frozen=True, slots=True)
class Room:
    """`mark` is a word or number that says why to go there now, "" mostly."""

    name: str
    title: str
    url: str
    mark: str = ""


def rooms_for(who: Who, around: Frame) -> list[Room]:
    """All that this person may enter, in their order."""
    runs = who.may(May.RUN)
    wanted = [
        ("posts", _("Posts"), str(around.posts_back) if around.posts_back else "", True),
        ("outbox", _("Outbox"), _outbox(around), True),
        (
            "talk_moderation",
            _("Moderation"),
            str(around.moderation) if around.moderation else "",
            who.may(May.ANSWER),
        ),
        ("guidelines", _("Guidelines"), "", True),
        ("audit", _("Audit"), "", True),
        ("accounts", _("Accounts"), "", runs),
        ("people", _("People"), "", runs),
        ("organisation", _("Organisation"), "", runs),
    ]
    found = []
    for name, title, mark, open_to_her in wanted:
        try:
            if open_to_her:
                found.append(Room(name, title, reverse(name), mark))
        except NoReverseMatch:
            continue
    return found


def _outbox(around: Frame) -> str:
    """How much there waits for a person; where nothing does, whether something is held."""
    n = around.outbox
    waits = "" if not n else "99+" if n > 99 else str(n)
    return waits or (_("held") if around.holds else "")
