"""Reading members."""

from zuruf.core.people import Role, Who
from zuruf.store.models import Member


def who(member_id: int) -> Who | None:
    """The active member with this key, with the teams she is in; else None. Two statements."""
    m = Member.objects.filter(pk=member_id, is_active=True).first()
    if m is None:
        return None
    teams = tuple(m.teams.values_list("pk", flat=True))
    return Who(m.pk, m.public_id, m.alias, m.name, m.initials, Role(m.role), m.second_pair, m.language, teams)
