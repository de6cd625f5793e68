"""Reading who works here, as far as no search may be about them."""

from zuruf.core.listening_named import LEAST_NAME, Somebody, plain
from zuruf.core.people import OURS
from zuruf.store.models import Account, Member, Organisation


def everybody() -> tuple[Somebody, ...]:
    """Members who may sign in, with their addresses, and whom the house listed besides. The house's own handles are nobody. Three
    statements."""
    ours = set(Account.objects.exclude(handle="").values_list("handle", flat=True))
    members = Member.objects.filter(is_active=True).values_list("name", "email")
    found = [Somebody(name or _name_in(email), _known(name, email)) for name, email in members]
    return (*found, *(_listed(line, ours) for line in written()))


def written() -> tuple[str, ...]:
    """The names that the house listed, one line each: a name, and behind commas what else somebody is known as. One statement."""
    kept = Organisation.objects.filter(pk=1).values_list("staff_names", flat=True).first()
    return tuple(str(line) for line in kept or ())


def _known(name: str, email: str) -> tuple[str, ...]:
    """An address, and what stands before its @ where that is made of a name: "jana.kern", "jkern", not "info"."""
    local = email.partition("@")[0]
    last = plain(name.split()[-1]) if name.split() else ""
    made_of_it = len(last) >= LEAST_NAME and last in plain(local)
    return (email, *([local] if made_of_it or len(_parts(local)) > 1 else []))


def _name_in(email: str) -> str:
    """The name of somebody who has given none yet: "jana kern" of jana.kern@…; "" where there is none."""
    parts = _parts(email.partition("@")[0])
    return " ".join(parts) if len(parts) > 1 else ""


def _parts(local: str) -> list[str]:
    return local.replace("_", ".").replace("-", ".").split(".")


def _listed(line: str, ours: set[str]) -> Somebody:
    name, *known = (part.strip() for part in line.split(","))
    return Somebody(name, tuple(k for k in known if k and k not in ours))


def owners() -> list[tuple[str, str]]:
    """(public id, name) of all who may answer for a search, by name. One statement."""
    ours = Member.objects.filter(is_active=True, role__in=OURS).order_by("name", "pk")
    return [(m.public_id, m.name or m.initials or m.email) for m in ours]
