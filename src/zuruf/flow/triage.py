"""Triage: every judge looks at every message. A judge that fails loses its finding, never the message."""

import logging
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from zuruf import channels, classifiers
from zuruf.classifiers import learned
from zuruf.classifiers.topic import Topics
from zuruf.core import mail_fold, understanding
from zuruf.core.message import Incoming
from zuruf.core.pressing import Judging
from zuruf.core.topic import Words
from zuruf.core.triage import Assessment, Classifier, Finding, Subject
from zuruf.flow import taught
from zuruf.flow.answering import is_reply
from zuruf.store.models import Heard, Message
from zuruf.store.queries import judging as kept
from zuruf.store.queries import topics

log = logging.getLogger(__name__)
LOOKED_AT = 5000  # characters that judges get to see


def subject(message: Incoming, channel: str = "") -> Subject:
    """What judges see of *message*: title and text."""
    text = mail_fold.heard(message.text) if channel == mail_fold.CHANNEL else message.text
    made = seen(message.title, text, message.languages, message.public)
    answers = is_reply(channel, message.public, message.remote_id, message.parent)
    return replace(made, direct=_to_us(channel, message.public, message.to_us), is_reply=answers)


def stored(m: Message, channel: str) -> Subject:
    """The same of a message that came in on *channel* and is kept already: of a mail what it says anew, not what it quotes."""
    made = seen(m.title, mail_fold.heard(m.text) if channel == mail_fold.CHANNEL else m.text, (), m.public)
    answers = is_reply(channel, m.public, m.remote_id, m.parent_id_remote)
    return replace(made, direct=_to_us(channel, m.public, m.to_us), is_reply=answers)


def heard(hit: Heard) -> Subject:
    """The same of what a search heard."""
    answers = is_reply(hit.channel, True, hit.remote_id, hit.parent_id_remote)
    return replace(seen("", hit.text), is_reply=answers)


def _to_us(channel: str, public: bool, said: bool | None) -> bool:
    """What is private was written to us; what is public, where somebody said so or nothing else comes in."""
    return not public or (channels.can(channel).addressed if said is None else said)


def seen(title: str, text: str, languages: tuple[str, ...] = (), public: bool = True) -> Subject:
    """The same of these words."""
    return Subject((f"{title}\n{text}" if title else text)[:LOOKED_AT], languages, public)


def assess(subjects: Sequence[Subject]) -> list[Assessment]:
    """One assessment per subject, in order. `judges` names who spoke; one that failed is named with "!". Three statements."""
    if not subjects:
        return []
    decided, names, state = kept.decided()
    known = topics.words()
    found = assess_by((*classifiers.all(), on_topics(known)), subjects)
    near, own = _of_house(subjects, state, known)
    found = [_with_topics(one, said) for one, said in zip(found, own, strict=True)]
    return completed(found, [replace(s, ours=names) for s in subjects], decided, near, own)


def on_topics_alone(subjects: Sequence[Subject]) -> list[Assessment]:
    """The same for topics and nothing else. Three statements."""
    decided, known = kept.judging(), topics.words()
    near, own = _of_house(subjects, kept.taught(), known)
    judged = assess_by([on_topics(known)], subjects)
    made = []
    for one, like, said in zip(judged, near, own, strict=True):
        found = understanding.put_right(_with_topics(one, said).findings, _of(like, "topic"))
        made.append(replace(one, findings=marked(found, decided)))
    return made


def said_of_like(subjects: Sequence[Subject], state: int) -> list[taught.Said]:
    """For each what people said of a message nearly the same, topics in use only. *state*: of the examples."""
    return _in_use(taught.nearly_the_same([s.text for s in subjects], state), topics.words())


def _of_house(
    subjects: Sequence[Subject], state: int, known: Words
) -> tuple[Sequence[taught.Said], Sequence[taught.Own]]:
    """What people said of messages like these, and what the house's own model says."""
    texts = [s.text for s in subjects]
    near = _in_use(taught.nearly_the_same(texts, state), known)
    return near, taught.own(texts, {slug for slug, _ in known}, [s.is_reply for s in subjects])


def _with_topics(one: Assessment, said: taught.Own) -> Assessment:
    """With topics that no word named but the house's own model knows."""
    there = {f.value for f in one.findings if f.label == "topic"}
    more = tuple(f for f in said.topics if f.value not in there)
    return replace(one, findings=one.findings + more) if more else one


def _in_use(said: Sequence[taught.Said], known: Words) -> list[taught.Said]:
    """*said* without topics that are not in use any more; who named only such has said nothing about topics."""
    slugs = {slug for slug, _ in known}
    made = []
    for one in said:
        about = one.get("topic", ())
        used = tuple(f for f in about if f.value in slugs)
        made.append({**one, "topic": used} if used else one if not about else _without_topic(one))
    return made


def _without_topic(said: taught.Said) -> taught.Said:
    return {label: found for label, found in said.items() if label != "topic"}


def _of(said: taught.Said, label: str) -> taught.Said:
    return {label: said[label]} if label in said else {}


def completed(
    found: Sequence[Assessment],
    subjects: Sequence[Subject],
    decided: Judging,
    near: Sequence[understanding.Taught] | None = None,
    own: Sequence[taught.Own] | None = None,
) -> list[Assessment]:
    """What rules *found*, with what the learned models (that which ships and the house's *own*) and examples nearly the same (*near*) say,
    and what follows from all; unsure where the house wants it surer."""
    judged = _learned([s.text for s in subjects])
    if own:
        judged = [
            understanding.blended(said, o.learned, o.examples) for said, o in zip(judged, own, strict=True)
        ]
    near = near or [{} for _ in subjects]
    version = learned.version()
    names = (f"learned@{version}",) if version else ()
    made = []
    for one, said, s, like in zip(found, judged, subjects, near, strict=True):
        known = understanding.together(one.findings, said, s, like)
        made.append(Assessment(marked(known, decided), (*one.judges, *names)))
    return made


def marked(found: Sequence[Finding], decided: Judging) -> tuple[Finding, ...]:
    """*found*, with what the house wants surer marked as unsure."""
    return tuple(replace(f, unsure=True) if decided.unsure(f) else f for f in found)


def _learned(texts: Sequence[str]) -> Sequence[understanding.Learned]:
    try:
        return learned.probable(texts)
    except Exception:  # what rules found is worth more than why the model failed
        log.exception("The learned model failed on a batch of %s texts", len(texts))
        return [{} for _ in texts]


def assess_by(judges: Sequence[Classifier], subjects: Sequence[Subject]) -> list[Assessment]:
    """What *judges* find, and nobody else."""
    findings: list[list[Finding]] = [[] for _ in subjects]
    names: list[list[str]] = [[] for _ in subjects]
    for judge in judges:
        for i, spoken in enumerate(_ask(judge, subjects)):
            findings[i] += spoken or ()
            names[i].append(f"{judge.name}@{judge.version}" + ("!" if spoken is None else ""))
    return [Assessment(tuple(f), tuple(j)) for f, j in zip(findings, names, strict=True)]


@lru_cache(maxsize=8)
def on_topics(known: Words) -> Topics:
    """The judge of these topics, made once for as long as they stay the same."""
    return Topics(dict(known))


def _ask(judge: Classifier, subjects: Sequence[Subject]) -> list[tuple[Finding, ...] | None]:
    """The judge's findings; None for a text on which it failed. A batch that fails is asked again one by one."""
    try:
        spoken = judge.judge(subjects)
        if len(spoken) == len(subjects):
            return list(spoken)
        raise ValueError(f"{len(spoken)} answers to {len(subjects)} texts")
    except Exception:
        if len(subjects) > 1:
            return [_ask(judge, [one])[0] for one in subjects]
        log.exception("The judge %s failed on a text of %s characters", judge.name, len(subjects[0].text))
        return [None]
