"""The tone check beside the verdict, and its settings."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import URLPattern, URLResolver, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from zuruf.core.people import May, Who
from zuruf.core.tone import ADDRESSES
from zuruf.core.tone_gender import FORMS
from zuruf.core.tone_kinds import Kind
from zuruf.core.tone_manners import GREETS
from zuruf.core.tone_settings import LONGEST, USUAL, AccountTone, account_tone, kinds
from zuruf.flow import tone as flow
from zuruf.flow.errors import Declined
from zuruf.store.queries import tone as reading
from zuruf.web import tone_words as words
from zuruf.web.access import needs
from zuruf.web.refusals import words as refused


@require_POST
@needs(May.DRAFT)
def look(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    """The hints on the text in the field: for the script as JSON, without one as a page. Keeps nothing."""
    try:
        looked = flow.look(who, public_id, request.POST.get("text", ""))
    except Declined as declined:
        raise Http404 from declined
    face = words.face(looked, frozenset(request.POST.get("waved", "").split(",")))
    if "application/json" not in request.headers.get("Accept", ""):
        return render(
            request, "reply/tone_page.html", {"face": face, "conversation": public_id, "looked": looked}
        )
    html = render_to_string("reply/tone_hints.html", {"face": face}, request)
    marks = [(h.start, h.end, h.key) for g in face.groups for h in g.hints if h.end > h.start]
    return JsonResponse({"line": face.line, "n": len(face.groups), "html": html, "marks": marks})


class House(forms.Form):
    """What is looked at in the whole organisation, and its own texts."""

    on = forms.MultipleChoiceField(required=False)
    texts = forms.CharField(
        label=gettext_lazy("Texts of your own, such as brochures or your website"),
        help_text=gettext_lazy("Sentences of answers that stand here get a hint."),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["on"].choices = [(k.value, words.name(k)) for k in Kind]  # type: ignore[attr-defined]


class Account(forms.Form):
    """How one account speaks."""

    on = forms.MultipleChoiceField(required=False)
    address = forms.ChoiceField(label=gettext_lazy("du or Sie"), required=False)
    gender = forms.ChoiceField(label=gettext_lazy("Gender form"), required=False)
    greets = forms.ChoiceField(label=gettext_lazy("Greeting"), required=False)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        choices = {
            "on": [(k.value, words.name(k)) for k in Kind],
            "address": [("", _("as one likes, but never both")), *((a, _address(a)) for a in ADDRESSES)],
            "gender": [(form, words.gender(form)) for form in ("", *FORMS)],
            "greets": [
                (USUAL, _("as in the last answers")),
                *((g, _greets(g)) for g in GREETS),
                ("", _("not looked at")),
            ],
        }
        for name, of in choices.items():
            self.fields[name].choices = of  # type: ignore[attr-defined]


def _address(form: str) -> str:
    return {"sie": "Sie", "du": "du", "asker": _("as they do, else Sie")}[form]


def _greets(form: str) -> str:
    return {"greeting": _("a greeting"), "name": _("a greeting with the name"), "none": _("no greeting")}[
        form
    ]


@needs(May.RUN)
@require_http_methods(["GET", "POST"])
def settings(request: HttpRequest, who: Who) -> HttpResponse:
    """What the tone check looks at, the organisation's own texts, and how each account speaks."""
    house = reading.house_tone()
    texts = house.get("texts", "")
    on = [k.value for k in Kind if k not in kinds(house.get("off"))]
    form = House(request.POST if request.method == "POST" else None, initial={"on": on, "texts": texts})
    if request.method == "POST" and form.is_valid():
        off = set(Kind) - {Kind(k) for k in form.cleaned_data["on"]}
        try:
            flow.set_house(who, off, form.cleaned_data["texts"])
        except Declined as declined:
            messages.error(request, refused(declined), extra_tags="error")
        else:
            messages.success(request, _("Saved."), extra_tags="done")
            return redirect("tone_settings")
    context = {
        "form": form,
        "on": form["on"].value() or [],
        "kinds": [(k.value, words.name(k), words.about(k)) for k in Kind],
        "accounts": [(a, _account_form(a)) for a in reading.accounts()],
        "here": "organisation",
    }
    return render(request, "organisation/tone.html", context, status=422 if request.method == "POST" else 200)


def _account_form(row: reading.AccountRow) -> Account:
    tone = account_tone(row.tone)
    on = [k.value for k in Kind if k not in tone.off]
    first = {"on": on, "address": tone.address, "gender": tone.gender, "greets": tone.greets}
    return Account(initial=first, prefix=row.public_id, auto_id=f"{row.public_id}_%s")


@needs(May.RUN)
@require_POST
def account(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    """How one account speaks."""
    form = Account(request.POST, prefix=public_id)
    if form.is_valid():
        data = form.cleaned_data
        off = frozenset(set(Kind) - {Kind(k) for k in data["on"]})
        try:
            flow.set_account(
                who, public_id, AccountTone(off, data["address"], data["gender"], data["greets"])
            )
        except Declined as declined:
            messages.error(request, refused(declined), extra_tags="error")
        else:
            messages.success(request, _("Saved."), extra_tags="done")
    else:
        messages.error(request, _("That was not done. Nothing was changed."), extra_tags="error")
    return redirect("tone_settings")


urlpatterns: list[URLPattern | URLResolver] = [
    path("c/<slug:public_id>/tone", look, name="tone"),
    path("organisation/tone/", settings, name="tone_settings"),
    path("organisation/tone/<slug:public_id>", account, name="tone_account"),
]
