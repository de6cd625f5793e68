"""The rooms of the house at the left, in groups, and who finds which."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from zuruf.core.people import May, Who
from zuruf.store.queries.frame import Frame

Wanted = tuple[str, str, str, bool]  # name of the address, title, mark, is it open to her?


@dataclass(frozen=True, slots=True)
class Room:
    """`mark` is a word or number that says why to go there now, "" mostly."""

    name: str
    title: str
    url: str
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Rooms that belong together. `folds`: they lie behind their title until somebody opens it; `open`: it is, since one
    stands in one of them."""

    name: str
    title: str
    rooms: tuple[Room, ...]
    folds: bool = True
    open: bool = False

    @property
    def mark(self) -> str:
        """What is said at a title behind which a marked room lies."""
        return next((room.mark for room in self.rooms if room.mark), "")


def groups_for(who: Who, around: Frame, here: str = "") -> list[Group]:
    """All that this person may enter, in their order; *here* is the room where she stands."""
    wanted = [
        ("work", "", _work(who, around)),
        ("rules", _("Rules"), _rules(who, around)),
        ("figures", _("Figures"), _figures(who, around)),
        ("house", _("House"), _house(who)),
    ]
    made = []
    for name, title, rooms in wanted:
        found = tuple(_entered(rooms))
        if found:
            made.append(Group(name, title, found, bool(title), any(room.name == here for room in found)))
    return made


def _work(who: Who, around: Frame) -> list[Wanted]:
    answers = who.may(May.ANSWER)
    return [
        ("posts", _("Posts"), _number(around.posts_back), True),
        ("outbox", _("Outbox"), _number(around.outbox) or (_("held") if around.holds else ""), True),
        ("by_hand", _("By hand"), _number(around.hand), True),
        ("facts", _("Questions for a fact"), _number(around.asked), True),
        ("listening", _("Listening"), "", who.may(May.INSIDE)),
        ("goodwill", _("Goodwill"), _number(around.slips), who.may(May.INSIDE)),
        ("talk_moderation", _("Moderation"), _number(around.moderation), answers),
        ("hidden", _("Hidden and blocked"), _number(around.acts), answers),
        ("reviews", _("Look afterwards"), _number(around.reviews), answers),
    ]


def _rules(who: Who, around: Frame) -> list[Wanted]:
    return [
        ("my_limits", _("What may I say?"), "", who.may(May.DRAFT)),
        ("guidelines", _("Guidelines"), "", True),
        ("library", _("Library"), _number(around.facts), who.may(May.DRAFT)),
        ("holding", _("Holding replies"), "", who.may(May.DRAFT)),
        ("topics", _("Topics"), "", who.may(May.DRAFT)),
        ("mandates", _("Mandates"), "", who.may(May.INSIDE)),
        ("proposals", _("Proposals"), _number(around.proposals), who.may(May.RUN)),
        ("lessons", _("Lessons"), "", who.may(May.INSIDE)),
    ]


def _figures(who: Who, around: Frame) -> list[Wanted]:
    return [
        ("my_evidence", _("My record"), _number(around.offered), who.may(May.ANSWER)),
        ("thanks", _("Thanks from outside"), "", True),
        ("insight", _("Insight"), "", who.may(May.INSIDE)),
        ("price", _("What waiting costs"), "", who.may(May.INSIDE)),
        ("review_figures", _("Reviews in figures"), "", who.may(May.RUN)),
        ("trial", _("Trial run"), "", who.may(May.RUN)),
    ]


def _house(who: Who) -> list[Wanted]:
    runs, inside = who.may(May.RUN), who.may(May.INSIDE)
    return [
        ("people", _("People"), "", inside),
        ("responsibility", _("Who answers what"), "", inside),
        ("duty", _("Duty"), "", inside),
        ("absences", _("Absences"), "", inside),
        ("targets", _("Service targets"), "", inside),
        ("accounts", _("Accounts"), "", runs),
        ("organisation", _("Organisation"), "", runs),
        ("audit", _("Audit"), "", inside),
        ("agreements", _("Agreements"), "", inside),
    ]


def _entered(wanted: list[Wanted]) -> Iterator[Room]:
    """Those that are open to her and have an address."""
    for name, title, mark, open_to_her in wanted:
        try:
            if open_to_her:
                yield Room(name, title, reverse(name), mark)
        except NoReverseMatch:
            continue


def _number(n: int) -> str:
    return "" if not n else "99+" if n > 99 else str(n)
