"""What people fill in: first run, people, organisation, accounts. Errors say what to do."""

import unicodedata
from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from zuruf.core.people import LONGEST_INITIALS, Role, are_initials
from zuruf.web import place_words, timezones

LANGUAGES = [("de", "Deutsch"), ("en", "English")]
ROLES = [
    (Role.DESK.value, _("Answers: reads everything and replies")),
    (Role.OWNER.value, _("Owner: also accounts, people and guidelines")),
    (Role.PARTNER.value, _("Partner: an agency; drafts and advises, and one of you answers for it")),
    (Role.GUEST.value, _("Guest: reads along, changes nothing")),
]
SHOWS = [("at_once", _("At once")), ("after_look", _("After one of us has looked"))]


JOINERS = "\u200c\u200d"  # Persian words and families of emoji need them


class Name(forms.CharField):
    """A name that can be seen: signs that only steer how text runs are left out."""

    def to_python(self, value: object) -> str | None:
        text = super().to_python(value)
        if not text:
            return text
        kept = [c for c in text if c in JOINERS or unicodedata.category(c) not in ("Cc", "Cf")]
        return "".join(kept).strip() if any(c not in JOINERS for c in kept) else ""


class Initials(Name):
    """What the public sees under answers, as she wants it; "" makes them from the name."""

    def __init__(self, **kwargs: Any) -> None:
        told = _("The public sees them under your answers.")
        widget = forms.TextInput(attrs={"autocomplete": "off"})
        super().__init__(help_text=told, required=False, widget=widget, **kwargs)

    def validate(self, value: object) -> None:
        super().validate(value)
        text = str(value or "")
        if text and not are_initials(text):
            raise forms.ValidationError(
                _("Please use letters, digits, dots and hyphens only, such as JK or J.-P.")
            )
        if len(text) > LONGEST_INITIALS:
            raise forms.ValidationError(
                _("Please use %(limit)s characters at most, such as JK or J.-P.")
                % {"limit": LONGEST_INITIALS}
            )


class Agency(Name):
    """A partner's house; of nobody else it is asked."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"autocomplete": "organization"})
        told = _("Only for partners: colleagues read it beside the name.")
        super().__init__(
            label=_("Agency"), max_length=120, required=False, help_text=told, widget=widget, **kwargs
        )


class Password(forms.CharField):
    """A new password; checked against the rules of the house by the form that has it."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.PasswordInput(attrs={"autocomplete": "new-password"})
        super().__init__(strip=False, widget=widget, max_length=256, **kwargs)


class Organisation(forms.Form):
    """Name, colour, language, time zone, and what the public page has to say by law."""

    name = Name(label=_("Name of the organisation"), max_length=120)
    colour = forms.RegexField(
        r"^#[0-9a-fA-F]{6}$",
        label=_("Colour"),
        widget=forms.TextInput(attrs={"type": "color"}),
        initial="#0b5c8a",
    )
    language = forms.ChoiceField(label=_("Language of the public page"), choices=LANGUAGES)
    timezone = forms.ChoiceField(label=_("Time zone"), choices=timezones.choices)
    talk_shows = forms.ChoiceField(
        label=_("Messages on the public page appear"),
        choices=SHOWS,
        widget=forms.RadioSelect,
        initial="at_once",
    )
    contact_point = forms.CharField(
        label=_("Contact point"),
        help_text=_("An e-mail or postal address for users and authorities. It is shown on the public page."),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    help_line = forms.CharField(
        label=_("Help after abuse"),
        help_text=_(
            "Whom our own people can talk to: a colleague, the company doctor, a helpline. Shown beside abusive messages."
        ),
        max_length=300,
        required=False,
    )
    imprint_url = forms.URLField(
        label=_("Imprint"),
        max_length=200,
        required=False,
        help_text=_("Who publishes in Germany or Austria as a business has to link one."),
        assume_scheme="https",
        widget=forms.URLInput(attrs={"placeholder": "https://"}),
    )
    privacy_url = forms.URLField(
        label=_("Privacy policy"),
        max_length=200,
        required=False,
        assume_scheme="https",
        widget=forms.URLInput(attrs={"placeholder": "https://"}),
    )


class Texts(forms.Form):
    """What the organisation says in its own words."""

    target_minutes = forms.IntegerField(
        label=_("A first answer within (minutes)"),
        help_text=_("The bar beside each conversation fills towards this."),
        min_value=1,
        max_value=60 * 24 * 14,
    )
    holding_de = forms.CharField(
        label=_("Holding reply, German"),
        max_length=280,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    holding_en = forms.CharField(
        label=_("Holding reply, English"),
        max_length=280,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    rules_de = forms.CharField(
        label=_("House rules, German"),
        max_length=5000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    rules_en = forms.CharField(
        label=_("House rules, English"),
        max_length=5000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class FirstPerson(forms.Form):
    """The first of us."""

    person_name = Name(
        label=_("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    initials = Initials(label=_("Your initials"))
    email = forms.EmailField(
        label=_("Your e-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
    password = Password(label=_("Password"), help_text=_("At least 10 characters; a short sentence is good."))

    def __init__(self, *args: Any, user: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password(self) -> str:
        password = str(self.cleaned_data["password"])
        validate_password(password, self.user)
        return password


class Invite(forms.Form):
    """Somebody new."""

    name = Name(label=_("Name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    email = forms.EmailField(
        label=_("E-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )
    role = forms.ChoiceField(
        label=_("What they may do"), choices=ROLES, widget=forms.RadioSelect, initial="desk"
    )
    agency = Agency()
    second_pair = forms.BooleanField(label=_("May be the second pair of eyes"), required=False)
    lifts_holds = forms.BooleanField(label=_("May release what is held"), required=False)
    teams = forms.MultipleChoiceField(label=_("Teams"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, teams: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "teams", teams)


class Member(forms.Form):
    """What one of us may do."""

    role = forms.ChoiceField(label=_("What they may do"), choices=ROLES, widget=forms.RadioSelect)
    agency = Agency()
    second_pair = forms.BooleanField(label=_("May be the second pair of eyes"), required=False)
    lifts_holds = forms.BooleanField(label=_("May release what is held"), required=False)
    teams = forms.MultipleChoiceField(label=_("Teams"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, teams: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "teams", teams)


class Team(forms.Form):
    """A team and who is in it."""

    name = Name(label=_("Name of the team"), max_length=80)
    members = forms.MultipleChoiceField(
        label=_("Who is in it"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, members: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "members", members)


class Profile(forms.Form):
    """What one sets for oneself."""

    name = Name(label=_("Name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    initials = Initials(label=_("Initials"))
    language = forms.ChoiceField(
        label=_("Language"), choices=[("", _("As the browser asks for")), *LANGUAGES], required=False
    )
    place = forms.ChoiceField(label=_("Public holidays"), required=False)

    signs = forms.ChoiceField(label=_("How I sign"), required=False, widget=forms.RadioSelect)

    def __init__(self, *args: Any, signs: list[tuple[str, str]], **kwargs: Any) -> None:
        """*signs*: the ways in which she could sign; none for who signs nothing."""
        super().__init__(*args, **kwargs)
        _choose(self, "signs", signs)
        none = gettext("As the house keeps them")
        self.fields["place"].choices = place_words.choices(none)  # type: ignore[attr-defined]


class NewPassword(forms.Form):
    """A new password; the old one, too, unless one came by a link."""

    old = forms.CharField(
        label=_("Current password"),
        strip=False,
        max_length=256,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    password = Password(
        label=_("New password"), help_text=_("At least 10 characters; a short sentence is good.")
    )

    def __init__(self, *args: Any, user: Any, ask_old: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        if not ask_old:
            del self.fields["old"]

    def clean_password(self) -> str:
        password = str(self.cleaned_data["password"])
        validate_password(password, self.user)
        return password


def _choose(form: forms.Form, name: str, choices: list[tuple[str, str]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices
    if not choices:
        del form.fields[name]
