"""Whom a question for a fact goes to, and who has it at half time."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import QuerySet

from zuruf.core.people import Who
from zuruf.flow.errors import Declined
from zuruf.store.models import Absence, Member


def asked_one(who: Who, member: str, email: str) -> Member | None:
    """The member who is asked; None for somebody at *email*."""
    if not member:
        try:
            validate_email(email.strip())
        except ValidationError:
            raise Declined("email" if email.strip() else "nobody") from None
        return None
    found = Member.objects.filter(public_id=member, is_active=True).first()
    if found is None:
        raise Declined("nobody")
    if found.pk == who.id:
        raise Declined("ask_self")
    return found


def deputy_of(who: Who, to: Member | None, deputy: str, now: datetime) -> Member | None:
    """Who gets it at half time: neither whoever asks nor whoever is asked, and nobody who is away."""
    entered = away(now).filter(member=to).exclude(deputy=None).first() if to else None
    usual = (entered.deputy if entered else to.deputy) if to else None
    found = Member.objects.filter(public_id=deputy, is_active=True).first() if deputy else usual
    if found is None or not found.is_active or found.pk in (who.id, to.pk if to else None):
        return None
    return None if away(now).filter(member=found).exists() else found


def there(deputy: Member | None, now: datetime) -> bool:
    return deputy is not None and deputy.is_active and not away(now).filter(member=deputy).exists()


def away(now: datetime) -> QuerySet[Absence]:
    return Absence.objects.filter(cancelled_at=None, starts_at__lte=now, ends_at__gt=now)
