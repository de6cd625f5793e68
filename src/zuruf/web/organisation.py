"""The organisation's settings."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, URLResolver, path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zuruf.core.people import May, Who
from zuruf.flow import organisation as doing
from zuruf.flow.errors import Declined
from zuruf.store.queries import organisation as reading
from zuruf.web import forms
from zuruf.web.access import needs
from zuruf.web.refusals import words

TEXTS = {"holding_de": ("holding", "de"), "holding_en": ("holding", "en")}
TEXTS |= {"rules_de": ("house_rules", "de"), "rules_en": ("house_rules", "en")}


@needs(May.RUN)
@require_http_methods(["GET", "POST"])
def organisation(request: HttpRequest, who: Who) -> HttpResponse:
    """Name, colour, texts, the public page, the target."""
    house = reading.current()
    data = request.POST if request.method == "POST" else None
    face = forms.Organisation(
        data, initial={name: getattr(house, name) for name in forms.Organisation.base_fields}
    )
    texts = forms.Texts(data, initial=_texts(house))
    if data and face.is_valid() and texts.is_valid():
        try:
            doing.save(who, _settings({**face.cleaned_data, **texts.cleaned_data}))
        except Declined as declined:
            messages.error(request, words(declined), extra_tags="error")
        else:
            messages.success(request, _("Saved."), extra_tags="done")
            return redirect("organisation")
    context = {"face": face, "texts": texts, "house": house, "here": "organisation"}
    return render(request, "organisation/organisation.html", context, status=422 if data else 200)


def _texts(house: reading.OrganisationView) -> dict[str, Any]:
    first: dict[str, Any] = {name: getattr(house, kind).get(lang, "") for name, (kind, lang) in TEXTS.items()}
    return {**first, "target_minutes": house.target_minutes}


def _settings(data: dict[str, Any]) -> doing.Settings:
    texts: dict[str, dict[str, str]] = {"holding": {}, "house_rules": {}}
    for name, (kind, language) in TEXTS.items():
        if text := data.pop(name).strip():
            texts[kind][language] = text
    return doing.Settings(**{**data, **texts})


urlpatterns: list[URLPattern | URLResolver] = [path("organisation/", organisation, name="organisation")]
