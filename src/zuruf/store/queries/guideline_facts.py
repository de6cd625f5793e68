"""What guidelines may ask about beside the text: what the organisation told us, and whether an incident is open."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Exists

from zuruf.core.guideline_facts import FINDINGS, House, name_words
from zuruf.store.models import Incident, Member, MessageAssessment, Organisation


@dataclass(frozen=True, slots=True)
class Around:
    """The organisation's `house` and `zone`, `our_names` (who may be named though not at the desk), and `crisis`: an
    incident is open."""

    house: House = House()
    zone: str = "Europe/Berlin"
    our_names: tuple[str, ...] = ()
    crisis: bool = False


def around() -> Around:
    """As it stands now. One statement."""
    row = (
        Organisation.objects.filter(pk=1)
        .annotate(crisis=Exists(Incident.objects.filter(closed_at=None)))
        .values_list("customer_numbers", "competitors", "timezone", "name", "our_names", "crisis")
        .first()
    )
    if row is None:
        return Around()
    numbers, competitors, zone, name, ours, crisis = row
    return Around(House(tuple(numbers), tuple(competitors)), zone, (name, *ours), crisis)


def names_at_the_desk() -> tuple[frozenset[str], ...]:
    """The words of our people's names. One statement."""
    names = Member.objects.exclude(name="").values_list("name", flat=True)
    return tuple(name_words(name) for name in names)


@dataclass(frozen=True, slots=True)
class Told:
    """What the organisation tells its guidelines, as flow/guideline_settings.py keeps it."""

    competitors: tuple[str, ...] = ()
    customer_numbers: tuple[str, ...] = ()
    our_names: tuple[str, ...] = ()
    keeps_back_percent: int = 10


def told() -> Told:
    """As it stands. One statement."""
    fields = ("competitors", "customer_numbers", "our_names", "keeps_back_percent")
    row = Organisation.objects.filter(pk=1).values_list(*fields).first()
    if row is None:
        return Told()
    competitors, numbers, ours, percent = row
    return Told(tuple(competitors), tuple(numbers), tuple(ours), percent)


LOOKED_AT = 200  # assessments


def labels_found() -> set[str]:
    """The labels under which triage found something in the newest messages. One statement."""
    newest = MessageAssessment.objects.order_by("-pk").values_list("findings", flat=True)[:LOOKED_AT]
    return {str(f.get("label")) for stored in newest for f in stored or ()}


def keeps_back_percent() -> int:
    """Above which share of answers the linter speaks up. One statement."""
    stated = Organisation.objects.filter(pk=1).values_list("keeps_back_percent", flat=True).first()
    return 10 if stated is None else stated


def findings(stored: Sequence[Mapping[str, object]] | None) -> dict[str, tuple[str, ...]]:
    """What triage found under the labels that guidelines know; a label without a finding is not there."""
    found: dict[str, tuple[str, ...]] = {}
    for f in stored or ():
        label, value = str(f.get("label", "")), str(f.get("value", ""))
        if label in FINDINGS and value:
            found[label] = (*found.get(label, ()), value)
    return found
