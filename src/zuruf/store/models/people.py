from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.crypto import salted_hmac

from zuruf.store.ids import public_id
from zuruf.store.ids import public_id as random_id


class Team(models.Model):
    public_id = models.CharField(max_length=16, unique=True, default=public_id)
    name = models.CharField(max_length=80, unique=True)


class MemberRows(BaseUserManager["Member"]):
    """Only what Django's sign-in needs."""

    def get_by_natural_key(self, username: str | None) -> "Member":
        return self.get(email__iexact=username)


class Member(AbstractBaseUser):
    """Somebody of ours. `role`: owner (everything) · desk (answers) · partner (drafts and advises) · guest (reads)."""

    public_id = models.CharField(max_length=16, unique=True, default=public_id)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120, blank=True)
    initials = models.CharField(max_length=8, blank=True)  # what the public sees: [JK]
    alias = models.CharField(max_length=16, unique=True, default=random_id)  # pseudonym in the audit
    language = models.CharField(max_length=8, blank=True)  # "" follows the browser
    role = models.CharField(max_length=12, default="desk")
    second_pair = models.BooleanField(default=False)  # may be the second pair of eyes
    lifts_holds = models.BooleanField(default=False)  # anyone may hold; who is named may let it go on
    teams = models.ManyToManyField(Team, related_name="members", blank=True)
    deputy = models.ForeignKey(
        "self", models.SET_NULL, null=True, related_name="+"
    )  # while she is absent or late
    signs = models.CharField(
        max_length=12, default="initials"
    )  # zuruf.core.signing.Signs: what the public sees
    sorts = models.CharField(max_length=12, default="pressing")  # zuruf.core.pressing.Sort: her lists
    agency = models.CharField(max_length=120, blank=True)  # a partner's house
    place = models.CharField(
        max_length=12, blank=True
    )  # where she works, for holidays: "DE-BY"; "" = as the house
    unveiled = models.BooleanField(default=False, db_default=False)  # sees abusive messages without a veil
    seen_at = models.DateTimeField(null=True)  # last looked at the desk, to the minute
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField()
    session_epoch = models.PositiveIntegerField(default=0)  # counting up ends every session of hers

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]
    objects = MemberRows()

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """What every session of hers carries; Django compares it at each request. Password and epoch both count."""
        value = f"{self.password}:{self.session_epoch}"
        return salted_hmac("zuruf.member.session", value, secret=secret, algorithm="sha256").hexdigest()


class SignInLink(models.Model):
    """A link that signs one person in, once. Only its hash is kept."""

    member = models.ForeignKey(Member, models.CASCADE)
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
