"""Questions to second pairs of eyes that came to an end, as the price of waiting counts them."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Q

from zuruf.core.outbox import DeliveryState
from zuruf.core.price import Became, Question
from zuruf.core.reply import AskState, Kind
from zuruf.store.models import Account, Delivery, Review, SecondPair, Team

ENDED = (AskState.RELEASED, AskState.RETURNED, AskState.LATE_HOLDING, AskState.LATE_RELEASED)
OF_REVIEWS = {"fine": Became.FINE, "lesson": Became.LESSON, "correct": Became.CORRECTED}
_FIELDS = (
    "guideline", "reason", "draft__conversation__account_id", "draft__conversation__team_id", "draft__author_id",
    "decided_by_id", "asked_of_id", "asked_at", "decided_at", "deadline", "due_at", "state", "changed",
    "words_changed", "meaning_changed", "draft_id",
)  # fmt: skip


def questions(since: datetime | None, until: datetime) -> list[Question]:
    """Those about answers and corrections that were asked in this time and ended or ran out of time. One after whose
    deadline a holding reply went and that nobody decided waits until *until*: whoever asked still has no answer. What an
    author took back is none of them, nor are posts, for which nobody waits. Three statements."""
    rows = SecondPair.objects.filter(asked_at__lt=until, state__in=ENDED).exclude(draft__kind=Kind.POST)
    rows = rows if since is None else rows.filter(asked_at__gte=since)
    found = list(rows.order_by("asked_at", "pk").values_list(*_FIELDS))
    became = _became([row[-1] for row in found if row[11] == AskState.LATE_RELEASED])
    made = []
    for guideline, reason, account, team, author, by, of, asked, decided, deadline, due, *rest in found:
        state, changed, words, meaning, draft = rest
        made.append(
            Question(
                guideline.partition("@")[0], reason, account, team, author, by or of, asked,
                decided or (until if state == AskState.LATE_HOLDING else deadline), deadline, due, AskState(state), changed, words or 0, meaning,
                became.get(draft, Became.UNSEEN),
            )
        )  # fmt: skip
    return made


def waiting(since: datetime | None, until: datetime) -> tuple[int, int]:
    """(open, taken back): questions of this time that nobody has decided, also those after whose deadline a holding reply
    went, and those that their authors took back. Two
    statements."""
    rows = SecondPair.objects.filter(asked_at__lt=until).exclude(draft__kind=Kind.POST)
    rows = rows if since is None else rows.filter(asked_at__gte=since)
    open_ones = rows.filter(state__in=(AskState.OPEN, AskState.LATE_HOLDING))
    return open_ones.count(), rows.filter(state=AskState.CANCELLED).count()


def accounts() -> dict[int, tuple[str, str]]:
    """Key → (public id, name). One statement."""
    return {pk: (public, name) for pk, public, name in Account.objects.values_list("pk", "public_id", "name")}


def team_names() -> dict[int, str]:
    """One statement."""
    return dict(Team.objects.values_list("pk", "name"))


def _became(drafts: Collection[int]) -> dict[int, Became]:
    """Draft → the worst that is known of what went out of it. Two statements; none when there are no drafts."""
    if not drafts:
        return {}
    found: dict[int, Became] = {}
    reviewed = Review.objects.filter(delivery__draft__in=drafts, state="done")
    for draft, result in reviewed.values_list("delivery__draft", "result"):
        found[draft] = _worst(found.get(draft), OF_REVIEWS.get(result, Became.UNSEEN))
    out = (DeliveryState.PUBLISHED, DeliveryState.CORRECTED)
    mended = Q(state__in=(DeliveryState.CORRECTED, DeliveryState.WITHDRAWN)) | Q(corrections__state__in=out)
    rows = Delivery.objects.filter(mended, draft__in=drafts)
    for draft, state in rows.values_list("draft", "state"):
        now = Became.WITHDRAWN if state == DeliveryState.WITHDRAWN else Became.CORRECTED
        found[draft] = _worst(found.get(draft), now)
    return found


def _worst(before: Became | None, now: Became) -> Became:
    order = tuple(Became)
    return now if before is None else max(before, now, key=order.index)
