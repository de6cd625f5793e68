"""The organisation in which a figure is taken: one owner, and every guideline switched on."""

from datetime import datetime

from zuruf.core.people import Who
from zuruf.flow import guideline
from zuruf.store.models import GuidelineVersion, Member, Organisation
from zuruf.store.queries import people


def begin(now: datetime) -> Who:
    """An organisation with one owner and the shipped guidelines, none of them on yet."""
    Organisation.objects.update_or_create(pk=1, defaults={"name": "Radwerk (Bench)", "first_run_done": True})
    member = Member.objects.create(
        email="b@example.org", name="B", initials="JK", role="owner", joined_at=now
    )
    who = people.who(member.pk)
    assert who is not None
    guideline.seed(now)
    return who


def switch_all_on(who: Who, now: datetime) -> None:
    """Every guideline that there is by now."""
    guideline.choose(who, frozenset(GuidelineVersion.objects.values_list("slug", flat=True)), now=now)
