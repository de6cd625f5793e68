"""A walk over every command: whatever an operator types, no partner answers for anything after it."""

import json
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from django.core.management import call_command, get_commands
from django.core.management.base import CommandError

from tests.flow.partner_world import World, fingerprint, nobody_answers_for, world
from zuruf.core.people import OURS
from zuruf.store.models import Delivery, Member

pytestmark = pytest.mark.django_db

# What each is given here; what is not called, and why it needs no call.
TYPED: dict[str, Callable[[World, Member, Path], list[str]]] = {
    "demo": lambda here, agency, folder: [],
    "doctor": lambda here, agency, folder: [],
    "guidelines": lambda here, agency, folder: ["lint"],
    "import": lambda here, agency, folder: [str(_arrived(folder)), "--account", here.accounts[0]],
    "link": lambda here, agency, folder: [agency.email],
    "search": lambda here, agency, folder: [],
}
NOT_CALLED = {
    "backup": "copies files and rows as they are",
    "restore": "puts a backup in the place of what is there, while nothing runs",
    "judge": "reads lines, writes what it found in them, and asks no database",
    "teach": "writes a file of weights beside the database",
    "learn": "writes a file of weights beside the database",
    "listen": "keeps what strangers wrote to each other; nobody is answered by it",
    "rotate_keys": "encrypts the same secrets anew",
    "tone": "reads lines, writes what it found in them, and asks no database",
    "prepare": "migrates, and sets an empty house up",
    "worker": "sends what the verbs queued: tests/flow/test_partner_laws.py",
}


@pytest.fixture
def here(agency: Member, answers: Member, second_pair: Member) -> World:
    return world(agency, answers, second_pair)


def ours() -> set[str]:
    return {name for name, app in get_commands().items() if app == "zuruf.ops"}


def test_every_command_is_walked_or_says_why_it_need_not_be() -> None:
    assert ours() == TYPED.keys() | NOT_CALLED.keys()


@pytest.mark.parametrize("command", sorted(TYPED))
def test_no_command_makes_a_partner_answer_for_anything(
    command: str, here: World, agency: Member, tmp_path: Path
) -> None:
    before = fingerprint()["deliveries"]
    with suppress(CommandError, SystemExit):  # it may refuse; it may not have done anything then either
        call_command(command, *TYPED[command](here, agency, tmp_path))
    assert nobody_answers_for() == []
    assert fingerprint()["deliveries"] == before
    assert not Delivery.objects.exclude(accountable=None).exclude(accountable__role__in=OURS).exists()
    agency.refresh_from_db()
    assert agency.role == "partner"


def _arrived(folder: Path) -> Path:
    """One answer of ours, as another tool kept it, signed by the agency."""
    file = folder / "old.jsonl"
    line = {"id": "m1", "text": "Wir erstatten alles.", "at": "2026-01-01T10:00:00Z", "ours": True}  # fmt: skip
    file.write_text(json.dumps(line) + "\n")
    return file
