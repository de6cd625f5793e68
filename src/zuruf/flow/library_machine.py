"""Words from a language model: asked for on a click, without anything personal, into a draft, and never out by themselves."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from zuruf.classifiers import personal
from zuruf.core import library_prompt as prompt
from zuruf.core.library import Freshness, Kind, left_open
from zuruf.core.library_prompt import Task, Wish
from zuruf.core.mask import mask, unmask
from zuruf.core.people import Who
from zuruf.core.reply import DraftState
from zuruf.flow import audit, library_model, library_use, room, writing
from zuruf.flow.clock import clock
from zuruf.flow.errors import Declined
from zuruf.flow.verdict import clean
from zuruf.store.models import Draft, MachineText
from zuruf.store.queries.guideline_facts import around
from zuruf.store.queries.library_here import here as here_of
from zuruf.store.queries.library_machine import OFFERED, names, of_draft
from zuruf.store.queries.reply import Scene

READY = 8  # facts and blocks that go with a request
ASKED = 6000  # characters of a message that are sent


@dataclass(frozen=True, slots=True)
class Made:
    """What the model wrote. `placed`: it stands in the draft (public id) now; otherwise somebody had written on meanwhile, and it is
    only offered. `masked`: how many things were taken out before it was asked."""

    draft: str
    text: str
    model: str
    masked: int
    placed: bool = True


def offered(here: Scene) -> library_model.ModelView | None:
    """The model that may be asked in this conversation; None where there is none, or it may not. One statement."""
    model = library_model.current()
    return model if model.on and (here.public or model.private) else None


def asked_in(conversation: str) -> library_model.ModelView | None:
    """The model that may be asked in the conversation with this public id, as above. Two statements where there is one."""
    model = library_model.current()
    at = here_of(conversation) if model.on else None
    return model if at and (at.public or model.private) else None


def write(who: Who, conversation: str, task: str, written: str, *, now: datetime | None = None) -> Made:
    """Has the model draft an answer, or translate what was *written* into the language of the conversation. What was written is
    kept first; the model's words take its place in the draft, unless it was changed while the model wrote. Declined: as `writing.write`; "model_off", "nothing_to_translate",
    as `library_model.ask`."""
    now = now or clock()
    here = writing.open_scene(who, conversation)
    if offered(here) is None or task not in set(Task):
        raise Declined("model_off")
    if task == Task.TRANSLATION and not written.strip():
        raise Declined("nothing_to_translate")
    draft = writing.begin(who, conversation, written, now=now)
    wish = _wish(who, here, Task(task), written)
    texts = [wish.asked, wish.text, *wish.ready]
    known = [*here.asker, *names()]
    house = around()
    masked = mask(texts, [personal.spans(text, known, house.house) for text in texts])
    bare = Wish(
        wish.task,
        wish.language,
        masked.texts[0],
        masked.texts[1],
        masked.texts[2:],
        house=next(iter(house.our_names), ""),
        length=wish.length,
    )
    model = library_model.current()
    said = unmask(library_model.ask(prompt.messages(bare)), masked.table)
    made = Made(draft, said, model.model, len(masked.table))
    return _keep(who, here, made, wish.task, clean(written), clock())


def read(who: Who, conversation: str, *, now: datetime | None = None) -> Made:
    """What would be answered, in the reader's language. Nothing of it is kept. Declined: as `writing.open_scene`; "model_off",
    "nothing_to_translate", as `library_model.ask`."""
    now = now or clock()
    here = writing.open_scene(who, conversation)
    model = offered(here)
    if model is None or not model.incoming:
        raise Declined("model_off")
    if not here.asked.strip():
        raise Declined("nothing_to_translate")
    asked = here.asked[:ASKED]
    masked = mask([asked], [personal.spans(asked, [*here.asker, *names()], around().house)])
    wish = Wish(Task.TRANSLATION, who.language or "de", text=masked.texts[0])
    said = unmask(library_model.ask(prompt.messages(wish)), masked.table)
    data = {"machine": model.model, "masked": len(masked.table)}
    with transaction.atomic():
        audit.record(
            "message.read_by_machine", "conversation", conversation, now=now, who=who, conversation=conversation, data=data
        )  # fmt: skip
    return Made("", said, model.model, len(masked.table), placed=False)


def settle(draft: Draft, text: str, *, ticked: bool, now: datetime) -> dict[str, object]:
    """What the audit says of a draft that is sent: {"machine": model} where a model wrote into it. In the caller's transaction.
    Declined: "placeholder_left" (what) where it left something open that still is; "machine_unread" when nobody
    changed its words, nor said that she read them."""
    written = [m for m in of_draft(draft.pk) if m.wrote(text)]
    if not written:
        return {}
    open_now = left_open(text)
    if left := [p for p in open_now if any(p in left_open(m.text) for m in written)]:
        raise Declined("placeholder_left", what=", ".join(left))
    for machine in written:
        if prompt.unread(machine.text, text, ticked=ticked or machine.read):
            raise Declined("machine_unread", model=machine.model)
    MachineText.objects.filter(draft=draft, read_at=None).update(read_at=now)
    return {"machine": written[0].model}


def _wish(who: Who, here: Scene, task: Task, written: str) -> Wish:
    language = here.language or "de"
    if task is Task.TRANSLATION:
        return Wish(task, language, text=written)
    count = room.of(here)
    ready = [
        o.text
        for o in library_use.offers(who, here.public_id)
        if o.kind in (Kind.BLOCK, Kind.FACT) and not (o.fact and o.fact.freshness is Freshness.EXPIRED)
    ]
    return Wish(
        task,
        language,
        here.asked[:ASKED],
        written,
        tuple(ready[:READY]),
        length=count("").left if count else None,
    )


def _keep(who: Who, here: Scene, made: Made, task: Task, sent: str, now: datetime) -> Made:
    """Into the draft where it still says what was *sent*; what was typed meanwhile is never replaced."""
    with transaction.atomic():
        rows = Draft.objects.filter(public_id=made.draft, author=who.id, state=DraftState.WRITING)
        placed = bool(rows.filter(text=sent).update(text=made.text, updated_at=now))
        if (row := rows.first()) is None:
            raise Declined("gone")
        kind = str(task) if placed else OFFERED
        MachineText.objects.create(draft=row, kind=kind, model=made.model, text=made.text, made_at=now)
        audit.record(
            "reply.written_by_machine", "draft", made.draft, now=now, who=who, conversation=here.public_id,
            data={"machine": made.model, "task": str(task), "masked": made.masked},
        )  # fmt: skip
    return replace(made, placed=placed)
