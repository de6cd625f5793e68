"""The facts of a text that somebody wants to send: what it says, whom it answers, and what stands around it."""

from datetime import datetime
from zoneinfo import ZoneInfo

from zuruf.classifiers import facts
from zuruf.core.guideline_facts import FINDINGS, Facts, name_words
from zuruf.store.queries.guideline_facts import Around, around, names_at_the_desk
from zuruf.store.queries.reply import Scene


def facts_for(
    here: Scene, text: str, *, role: str, without_alt: int, now: datetime, about: Around | None = None
) -> Facts:
    """Everything that a guideline may ask about *text* in this scene. One statement, none where the house was read (*about*); one
    more when somebody is named.

    An incident is around an answer whose conversation belongs to it, and around every post: a post reaches everybody, also
    those whom the incident is about (docs/decisions/0019-incidents-and-guidelines.md)."""
    about = about or around()
    words, found = facts.find(text, about.house)
    known = tuple(name_words(name) for name in (*here.asker, *about.our_names))
    if any(f.kind == "person" for f in found):
        known += names_at_the_desk()
    return Facts(
        text,
        words,
        found,
        channel=here.channel,
        public=here.public,
        language=here.language,
        asked_words=facts.find(here.asked)[0] if here.asked else (),
        asked_urgent=here.urgent,
        asked_question=here.question,
        author_role=role,
        crisis=here.incident or (here.post and about.crisis),
        minute=minute(now, about.zone),
        attachments_without_alt=without_alt,
        known=known,
        **{label: here.findings.get(label, ()) for label in FINDINGS},
    )


def minute(at: datetime, zone: str) -> int:
    """The minute of the day at *at* in *zone*."""
    local = at.astimezone(ZoneInfo(zone))
    return local.hour * 60 + local.minute
