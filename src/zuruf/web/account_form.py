"""The form of a channel, made from the fields that it asks for."""

from secrets import token_urlsafe
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from zuruf.core.capabilities import Field

LONGEST = 2000


class Connect(forms.Form):
    """One input per `Field`. Secrets are typed anew each time: they never come back to a page. One that is made here is shown
    until it is kept, since the other side has to have it too; *agreed*: it has one, and may keep that."""

    def __init__(self, *args: Any, fields: tuple[Field, ...], agreed: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = fields
        for field in fields:
            self.fields[field.name] = _input(field)
            if agreed and field.kind == "made":
                self.fields[field.name].initial, self.fields[field.name].required = "", False
                self.fields[field.name].help_text = _("Leave it empty to keep the one that both sides have.")

    @property
    def asks_secrets(self) -> bool:
        return any(f.secret for f in self.asked)

    @property
    def settings(self) -> dict[str, str]:
        return {f.name: self.cleaned_data[f.name].strip() for f in self.asked if not f.secret}

    @property
    def secrets(self) -> dict[str, str]:
        return {f.name: self.cleaned_data[f.name] for f in self.asked if f.secret}


def _input(field: Field) -> forms.Field:
    # Their English source stands in the channel; "tools/messages.py" collects it.
    common: dict[str, Any] = {
        "label": _(field.label),
        "help_text": _(field.help) if field.help else "",
        "required": field.required,
        "initial": field.default,
        "max_length": LONGEST,
    }
    if (
        field.kind == "made"
    ):  # ours: proposed here, copied to the other side, and after connecting never shown again
        common |= {"initial": token_urlsafe(32), "max_length": 200}
        plain = forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "data-made": ""})
        return forms.CharField(widget=plain, **common)
    if field.secret:
        widget = forms.PasswordInput(render_value=False, attrs={"autocomplete": "off"})
        return forms.CharField(strip=False, widget=widget, **common)
    if field.kind == "url":
        return forms.URLField(assume_scheme="https", **common)
    return forms.CharField(
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}), **common
    )
