"""The form in which a mandate is granted or changed, and how it is read into terms."""

from collections.abc import Iterable
from dataclasses import fields
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zuruf.core.mandate import RISKS, Risk
from zuruf.core.people import Role
from zuruf.flow.mandate import Grant
from zuruf.store.queries.mandate_page import Choices, MandateView, Terms
from zuruf.web import mandate_words as said
from zuruf.web.forms import Name

DEAREST = 100_000  # euros


class Euros(forms.DecimalField):
    """An amount of money, whole cents; empty means none."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.NumberInput(attrs={"min": 0, "step": "0.01", "inputmode": "decimal"})
        super().__init__(
            min_value=0, max_value=DEAREST, decimal_places=2, required=False, widget=widget, **kwargs
        )


class Day(forms.DateField):
    """One day, as the browser's own calendar gives it."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        super().__init__(input_formats=["%Y-%m-%d"], required=False, widget=widget, **kwargs)

    def to_python(self, value: Any) -> date | None:
        """With a day before it and after it in every time zone, since a term begins and ends at midnight."""
        day = super().to_python(value)
        if day is not None and not date.min.year < day.year < date.max.year:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return day


class MandateForm(forms.Form):
    """Who may say what without asking. Nothing ticked among accounts, topics and kinds means all of them."""

    holder = forms.ChoiceField(label=_("For whom"))
    name = Name(
        label=_("Name of the mandate"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    accounts = forms.MultipleChoiceField(
        label=_("Accounts"), required=False, widget=forms.CheckboxSelectMultiple
    )
    topics = forms.MultipleChoiceField(label=_("Topics"), required=False, widget=forms.CheckboxSelectMultiple)
    intents = forms.MultipleChoiceField(
        label=_("Kinds of messages"), required=False, widget=forms.CheckboxSelectMultiple
    )
    highest_risk = forms.ChoiceField(
        label=_("Highest risk"), widget=forms.RadioSelect, initial=Risk.EVERYDAY.value
    )
    goodwill_each = Euros(label=_("In one answer, in euros"))
    goodwill_month = Euros(label=_("In a month, in euros"))
    posts = forms.BooleanField(label=_("Posts on our own accounts, too"), required=False, initial=True)
    own_name = forms.BooleanField(label=_("May answer under their own name"), required=False)
    waives = forms.MultipleChoiceField(
        label=_("Guidelines that need not ask"), required=False, widget=forms.CheckboxSelectMultiple
    )
    starts_on = Day(label=_("From"))
    ends_on = Day(label=_("Last day"))
    why = forms.CharField(
        label=_("Why"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Kept with the mandate, with your name. Everybody inside can read it."),
    )  # fmt: skip

    def __init__(self, *args: Any, choices: Choices, was: Terms | None = None, **kwargs: Any) -> None:
        """*was*: what is changed; who holds it and since when stays, and what cannot be chosen any more can be kept."""
        super().__init__(*args, **kwargs)
        kept = was or Terms("")
        if was:
            del self.fields["holder"], self.fields["starts_on"]
        else:
            self._choose("holder", holders(choices))
        self._choose(
            "accounts", _and([(key, name) for key, name, _channel in choices.accounts], kept.accounts)
        )
        self._choose("topics", _and(choices.topics, kept.topics))
        self._choose("intents", _and(said.intents().items(), kept.intents))
        self._choose(
            "highest_risk",
            [(step.value, f"{said.risk(step).capitalize()}. {said.risk_means(step)}") for step in RISKS],
        )
        self._choose("waives", _and(choices.asking, kept.waives))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        each, month = given.get("goodwill_each") or 0, given.get("goodwill_month") or 0
        if each and each > month:
            self.add_error(
                "goodwill_month", _("That is less than in one answer. Nobody could promise the whole of it.")
            )
        if month and not each:
            self.add_error("goodwill_each", _("Say how much may be promised in one answer."))
        first, last = given.get("starts_on"), given.get("ends_on")
        if last and last < (first or timezone.localdate()):
            self.add_error("ends_on", _("The last day lies before the first one."))
        return given

    def _choose(self, name: str, choices: Any) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices
        if not choices:
            del self.fields[name]


def terms(form: MandateForm, was: MandateView | None, now: datetime) -> Terms:
    """What the form says as it stands, also before it is sent for the first time and while parts of it are wrong: those
    count as not said. What is granted begins at once unless another day is named; a change, when it is made."""
    given = form.cleaned_data if form.is_bound else {"posts": True, **form.initial}
    first: date | None = given.get("starts_on")
    last: date | None = given.get("ends_on")
    begins = was.terms.starts_at if was and was.terms.starts_at else now
    if first and first > timezone.localdate(now):
        begins = _midnight(first)
    return Terms(
        name=given.get("name", ""),
        accounts=tuple(given.get("accounts", ())),
        topics=tuple(given.get("topics", ())),
        intents=tuple(given.get("intents", ())),
        highest_risk=Risk(given.get("highest_risk") or Risk.EVERYDAY),
        goodwill_each=_cents(given.get("goodwill_each")),
        goodwill_month=_cents(given.get("goodwill_month")),
        own_name=bool(given.get("own_name")),
        posts=bool(given.get("posts")),
        waives=tuple(given.get("waives", ())),
        starts_at=max(begins, now),
        ends_at=_midnight(last + timedelta(days=1)) if last else None,
    )


def chosen_holder(form: MandateForm) -> str:
    """ "kind:id", "" before one is chosen."""
    return str(form["holder"].value() or "")


def grant(form: MandateForm, now: datetime) -> Grant:
    """What a valid form asks for. A start is only named when it lies ahead."""
    given = form.cleaned_data
    kind, _colon, key = str(given.get("holder", "")).partition(":")
    what = terms(form, None, now)
    begins = what.starts_at if given.get("starts_on") else None
    said_so: dict[str, Any] = {f.name: getattr(what, f.name) for f in fields(what)}
    said_so |= {kind: key} if kind else {}
    return Grant(**{**said_so, "starts_at": begins, "why": given["why"]})


def holders(choices: Choices) -> list[tuple[str, Any]]:
    """Everybody who can hold a mandate, in groups; a key is "kind:id"."""
    roles = [(f"role:{role.value}", said.holder_name("role", role, "")) for role in (Role.DESK, Role.OWNER)]
    found: list[tuple[str, Any]] = [("", _("Please choose")), (str(_("Groups")), roles)]
    if choices.teams:
        found.append((str(_("Teams")), [(f"team:{key}", name) for key, name in choices.teams]))
    return [*found, (str(_("People")), [(f"member:{key}", name) for key, name in choices.members])]


def initial(m: MandateView) -> dict[str, Any]:
    """The fields of a mandate that is to be changed; why is asked anew."""
    return begins_with(m.terms)


def begins_with(t: Terms) -> dict[str, Any]:
    """The fields that say this."""
    return {
        "name": t.name,
        "accounts": list(t.accounts),
        "topics": list(t.topics),
        "intents": list(t.intents),
        "highest_risk": t.highest_risk.value,
        "goodwill_each": _euros(t.goodwill_each),
        "goodwill_month": _euros(t.goodwill_month),
        "posts": t.posts,
        "own_name": t.own_name,
        "waives": list(t.waives),
        "ends_on": timezone.localtime(t.ends_at - timedelta(seconds=1)).date() if t.ends_at else None,
    }


def _and(choices: Iterable[tuple[str, str]], kept: Iterable[str]) -> list[tuple[str, str]]:
    """The choices, and what was chosen and is none of them any more."""
    found = dict(choices)
    return [*found.items(), *((key, key) for key in kept if key not in found)]


def _euros(cents: int) -> Decimal | None:
    return Decimal(cents) / 100 if cents else None


def _cents(euros: Decimal | None) -> int:
    return int((euros or 0) * 100)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
