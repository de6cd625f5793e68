"""Past answers as facts: what guidelines would have seen then, as far as it is still known."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from zuruf.classifiers import facts
from zuruf.core.guideline_facts import Facts, name_words
from zuruf.core.phrases import Stems
from zuruf.flow.circumstances import minute
from zuruf.store.queries import guideline_facts, what_if
from zuruf.store.queries.what_if import PastAnswer


class Read(NamedTuple):
    """An answer, its facts, and the stems of its words as they were laid out for these."""

    row: PastAnswer
    facts: Facts
    draft: Stems


class Reader:
    """Reads the organisation once, then any number of answers.

    As they were then: the words, the message answered and what triage found in it, the hour, whether its incident was open, undescribed
    pictures. As they are now: the organisation's lists and zone, the names of its people, the author's role, and whether
    the conversation is public.
    """

    def __init__(self) -> None:
        self._around = guideline_facts.around()
        self._ours = tuple(name_words(name) for name in self._around.our_names)
        self._ours += guideline_facts.names_at_the_desk()

    def facts(self, answers: Sequence[PastAnswer]) -> Iterator[Read]:
        """Each answer with its facts. One statement."""
        bare = what_if.without_alt([a.draft for a in answers]) if answers else {}
        for a in answers:
            yield self._of(a, bare.get(a.draft, 0))

    def _of(self, a: PastAnswer, without_alt: int) -> Read:
        words, found, stems = facts.laid_out(a.text, self._around.house)
        labels = guideline_facts.findings(a.findings)
        said = {f.get("label"): f.get("value") for f in a.findings}
        named = any(f.kind == "person" for f in found)
        made = Facts(
            a.text,
            words,
            found,
            channel=a.channel,
            public=a.public,
            language=a.language,
            asked_words=facts.unplaced(a.asked[: facts.MAX]) if a.asked else (),
            asked_urgent=said.get("urgent") == "yes",
            asked_question=said.get("question") == "yes",
            author_role=a.role,
            crisis=a.incident is not None and _open_at(a.at, *a.incident),
            minute=minute(a.at, self._around.zone),
            attachments_without_alt=without_alt,
            known=(*(name_words(name) for name in a.asker), *self._ours) if named else (),
            **labels,
        )
        return Read(a, made, stems)


def _open_at(at: datetime, opened: datetime, closed: datetime | None) -> bool:
    return opened <= at and (closed is None or at < closed)
