"""Reading the organisation."""

from dataclasses import dataclass, field

from zuruf.store.models import Organisation


@dataclass(frozen=True, slots=True)
class OrganisationView:
    """The one organisation of this installation. `first_run_done` False: nobody has said yet who we are."""

    name: str = ""
    colour: str = "#0b5c8a"
    timezone: str = "Europe/Berlin"
    language: str = "de"
    contact_point: str = ""
    imprint_url: str = ""
    privacy_url: str = ""
    talk_shows: str = "at_once"
    target_minutes: int = 60
    help_line: str = ""
    house_rules: dict[str, str] = field(default_factory=dict)
    holding: dict[str, str] = field(default_factory=dict)
    first_run_done: bool = False
    demo: bool = False


def current() -> OrganisationView:
    """Row 1, or the defaults while it is not there. One statement."""
    names = OrganisationView.__dataclass_fields__
    row = Organisation.objects.filter(pk=1).values(*names).first()
    return OrganisationView(**row) if row else OrganisationView()
