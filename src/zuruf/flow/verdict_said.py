"""What a guideline says about a text, in the reader's language."""

from dataclasses import dataclass

from zuruf.core.guideline import Hit, Verdict, in_language
from zuruf.flow import guideline


@dataclass(frozen=True, slots=True)
class Said:
    """One hit in the reader's language. `spans` in code points of the draft; `asked`: words of the other side. `waived`: it
    would ask, but the author's mandate says that it need not; its `verdict` is look then."""

    id: str
    version: int
    verdict: str
    title: str
    say: str
    why: str
    words: tuple[str, ...]
    asked: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]
    waived: bool = False


def say(hit: Hit, language: str, *, waived: bool = False) -> Said:
    """One hit in words."""
    g = hit.guideline
    told = in_language(g.then.say, language).replace("{hit}", ", ".join(dict.fromkeys(hit.words)))
    return Said(
        g.id,
        g.version,
        Verdict.LOOK if waived else g.then.verdict,
        in_language(g.title, language),
        told,
        in_language(g.why, language),
        hit.words,
        hit.asked,
        hit.spans,
        waived,
    )


def said_then(hits: tuple[dict[str, object], ...], language: str) -> tuple[Said, ...]:
    """What was said when a draft was judged, in the words of the versions it was judged with."""
    return tuple(said for h in hits if (said := _said_then(h, language)) is not None)


def _said_then(hit: dict[str, object], language: str) -> Said | None:
    g = guideline.named(f"{hit.get('id')}@{hit.get('version')}")
    words = hit.get("words")
    if g is None:
        return None
    found = Hit(g, tuple(words) if isinstance(words, list) else ())
    return say(found, language, waived=bool(hit.get("waived")))
