"""The invented public while somebody looks around: it writes, answers back, and all at once when a rush is asked for."""

import random
import tomllib
from dataclasses import replace
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any

from django.conf import settings

from zuruf.core import demo as rules
from zuruf.flow import demo as living
from zuruf.flow import talk
from zuruf.flow.clock import clock
from zuruf.flow.errors import Declined
from zuruf.flow.talk_guard import open_form
from zuruf.ops.demo import TYPED_FOR
from zuruf.store.queries import demo as reading


def step(now: datetime | None = None, chance: random.Random | None = None) -> bool:
    """One look: whoever's turn it is writes, and one reader of our answers answers back. Was anything written? One
    statement where no invented company is."""
    now = now or clock()
    if not reading.lives():
        return False
    turn = living.claim(now, (chance or random.Random()).random())  # noqa: S311  nobody is kept out by it
    wrote = turn is not None and _write(turn, now)
    return _react(now) or wrote


def _write(turn: living.Turn, now: datetime) -> bool:
    """The next message. Which one hangs on how many there were, so that none comes twice in a row."""
    dice = random.Random(f"{turn.wrote}{turn.rushes}")  # noqa: S311
    told = _told()["rush" if turn.rushes else "quiet"]
    lines = told["line"]
    text = _filled(str(lines[(turn.wrote * 7) % len(lines)]), dice)
    name = _filled(str(dice.choice(told["from"])), dice)
    return _post(living.Person("", "", name), text, now)


def _react(now: datetime) -> bool:
    """Who asked and has an answer thanks for it, asks again, or keeps silent."""
    people = {p.thread: p for p in living.people()}
    for answer in reading.answers_to(people):
        person = people[answer.thread]
        dice = random.Random(answer.delivery)  # noqa: S311
        if answer.delivery in person.heard or now < answer.at + rules.reacts_after(dice.random()):
            continue
        heard = replace(person, heard=(*person.heard, answer.delivery))
        if not rules.reacts(dice.random()):
            living.remember(heard)
            continue
        kind = "thanks" if dice.random() < 0.7 else "again"
        return _post(heard, _filled(str(dice.choice(_told()["reaction"][kind])), dice), now)
    return False


def _post(person: living.Person, text: str, now: datetime) -> bool:
    """By the road that everybody takes who writes on our page. False: the page does not take anything now."""
    words = talk.Words(form=open_form(now=now - TYPED_FOR), text=text, name=person.name, invented=True)
    try:
        posted = talk.post(words, base=settings.URL, secret=person.secret, now=now)
    except Declined:
        return False
    thread = person.thread or reading.thread_of(posted.public_id)
    living.remember(replace(person, thread=thread, secret=posted.secret))
    return True


def _filled(line: str, dice: random.Random) -> str:
    """*line* with a word chosen for each name in braces."""
    return line.format(**{name: dice.choice(words) for name, words in _told()["words"].items()})


@cache
def _told() -> dict[str, Any]:
    return tomllib.loads(files("zuruf.ops.demo").joinpath("life.toml").read_text("utf-8"))
