"""The linter: guidelines that can never hit, contradict each other, are covered by another, or keep back too much."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from zuruf.core.guideline import ORDER, Facts, Guideline, Verdict, When, judge, within
from zuruf.core.guideline_examples import facts_of
from zuruf.core.guideline_facts import FINDINGS, Find, House
from zuruf.core.phrases import LANGUAGES, Phrase, Phrases


@dataclass(frozen=True, slots=True)
class Smell:
    """One thing that looks wrong. `code`: never · covered · contradicts · keeps_back (words in web). `why` says which way;
    `other`: the other guideline's id; `data` helps to say it."""

    code: str
    slug: str
    why: str = ""
    other: str = ""
    data: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Place:
    """What is known of the place where guidelines hold: installed `channels`, `labels` that triage speaks of, the
    organisation's lists."""

    channels: frozenset[str]
    labels: frozenset[str]
    house: House = House()


def lint(guidelines: Sequence[Guideline], place: Place, find: Find) -> tuple[Smell, ...]:
    """Everything found among guidelines that hold together. Shares of past answers: `keeps_back`."""
    smells = [smell for g in guidelines for smell in never(g, place)]
    for g in guidelines:
        smells += _covered(g, guidelines)
        smells += _contradicts(g, guidelines, place.house, find)
    return tuple(_once(smells))


def keeps_back(g: Guideline, hits: int, answers: int, percent: int) -> Smell | None:
    """*g* alone would have asked about or stopped more than *percent* of *answers*."""
    if g.then.verdict not in (Verdict.ASK, Verdict.STOP) or not answers or hits * 100 <= percent * answers:
        return None
    share = f"{hits * 100 / answers:.0f}"
    data = {"share": share, "hits": str(hits), "answers": str(answers), "line": str(percent)}
    return Smell("keeps_back", g.id, str(g.then.verdict), data=data)


def never(g: Guideline, place: Place) -> list[Smell]:
    """Why *g* cannot hit, whatever is written."""
    w, found = g.when, []
    if w.longer_than is not None and w.shorter_than is not None and w.longer_than + 1 >= w.shorter_than:
        found.append(Smell("never", g.id, "length"))
    if w.channel and not place.channels & set(w.channel):
        found.append(Smell("never", g.id, "channel", data={"what": ", ".join(w.channel)}))
    if w.hours and w.outside_hours and not _both(w.hours, w.outside_hours):
        found.append(Smell("never", g.id, "hours"))
    if w.contains and set(w.contains) <= {"competitor"} and not place.house.competitors:
        found.append(Smell("never", g.id, "no_competitors"))
    for label in FINDINGS:
        if getattr(w, label) and label not in place.labels:
            found.append(Smell("never", g.id, "not_found", data={"what": label}))
    return found


def _both(inside: tuple[int, int], outside: tuple[int, int]) -> bool:
    return any(within(inside, m) and within(outside[::-1], m) for m in range(24 * 60))


def _covered(g: Guideline, all_of_them: Sequence[Guideline]) -> list[Smell]:
    """Others that hit whenever *g* does and are at least as strict: *g* never decides anything. Of two that are alike the
    later one is named."""
    found = []
    for other in all_of_them:
        if other is g or not implies(g.when, other.when) or _strict(other) < _strict(g):
            continue
        alike = _strict(other) == _strict(g) and implies(other.when, g.when)
        if not alike or other.id < g.id:
            found.append(Smell("covered", g.id, "same" if alike else "wider", other.id))
    return found


def _contradicts(g: Guideline, all_of_them: Sequence[Guideline], house: House, find: Find) -> list[Smell]:
    """What *g* recommends is stopped or asked about by another: its holding reply, or an example that it leaves alone; or
    both together leave nothing that may be said."""
    found = []
    for other in all_of_them:
        if other is g:
            continue
        for language, text in g.then.holding.items():
            if (verdict := _alone(text, language, other, house, find)) in (Verdict.ASK, Verdict.STOP):
                found.append(Smell("contradicts", g.id, "holding", other.id, {"verdict": verdict}))
        for example in g.examples:
            if example.verdict is not Verdict.GO:
                continue
            if judge(facts_of(example, find, house), [other]).verdict is Verdict.STOP:
                found.append(Smell("contradicts", g.id, "example", other.id, {"text": example.text[:120]}))
                break
        if g.id < other.id and _strict(g) == _strict(other) == 3 and _leave_nothing(g.when, other.when):
            found.append(Smell("contradicts", g.id, "nothing_left", other.id))
    return found


def _alone(text: str, language: str, g: Guideline, house: House, find: Find) -> Verdict:
    words, things = find(text, house)
    return judge(Facts(text, words, things, channel="talk", public=True, language=language), [g]).verdict


def implies(a: When, b: When) -> bool:
    """Does every text that *a* hits also hit *b*? True only where that is certain."""
    return (
        _some(b.channel, a.channel)
        and _is(b.public, a.public)
        and _some(b.language, a.language)
        and (not b.contains or (_some(b.contains, a.contains) and set(b.except_for) <= set(a.except_for)))
        and _says(a.words, b.words)
        and _says(a.asked_words, b.asked_words)
        and _is(b.asked_urgent, a.asked_urgent)
        and _is(b.asked_question, a.asked_question)
        and (b.longer_than is None or (a.longer_than is not None and a.longer_than >= b.longer_than))
        and (b.shorter_than is None or (a.shorter_than is not None and a.shorter_than <= b.shorter_than))
        and (b.links_outside is None or _links(a, b.links_outside))
        and all(_some(getattr(b, name), getattr(a, name)) for name in (*FINDINGS, "author_role"))
        and _is(b.crisis, a.crisis)
        and _is(b.hours, a.hours)
        and _is(b.outside_hours, a.outside_hours)
        and _is(b.attachments_without_alt, a.attachments_without_alt)
    )


def _some(wide: Sequence[str], narrow: Sequence[str]) -> bool:
    return not wide or (bool(narrow) and set(narrow) <= set(wide))


def _is(wide: object, narrow: object) -> bool:
    return wide is None or wide == narrow


def _links(a: When, hosts: Sequence[str]) -> bool:
    return a.links_outside is not None and all(
        any(h == mine or h.endswith("." + mine) for mine in a.links_outside) for h in hosts
    )


def _says(a: Phrases, b: Phrases) -> bool:
    """Does a text with any phrase of *a* have one of *b*?"""
    return not b or (bool(a) and all(any(_within(q, p) for q in b.all) for p in a.all))


def _within(q: Phrase, p: Phrase) -> bool:
    """Is *q* found wherever *p* is?"""
    rows = [(q.stems[k], p.stems[k]) for k in range(len(LANGUAGES)) if p.stems[k]]
    return bool(rows) and all(mine and _runs(mine, theirs) for mine, theirs in rows)


def _runs(mine: tuple[str, ...], theirs: tuple[str, ...]) -> bool:
    return any(
        all(map(_matches, theirs[i : i + len(mine)], mine)) for i in range(len(theirs) - len(mine) + 1)
    )


def _matches(word: str, stem: str) -> bool:
    """Is every word that *word* stands for also one of *stem*? Both may have stars."""
    if word == stem:
        return True
    if "*" not in stem:
        return False
    core, bare = stem.strip("*"), word.strip("*")
    if stem.startswith("*") and stem.endswith("*"):
        return core in bare
    if stem.startswith("*"):
        return not word.endswith("*") and bare.endswith(core)
    return not word.startswith("*") and bare.startswith(core)


def _leave_nothing(a: When, b: When) -> bool:
    """Do both together hit every text? Of guidelines that differ in one yes-or-no, or in length, and agree in all else."""
    for name in ("public", "crisis", "asked_urgent", "asked_question", "attachments_without_alt"):
        one, other = getattr(a, name), getattr(b, name)
        if one is not None and other is not None and one != other:
            without: dict[str, Any] = {name: None}
            return replace(a, **without) == replace(b, **without) == When()
    for x, y in ((a, b), (b, a)):
        if x.longer_than is not None and y.shorter_than is not None and x.longer_than < y.shorter_than:
            return replace(x, longer_than=None) == replace(y, shorter_than=None) == When()
    return (
        a.hours is not None
        and a.hours == b.outside_hours
        and (replace(a, hours=None) == replace(b, outside_hours=None) == When())
    )


def _strict(g: Guideline) -> int:
    return ORDER.index(g.then.verdict)


def _once(smells: Sequence[Smell]) -> list[Smell]:
    seen: dict[tuple[str, str, str, str], Smell] = {}
    for smell in smells:
        seen.setdefault((smell.code, smell.slug, smell.why, smell.other), smell)
    return list(seen.values())
