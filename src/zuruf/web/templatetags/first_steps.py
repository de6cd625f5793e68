"""The first steps of a new house, beside its desk."""

from dataclasses import dataclass
from typing import Any

from django import template
from django.urls import reverse
from django.utils.translation import gettext as _

from zuruf.core.first_steps import Step
from zuruf.core.people import May
from zuruf.flow import able
from zuruf.store.queries.first_steps import steps

register = template.Library()


@dataclass(frozen=True, slots=True)
class Shown:
    """One step in words. `url`: where it is taken; `next`: it is the one to take now."""

    title: str
    say: str
    url: str
    done: bool
    next: bool
    outside: bool = False  # opens beside the desk, so that both are seen


@register.simple_tag(takes_context=True)
def first_steps(context: dict[str, Any]) -> list[Shown]:
    """Empty where nothing is left to do, where they were put away, and for whoever does not run the house."""
    who, around = context.get("who"), context.get("around")
    if not who or not who.may(May.RUN) or not getattr(around, "steps", False):
        return []
    here = steps(able.unlinked(), able.mute())
    told = _told(here.wrote)
    if here.next is None:
        return []
    return [
        Shown(*told[step], done=done, next=step is here.next, outside=step is Step.WRITE)
        for step, done in here.all
    ]


def _told(wrote: str) -> dict[Step, tuple[str, str, str]]:
    return {
        Step.WRITE: (
            _("Write to yourself"),
            _("Open your public page in a second window and ask something. It is here at once."),
            reverse("talk"),
        ),
        Step.ANSWER: (
            _("Answer it"),
            _(
                "Choose it in the list, write, and watch the button: it says what will happen. Then look at your page."
            ),
            reverse("conversation", args=["us", wrote]) if wrote else reverse("desk", args=["us"]),
        ),
        Step.HOURS: (
            _("Say when you are there"),
            _("So that no deadline falls into the night. One click fills Monday to Friday."),
            reverse("hours"),
        ),
        Step.ACCOUNT: (
            _("Connect an account"),
            _("Where people talk to you already. A check says what it can do before anything is read."),
            reverse("account_new"),
        ),
        Step.PERSON: (
            _("Invite a second person"),
            _("Who answers with you, or looks at an answer where it matters."),
            reverse("invite"),
        ),
    }
