"""The law about partners: on no path is one of them the accountable sender. A walk over every verb of the flow, and every
order in which a desk could act."""

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date, datetime, timedelta
from enum import Enum
from itertools import islice, product
from types import UnionType
from typing import Any, get_args, get_type_hints

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import zuruf.flow
from tests import builders
from tests.builders import NOW
from tests.effort import tries
from tests.flow import partner_world
from tests.flow.partner_world import TEXT, World, fingerprint, nobody_answers_for, world
from tests.flow.test_reply import switched_on
from tests.flow.test_second_pair import ASK
from zuruf.core.people import Role, Who
from zuruf.flow import outbox, people, post, post_off, reply, second_pair, writing
from zuruf.flow.errors import Declined
from zuruf.store.models import Conversation, Delivery, Draft, Member, SecondPair

MOST = 40  # ways to call one verb
LOOKING = ("SELECT", "SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK TO SAVEPOINT")
Verb = Callable[..., Any]


def verbs() -> dict[str, Verb]:
    """Every function of the flow that somebody does: its first argument is who, and it asks the clock itself."""
    found = {}
    for module in pkgutil.iter_modules(zuruf.flow.__path__):
        loaded = importlib.import_module(f"zuruf.flow.{module.name}")
        for name, verb in vars(loaded).items():
            mine = inspect.isfunction(verb) and verb.__module__ == loaded.__name__
            if mine and not name.startswith("_") and _is_verb(verb):
                found[f"{module.name}.{name}"] = verb
    return found


def _is_verb(verb: Verb) -> bool:
    told = inspect.signature(verb).parameters
    return next(iter(told), "") == "who" and "now" in told and told["now"].default is None


VERBS = verbs()


def calls(verb: Verb, here: World) -> Iterator[dict[str, Any]]:
    """Plausible ways to call it, the likeliest first."""
    hints = get_type_hints(verb)
    named = {}
    for name, parameter in inspect.signature(verb).parameters.items():
        if name in ("who", "now"):
            continue
        if parameter.default is not inspect.Parameter.empty and name not in ("text", "anyway", "member"):
            continue
        named[name] = _values(name, hints.get(name, str), here)
    for chosen in islice(product(*named.values()), MOST):
        yield dict(zip(named, chosen, strict=True))


def _values(name: str, kind: Any, here: World) -> list[Any]:
    if name == "conversation":
        return list(here.conversations)
    if name in ("text", "said", "sentence"):
        return [TEXT, "Es kommt erst am Mittwoch."]
    if name == "draft":
        return [d.public_id for d in here.drafts]
    if name == "decision":
        return ["release", "return", "again", "there"]
    if name in ("remark", "reason", "why", "name", "language", "email", "initials", "link"):
        return ["Weil es so ist, seit Langem."]
    if name == "to":
        return [list(here.accounts)]
    if name == "settings" or name == "what" or name == "told":
        return [None]
    return _by_kind(kind, here)


def _by_kind(kind: Any, here: World) -> list[Any]:
    options = [k for k in get_args(kind) if k is not type(None)] if isinstance(kind, UnionType) else [kind]
    kind = options[0]
    if kind is str:
        return list(here.ids)
    if kind is bool:
        return [True, False]
    if kind is int:
        return [0, 7]
    if kind is datetime:
        return [NOW, NOW + timedelta(days=1)]
    if kind is date:
        return [NOW.date()]
    if inspect.isclass(kind) and issubclass(kind, Enum):
        return list(kind)
    return [[], list(here.ids)[:6], {}, None]


@pytest.fixture
def here(agency: Member, answers: Member, second_pair: Member) -> World:
    return world(agency, answers, second_pair)


def _walk(name: str, who: Who, here: World) -> set[str]:
    """Calls the verb in all ways; what it changed of all that decides what the public reads and who answers for it."""
    before, changed, written = fingerprint(), set[str](), list[str]()

    def seen(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        written.extend([sql] if not sql.startswith(LOOKING) else [])
        return execute(sql, *rest)

    for how in calls(VERBS[name], here):
        written.clear()
        with suppress(_Undo), transaction.atomic(), connection.execute_wrapper(seen):
            with suppress(Exception), transaction.atomic():  # nonsense may be refused in any way
                VERBS[name](who, **how)
            if written:  # else all is as it was
                assert nobody_answers_for() == [], (name, how)
                changed |= {what for what, rows in fingerprint().items() if rows != before[what]}
            raise _Undo
    return changed


class _Undo(Exception):
    pass


QUESTIONS = {"reply.send", "post_off.send", "second_pair.take_back"}
"""What a partner may do: put a further question to one of ours, and take it back."""


@pytest.mark.django_db
def test_no_verb_that_a_partner_calls_touches_what_the_public_reads(here: World) -> None:
    touched = {name: changed for name in sorted(VERBS) if (changed := _walk(name, here.partner, here))}
    assert touched == {name: {"decisions"} for name in QUESTIONS}


@pytest.mark.django_db
def test_the_same_walk_by_ours_does_reach_the_public(here: World) -> None:
    """Else the walk would prove nothing."""
    ours = {
        "reply.send",
        "outbox.recall",
        "outbox.withdraw",
        "outbox.say_yes",
        "outbox.settle",
        "correct.correct",
    }
    assert {name for name in ours if "deliveries" not in _walk(name, here.desk, here)} == set()
    assert {"deliveries", "decisions"} <= _walk("second_pair.decide", here.owner, here)
    assert "people" in _walk("people.deactivate", here.owner, here)


@pytest.mark.django_db
def test_the_outbox_takes_nothing_for_which_nobody_of_ours_answers(here: World) -> None:
    mine = Draft.objects.filter(author_id=here.partner.id, kind="reply").get()
    for who in (here.partner, here.owner):
        with pytest.raises(Declined, match="partner_accountable"):
            partner_world.hand_in(who, here.conversations[1], mine, TEXT)


ACTS = st.lists(
    st.tuples(
        st.sampled_from(
            ["hand_in", "post", "write", "take_back", "release", "change", "return", "late", "recall", "yes",
             "becomes_partner", "becomes_desk", "leaves", "comes_back", "wait"]
        ),
        st.integers(0, 2),  # who: the partner, the desk, the owner
        st.integers(0, 1),  # where
    ),
    max_size=14,
)  # fmt: skip


@pytest.mark.django_db
@settings(
    max_examples=tries(25),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(acts=ACTS)
def test_in_every_order_of_acts_somebody_of_ours_answers_for_what_is_on_its_way(
    acts: list[tuple[str, int, int]], agency: Member, answers: Member, second_pair: Member
) -> None:
    with suppress(_Undo), transaction.atomic():
        switched_on(ASK.format(late="release", holding=""))
        account = builders.account("talk")
        where = [builders.conversation(account), builders.conversation(account)]
        seen: set[int] = set()
        now = NOW
        for act, n, place in acts:
            now += timedelta(minutes=3)
            member = Member.objects.get(pk=(agency, answers, second_pair)[n].pk)
            with suppress(Declined), transaction.atomic():
                _do(act, builders.who(member) if member.is_active else None, where[place], second_pair, now)
            assert nobody_answers_for() == [], act
            for out in Delivery.objects.exclude(pk__in=seen).select_related("accountable", "author"):
                seen.add(out.pk)
                assert out.accountable is not None
                assert out.accountable.role in ("owner", "desk"), act
                if out.author.role == "partner" and out.kind == "reply":
                    question = SecondPair.objects.filter(draft=out.draft).latest("pk")
                    assert question.decided_by_id == out.accountable_id
        raise _Undo


def _do(act: str, who: Who | None, c: Conversation, owner: Member, now: datetime) -> None:
    if act == "late":
        second_pair.sweep_late(now=now + timedelta(minutes=60))
    elif act in ("becomes_partner", "becomes_desk") and who is not None:
        role = Role.PARTNER if act == "becomes_partner" else Role.DESK
        people.change(builders.who(owner), who.public_id, role=role, second_pair=True, teams=(), now=now)
    elif who is not None:
        _as(who, act, c, now)


def _as(who: Who, act: str, c: Conversation, now: datetime) -> None:
    question = SecondPair.objects.filter(draft__conversation=c).order_by("-pk").first()
    out = Delivery.objects.filter(conversation=c).order_by("-pk").first()
    if act == "hand_in":
        text = "Wir erstatten den Preis." if c.pk % 2 else TEXT
        reply.send(who, c.public_id, text, seen_answer_seq=0, anyway=True, now=now)
    elif act == "post":
        post_off.send(who, post.begin(who, now=now), "Neu bei uns.", [c.account.public_id], now=now)
    elif act == "write":
        writing.save_draft(who, c.public_id, f"{TEXT} {now:%H%M}", now=now)
    elif act in ("release", "change", "return", "take_back") and question is not None:
        changed = "Es kommt am Mittwoch." if act == "change" else None
        if act == "take_back":
            second_pair.take_back(who, question.public_id, now=now)
        else:
            what = "return" if act == "return" else "release"
            second_pair.decide(who, question.public_id, what, text=changed, remark="Bitte kürzer.", now=now)
    elif act in ("recall", "yes") and out is not None:
        verb = outbox.recall if act == "recall" else outbox.say_yes
        verb(who, out.public_id, now=now)
    elif act in ("leaves", "comes_back"):
        Member.objects.filter(pk=who.id).update(seen_at=now if act == "comes_back" else None)
