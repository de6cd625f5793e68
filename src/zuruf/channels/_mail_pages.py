"""One page of a folder, and where reading goes on. The place in a folder is [name, validity, next uid, how].

`how`: "first" as long as the first look lasts, which takes only what came in lately and nobody answered; "again" when the server
numbered its mails anew, which takes everything that came in lately; "on" else.
"""

from dataclasses import dataclass
from datetime import datetime

from zuruf.channels._mail_imap import Folder, Mailbox, Raw


@dataclass(frozen=True, slots=True)
class Page:
    """`place`: where the next look begins."""

    mails: tuple[Raw, ...]
    place: list[object]
    more: bool


def read(box: Mailbox, name: str, place: object, now: datetime, *, unanswered: bool) -> Page:
    """The next mails of the folder *name* after *place* (None: it was never read). Raises Refused when the folder is not there."""
    folder = box.look_into(name)
    first, how = _where(folder, place)
    if how == "on":
        uids = box.newer(first)
    else:
        uids = [uid for uid in box.recent(now, unanswered=unanswered and how == "first") if uid >= first]
    mails = box.page(uids)
    left = len(uids) - len(mails)
    last = mails[-1].uid + 1 if mails else first
    if left:
        return Page(tuple(mails), [name, folder.validity, last, how], True)
    return Page(tuple(mails), [name, folder.validity, max(last, folder.next or box.last() + 1), "on"], False)


def _where(folder: Folder, place: object) -> tuple[int, str]:
    """From which uid on, and how; whatever stands in *place*."""
    if not isinstance(place, list) or len(place) != 4 or place[0] != folder.name:
        return 1, "first"
    _, validity, first, how = place
    if not isinstance(first, int) or how not in ("first", "again", "on"):
        return 1, "first"
    return (first, str(how)) if validity == folder.validity else (1, "again")


def behind(folder: Folder, place: object) -> bool:
    """Whether there are mails in *folder* after *place*."""
    first, how = _where(folder, place)
    return how != "on" or folder.next > first
