"""Which holding reply goes out when nobody answers in time: the first of what was prepared that nothing speaks against."""

from collections.abc import Callable, Iterator

from zuruf.core.guideline import Verdict, in_language
from zuruf.core.reply import HOLDING, Kind
from zuruf.core.until import MARK, TEXTS, filled
from zuruf.store.models import Delivery, HoldingText, Organisation
from zuruf.store.queries.reply import Scene


def choose(here: Scene, own: dict[str, str], judge: Callable[[str], Verdict], until: str = "") -> str:
    """The words, in the conversation's language: the guideline's *own*, else those of the set that are meant for the topic,
    else of the set for any, else the organisation's, else ours. The first that *judge* (guidelines and the channel) lets go;
    what was said in this conversation already only when there is nothing else. With *until* only what
    names an hour, and that is the one; without it nothing that does. Three statements."""
    said = _said(here)
    texts = [
        filled(text, until)
        for text in dict.fromkeys(_texts(here, own, TEXTS if until else HOLDING))
        if (MARK in text) is bool(until)
    ]
    texts.sort(key=lambda text: text in said)
    asked: str | None = None
    for text in texts:
        match judge(text):
            case Verdict.GO | Verdict.LOOK:
                return text
            case Verdict.ASK:
                asked = asked or text
    return asked or texts[-1]


def _texts(here: Scene, own: dict[str, str], last: dict[str, str]) -> Iterator[str]:
    house = Organisation.objects.filter(pk=1).values("holding", "language").first()
    language = here.language if here.language in HOLDING else (house["language"] if house else "de")
    prepared = HoldingText.objects.filter(retired_at=None).order_by("position", "pk")
    rows = list(prepared.values_list("texts", "topics"))
    topics = set(here.findings.get("topic", ()))
    fitting = [texts for texts, meant in rows if topics & set(meant)]
    for texts in (
        own,
        *fitting,
        *(t for t, meant in rows if not meant),
        house["holding"] if house else {},
        last,
    ):
        if text := texts.get(language) or in_language(texts, language):
            yield text


def _said(here: Scene) -> set[str]:
    out = Delivery.objects.filter(conversation=here.pk, kind=Kind.HOLDING)
    return {payload["text"] for payload in out.values_list("payload", flat=True)}
