"""What a house decides about triage: how sure it has to be, what weighs in the lists, whom it rings at when life is at risk."""

from dataclasses import fields
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from zuruf.core.people import May, Who
from zuruf.core.pressing import LABELS, LONGEST, Judging, Weights
from zuruf.flow import pressing as flow
from zuruf.flow.errors import Declined
from zuruf.store.queries import judging as reading
from zuruf.store.queries.desk import Place
from zuruf.web import judging_words
from zuruf.web.access import needs

WEIGHTS = {
    "grave": gettext_lazy("Self-harm or a threat"),
    "serious": gettext_lazy("Health and safety, law, press"),
    "delicate": gettext_lazy("Personal data, politics"),
    "urgent": gettext_lazy("It says that it is urgent"),
    "deserves": gettext_lazy("It deserves an answer"),
    "unsure": gettext_lazy("Triage is not sure what it is"),
    "reach": gettext_lazy("Reach: each doubling of the messages in a public conversation"),
}
NAMES = {
    "intent": gettext_lazy("What they want"),
    "topic": gettext_lazy("Topic"),
    "sentiment": gettext_lazy("How it sounds"),
    "risk": gettext_lazy("Risk"),
    "deserves_answer": gettext_lazy("Deserves an answer"),
    "relevant": gettext_lazy("About us"),
    "toxic": gettext_lazy("Hurtful"),
    "engaging": gettext_lazy("Takes part in the talk"),
    "factclaiming": gettext_lazy("Claims a fact"),
}


class Decides(forms.Form):
    """Confidence in percent, weights in minutes."""

    sure = forms.IntegerField(min_value=0, max_value=100, label=gettext_lazy("Confidence in percent"))
    guard = forms.ChoiceField(required=False, label=gettext_lazy("Rings first at"))

    def __init__(self, data: Any, now: Judging) -> None:
        first: dict[str, Any] = {"sure": round(now.sure * 100), "guard": now.guard}
        first |= {f"label_{label}": round(sure * 100) for label, sure in now.labels.items()}
        first |= {f"weight_{f.name}": getattr(now.weights, f.name) for f in fields(Weights)}
        super().__init__(data, initial=first)
        people = [("", _("whoever is on duty")), *reading.guards()]
        self.fields["guard"].choices = people  # type: ignore[attr-defined]
        for name, title in WEIGHTS.items():
            self.fields[f"weight_{name}"] = forms.IntegerField(min_value=0, max_value=LONGEST, label=title)
        for label in LABELS:
            self.fields[f"label_{label}"] = forms.IntegerField(
                min_value=0, max_value=100, required=False, label=NAMES[label]
            )

    @property
    def weights(self) -> list[forms.BoundField]:
        return [self[f"weight_{name}"] for name in WEIGHTS]

    @property
    def labels(self) -> list[forms.BoundField]:
        return [self[f"label_{label}"] for label in LABELS]

    @property
    def label_wrong(self) -> bool:
        """One of `labels` is marked, so they are shown."""
        return any(field.errors for field in self.labels)

    def decided(self) -> Judging:
        said = self.cleaned_data
        labels = {label: n / 100 for label in LABELS if (n := said.get(f"label_{label}")) is not None}
        weights = Weights(**{name: said[f"weight_{name}"] for name in WEIGHTS})
        return Judging(said["sure"] / 100, labels, weights, said["guard"])


@needs(May.RUN)
@require_http_methods(["GET", "POST"])
def judging(request: HttpRequest, who: Who) -> HttpResponse:
    """Shown and saved; open lists follow within a minute."""
    data = request.POST if request.method == "POST" else None
    form = Decides(data, reading.judging())
    if data and form.is_valid():
        try:
            others = flow.save(who, form.decided())
        except Declined as declined:
            messages.error(request, judging_words.declined(declined.code), extra_tags="error")
        else:
            said = _("Saved. The order of the lists follows within a minute.") if others else _("Saved.")
            messages.success(request, said, extra_tags="done")
            return redirect("judging")
    wrong = bool(data)
    context = {"form": form, "wrong": wrong, "here": "topics"}
    return render(request, "triage/judging.html", context, status=422 if wrong else 200)


@needs(May.READ)
@require_POST
def sort(request: HttpRequest, who: Who) -> HttpResponse:
    """How she wants the lists of what is open."""
    place = Place.of(request.POST.get("queue", "")) or Place.of("us")
    try:
        flow.sort(who, request.POST.get("by", ""))
    except Declined:
        messages.error(request, _("That was not done. Nothing was changed."))
    return HttpResponseRedirect(reverse("desk", args=[place.slug if place else "us"]))


urlpatterns: list[URLPattern | URLResolver] = [
    path("topics/judging/", judging, name="judging"),
    path("desk-sort/", sort, name="desk_sort"),
]
