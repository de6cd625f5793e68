"""The fields of the hours, and how they are read: "9–12, 13–17:30", a day of a month, a year or every year."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zuruf.core.calendar import BadHours, closing, opening
from zuruf.flow.hours import Hours
from zuruf.web import place_words

_PAIR = re.compile(
    r"(\d{1,2})(?:[:.](\d{2}))?\s*(?:Uhr)?\s*(?:-|–|—|bis|to)\s*(\d{1,2})(?:[:.](\d{2}))?\s*(?:Uhr)?", re.I
)
EMPTY = 2  # rows for further closing days
YEARS = 3


class Limits(forms.Form):
    """Where, and how long a second pair of eyes has."""

    place = forms.ChoiceField(label=gettext_lazy("Public holidays"), required=False)
    ask_minutes = forms.IntegerField(
        label=gettext_lazy("A second pair of eyes has (minutes)"),
        help_text=gettext_lazy("Where no guideline says how long."),
        min_value=1,
        max_value=24 * 60,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = place_words.choices(_("none are kept"))  # type: ignore[attr-defined]


class Week(forms.Form):
    """Seven days, each with its windows."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for weekday in range(7):
            self.fields[f"day{weekday}"] = forms.CharField(
                label=formats.date_format(date(2024, 1, 1 + weekday), "l"),  # 1 January 2024 was a Monday
                max_length=120,
                required=False,
                widget=forms.TextInput(attrs={"placeholder": _("not open"), "autocomplete": "off"}),
            )

    def clean(self) -> dict[str, Any]:
        for weekday in range(7):
            name = f"day{weekday}"
            try:
                opening({str(weekday): _windows(self.cleaned_data.get(name, ""))})
            except BadHours as bad:
                self.add_error(name, _wrong(bad))
        return self.cleaned_data

    def stored(self) -> dict[str, list[list[str]]]:
        """Only after `is_valid`."""
        days = {str(n): _windows(self.cleaned_data[f"day{n}"]) for n in range(7)}
        return {n: windows for n, windows in days.items() if windows}


class Closed(forms.Form):
    """One closing day of our own; no day: no such row."""

    day = forms.IntegerField(label=gettext_lazy("Day"), min_value=1, max_value=31, required=False)
    month = forms.TypedChoiceField(label=gettext_lazy("Month"), coerce=int, required=False)
    year = forms.ChoiceField(label=gettext_lazy("Year"), required=False)
    name = forms.CharField(label=gettext_lazy("What it is"), max_length=60, required=False)
    until = forms.TimeField(
        label=gettext_lazy("Open until"),
        required=False,
        widget=forms.TimeInput(
            attrs={"placeholder": gettext_lazy("not open"), "autocomplete": "off"}, format="%H:%M"
        ),
    )

    def __init__(self, *args: Any, this_year: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        months = [(n, formats.date_format(date(2024, n, 1), "F")) for n in range(1, 13)]
        given = str(self.initial.get("year") or "")
        years = sorted({*(str(this_year + n) for n in range(YEARS)), *filter(None, [given])})
        self.fields["month"].choices = months  # type: ignore[attr-defined]
        self.fields["year"].choices = [("", _("every year")), *((y, y) for y in years)]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("day") and not self.errors:
            try:
                closing(self.stored())
            except BadHours as bad:
                self.add_error("day", _wrong(bad))
        return self.cleaned_data

    def stored(self) -> dict[str, str]:
        """As the flow takes it; {} without a day."""
        data = self.cleaned_data
        if not data.get("day"):
            return {}
        told = f"{int(data['month'] or 1):02}-{data['day']:02}"
        until = data.get("until")
        return {
            "day": f"{data['year']}-{told}" if data["year"] else told,
            "name": data["name"],
            "until": f"{until:%H:%M}" if until else "",
        }


def week_initial(hours: Mapping[str, list[list[str]]]) -> dict[str, str]:
    """{"0": [["09:00", "17:00"]]} → {"day0": "09:00–17:00"}"""
    return {f"day{n}": ", ".join(f"{a}–{b}" for a, b in windows) for n, windows in hours.items()}


def closed_initial(stored: Mapping[str, str]) -> dict[str, Any]:
    *year, month, day = stored["day"].split("-")
    return {
        "day": int(day),
        "month": int(month),
        "year": year[0] if year else "",
        "name": stored.get("name", ""),
        "until": stored.get("until", ""),
    }


def read(limits: Limits, week: Week, closed: list[Closed]) -> Hours:
    """Only after all of them are valid."""
    days = sorted((c.stored() for c in closed if c.stored()), key=lambda d: (d["day"][-5:], d["day"]))
    data = limits.cleaned_data
    return Hours(week.stored(), data["place"], days, data["ask_minutes"])


def _windows(told: str) -> list[list[str]]:
    """Raises BadHours("wall") for what is no list of windows."""
    found = []
    for part in filter(None, (p.strip() for p in re.split(r"[,;]|\s(?:und|and)\s", told))):
        pair = _PAIR.fullmatch(part)
        if pair is None:
            raise BadHours("wall", part)
        a, a_min, b, b_min = pair.groups(default="00")
        found.append([f"{int(a):02}:{a_min}", f"{int(b):02}:{b_min}"])
    return found


def _wrong(bad: BadHours) -> str:
    said = {
        "wall": _("“%(told)s” is not understood. Write it like 9:00–12:00, 13:00–17:30."),
        "order": _(
            "%(told)s ends before it begins. What runs past midnight ends at 24:00 and goes on next day."
        ),
        "overlap": _("%(told)s overlaps with the window before."),
    }
    return said.get(bad.code, _("There is no such day.")) % {"told": bad.told}
