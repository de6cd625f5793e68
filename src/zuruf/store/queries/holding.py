"""Reading the prepared holding replies."""

from dataclasses import dataclass

from zuruf.store.models import Account, HoldingText


@dataclass(frozen=True, slots=True)
class HoldingView:
    """One of the set, in its order. `texts`: language → words; `topics`: slugs, () = any."""

    public_id: str
    texts: dict[str, str]
    topics: tuple[str, ...]


def listed() -> tuple[HoldingView, ...]:
    """Those in use. One statement."""
    rows = HoldingText.objects.filter(retired_at=None).order_by("position", "pk")
    return tuple(HoldingView(h.public_id, h.texts, tuple(h.topics)) for h in rows)


def answering() -> tuple[str, ...]:
    """The kinds of channels on which we have accounts. One statement."""
    rows = Account.objects.filter(disconnected_at=None).order_by("channel").values_list("channel", flat=True)
    return tuple(dict.fromkeys(rows))
