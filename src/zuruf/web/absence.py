"""Who is away and who stands in: everybody sees it, everybody enters her own, owners enter for all."""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, URLResolver, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from zuruf.core.people import May, Who
from zuruf.flow import absence as flow
from zuruf.flow import undo
from zuruf.flow.clock import clock
from zuruf.flow.errors import Declined
from zuruf.store.queries import absence as reading
from zuruf.web.access import needs
from zuruf.web.mandate_form import Day
from zuruf.web.refusals import words
from zuruf.web.undo import offered, offering, undone


class Away(forms.Form):
    """Whole days, as one plans them; a day that has begun counts at once."""

    member = forms.ChoiceField(label=gettext_lazy("Who is away"))
    first = Day(label=gettext_lazy("First day"))
    last = Day(label=gettext_lazy("Last day"))
    deputy = forms.ChoiceField(label=gettext_lazy("Who stands in"), required=False)

    def __init__(self, *args: Any, who: Who, people: list[reading.Standing], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["first"].required = self.fields["last"].required = True
        mine = [(p.public_id, p.name) for p in people if who.may(May.RUN) or p.public_id == who.public_id]
        self._choose("member", mine or [(who.public_id, who.name)])
        self._choose("deputy", [("", _("as always")), *((p.public_id, p.name) for p in people)])

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("first") and given.get("last") and given["last"] < given["first"]:
            self.add_error("last", _("The last day lies before the first one."))
        return given

    def times(self) -> tuple[datetime, datetime]:
        """From the first midnight until after the last one."""
        first, last = self.cleaned_data["first"], self.cleaned_data["last"] + timedelta(days=1)
        return _midnight(first), _midnight(last)

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices


@needs(May.INSIDE)
@require_http_methods(["GET", "POST"])
def absences(request: HttpRequest, who: Who) -> HttpResponse:
    """Who is away now and will be; a new one is entered on the same page."""
    now, people = clock(), reading.standing()
    data = request.POST if request.method == "POST" else None
    form = Away(
        data, who=who, people=people, initial={"member": who.public_id, "first": timezone.localdate(now)}
    )
    if form.is_valid():
        starts_at, ends_at = form.times()
        given = form.cleaned_data
        try:
            flow.enter(who, given["member"], starts_at, ends_at, deputy=given["deputy"], now=now)
        except Declined as declined:
            form.add_error("deputy" if declined.code.startswith("deputy") else "first", words(declined))
        else:
            messages.success(request, _entered(given["member"], given["deputy"], people), extra_tags="done")
            return redirect("absences")
    context = {
        "form": form,
        "ahead": reading.now_and_ahead(now),
        "people": people,
        "undo": offered(request),
        "here": "absences",
    }
    return render(request, "mandates/absences.html", context, status=422 if form.errors else 200)


@needs(May.INSIDE)
@require_POST
def end(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    """Back again, or not going."""
    try:
        flow.end(who, public_id)
    except Declined as declined:
        messages.error(request, words(declined), extra_tags="error")
    else:
        messages.success(request, _("The absence is over."), extra_tags="done")
        return offering("absences", public_id)
    return redirect("absences")


@needs(May.INSIDE)
@require_POST
def end_undo(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    """She is away all the same."""
    return undone(request, "absences", lambda: undo.absence_ended(who, public_id))


@needs(May.INSIDE)
@require_POST
def deputy(request: HttpRequest, who: Who) -> HttpResponse:
    """Who stands in whenever nothing else is said."""
    try:
        flow.stand_in(who, request.POST.get("member", who.public_id), request.POST.get("deputy", ""))
    except Declined as declined:
        messages.error(request, words(declined), extra_tags="error")
    else:
        messages.success(request, _("Saved."), extra_tags="done")
    return redirect("absences")


def _entered(member: str, deputy: str, people: list[reading.Standing]) -> str:
    """What follows from an absence: who stands in, if anybody does. Public ids; *deputy* "" is the standing one."""
    always = next((p.deputy for p in people if p.public_id == member), "")
    name = next((p.name for p in people if p.public_id == (deputy or always)), "")
    if not name:
        return _("Entered. Nobody stands in.")
    return _("Entered. Meanwhile %(name)s stands in.") % {"name": name}


def _midnight(day: Any) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


urlpatterns: list[URLPattern | URLResolver] = [
    path("absences/", absences, name="absences"),
    path("absences/deputy/", deputy, name="deputy"),
    path("absences/<slug:public_id>/end/", end, name="absence_end"),
    path("absences/<slug:public_id>/end/undo/", end_undo, name="absence_end_undo"),
]
