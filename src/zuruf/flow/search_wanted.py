"""From what somebody typed to what is wanted of the index: words to their stems and compounds, names to accounts and topics."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime

from zuruf.classifiers import terms
from zuruf.core import compound
from zuruf.core.search import OURSELVES, Filter, Is, Problem, Query, Sought, bound
from zuruf.core.search_match import Alternative, Group, Wanted
from zuruf.store.queries import search as reading
from zuruf.store.queries import topics

SHORTEST = 3  # letters of a name, or of a word, whose beginning is enough


def wanted(query: Query, midnight: Callable[[date], datetime]) -> tuple[Wanted, tuple[Problem, ...]]:
    """What fits *query*, and why it cannot be looked for. At most three statements for words, one each for accounts and topics."""
    problems = list(query.problems)
    if problems or query.nothing:
        return Wanted(), tuple(problems)
    whole = _compounds(s for s in query.sought if not s.exact and not s.begins)
    groups = [(_group(s, whole), s.without) for s in query.sought]
    states: list[tuple[Is, bool]] = []
    places = reading.accounts() if any(f.name in ("account", "channel") for f in query.filters) else ()
    named = topics.names() if any(f.name == "topic" for f in query.filters) else {}
    for one in query.filters:
        if one.name == "is" and Is(one.value) in reading.BY_STATE:
            states.append((Is(one.value), one.without))
            continue
        group, problem = _filtered(one, places, named)
        if problem:
            problems.append(problem)
        groups.append((group, one.without))
    all_of = tuple(g for g, without in groups if g and not without)
    none_of = tuple(g for g, without in groups if g and without)
    if none_of and not all_of:
        all_of = (tuple(_mark(f"_k{kind}") for kind in "mnp"),)
    made = Wanted(
        all_of,
        none_of,
        bound(midnight(query.since)) if query.since else None,
        bound(midnight(query.until)) if query.until else None,
        tuple(states),
    )
    if not (all_of or states or query.since or query.until or problems):
        problems.append(Problem("empty"))
    return made, tuple(problems)


def beginning(want: Wanted, query: Query, word: str) -> Wanted | None:
    """The same where the last word of *query* is only the beginning of one, as while somebody types. None where it is too
    short."""
    group = _beginning(word)
    if group is None:
        return None
    at = sum(1 for s in query.sought if not s.without) - 1
    return replace(want, all_of=(*want.all_of[:at], group, *want.all_of[at + 1 :]))


def _group(one: Sought, whole: Mapping[str, tuple[str, ...]]) -> Group:
    if one.begins:
        return _beginning(one.text) or ()
    found = [Alternative(t) for t in terms.sought(one.text)]
    parts = dict.fromkeys(w for a in found if len(a.terms) == 1 for w in whole.get(a.terms[0], ()))
    return (*found, *(Alternative((w,), part=True) for w in parts if not one.exact))


def _beginning(text: str) -> Group | None:
    """What begins with *text*; and, since the index has stems, the longest one that *text* begins with: of "lieferun" that is
    "liefer"."""
    words = terms.beginning(text)
    if not words or len(words[-1]) < SHORTEST:
        return None
    *before, last = words
    group = [Alternative(words, begins=True)]
    shorter = reading.known(last[:n] for n in range(max(4, len(last) - 4), len(last)))
    if shorter and not before:
        group.append(Alternative((max(shorter, key=len),)))
    return tuple(group)


def _compounds(words: Iterable[Sought]) -> dict[str, tuple[str, ...]]:
    """Of each term the compounds in which it is a part."""
    asked = dict.fromkeys(form[0] for s in words for form in terms.sought(s.text) if len(form) == 1)
    wholes = reading.wholes(asked)
    if not any(wholes.values()):
        return {}
    rests = {r for t, some in wholes.items() for w in some for r in compound.rests(t, w, terms.stem)}
    there = reading.known(rests)
    return {
        t: compound.compounds(t, some, there, terms.stem)[: reading.USED]
        for t, some in wholes.items()
        if some
    }


def _mark(name: str) -> Alternative:
    return Alternative((name,), who=True)


def _filtered(
    one: Filter, places: Iterable[reading.Place], named: Mapping[str, Mapping[str, str]]
) -> tuple[Group, Problem | None]:
    match one.name:
        case "from":
            return _from(one.value), None
        case "is":
            return (_mark(_MARKS[Is(one.value)]),), None
        case "topic":
            asked = one.value.casefold()
            slugs = [s for s, name in named.items() if asked == s or _within(asked, name.values())]
            known = tuple(next(iter(name.values()), slug) for slug, name in named.items())
            return tuple(_mark(f"_t{s}") for s in slugs), None if slugs else Problem(
                "no_topic", one.value, known
            )
        case _:
            return _accounts(one, places)


_MARKS = {
    Is.PUBLIC: "_public",
    Is.PRIVATE: "_private",
    Is.NOTE: "_kn",
    Is.POST: "_kp",
    Is.US: "_us",
    Is.THEM: "_them",
}


def _from(name: str) -> Group:
    """Said by whoever has this in her name or handle, or by us."""
    if name.casefold() in OURSELVES:
        return (_mark("_us"),)
    found = [Alternative(t, who=True) for t in terms.sought(name)[:1]]
    typed = terms.beginning(name)
    if typed and len(typed[-1]) >= SHORTEST:
        found.append(Alternative(typed, begins=True, who=True))
    return tuple(found)


def _accounts(one: Filter, places: Iterable[reading.Place]) -> tuple[Group, Problem | None]:
    asked = one.value.casefold().lstrip("@")
    places = tuple(places)
    if one.name == "channel":
        fit = dict.fromkeys(f"_c{p.channel.lower()}" for p in places if p.channel.lower().startswith(asked))
        known = tuple(dict.fromkeys(p.channel for p in places))
        return tuple(map(_mark, fit)), None if fit else Problem("no_channel", one.value, known)
    chosen = [p for p in places if _within(asked, (p.name, p.handle)) or p.channel.lower() == asked]
    names = tuple(dict.fromkeys(p.name for p in places))
    return tuple(_mark(f"_a{p.id}") for p in chosen), None if chosen else Problem(
        "no_account", one.value, names
    )


def _within(asked: str, names: Iterable[str]) -> bool:
    return any(asked in name.casefold() for name in names if name)
