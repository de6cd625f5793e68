"""What is kept as evidence: the list, one that can be printed, its file."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from zuruf.core.people import May, Who
from zuruf.flow import proof as flow
from zuruf.flow.clock import clock
from zuruf.flow.errors import Declined
from zuruf.store.queries import proof as reading
from zuruf.web import abuse_words, proof_words
from zuruf.web.access import needs


@require_safe
@needs(May.INSIDE)
def proofs(request: HttpRequest, who: Who) -> HttpResponse:
    """All that is kept; the words only for those whom they concern."""
    return render(
        request, "abuse/proofs.html", {"found": reading.kept(who), "now": clock(), "here": "proofs"}
    )


@require_safe
@needs(May.INSIDE)
def proof(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    """One of them, as it is printed."""
    found = reading.one(who, public_id)
    if found is None:
        raise Http404
    context = {"proof": found, "terms": proof_words.terms(), "now": clock(), "here": "proofs"}
    return render(request, "abuse/proof.html", context)


@require_POST
@needs(May.ANSWER)
def export(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    """The file. By POST, since the audit keeps who took it."""
    try:
        text = flow.export(who, public_id)
    except Declined as declined:
        raise Http404 from declined
    answer = HttpResponse(text, content_type="application/json; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="evidence-{public_id}.json"'
    return answer


@require_POST
@needs(May.ANSWER)
def extend(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    return _do(
        request,
        public_id,
        lambda: flow.extend(who, public_id, request.POST.get("lasts", "")),
        _("Kept longer."),
    )


@require_POST
@needs(May.ANSWER)
def end(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    return _do(
        request, public_id, lambda: flow.end(who, public_id), _("The words are gone; the digest stays.")
    )


def _do(request: HttpRequest, public_id: str, verb: Callable[[], None], done: str) -> HttpResponse:
    try:
        verb()
    except Declined as declined:
        if declined.code == "unknown":
            raise Http404 from declined
        messages.error(request, abuse_words.declined(declined), extra_tags="error")
    else:
        messages.success(request, done, extra_tags="done")
    return redirect(reverse("proof", args=[public_id]))


urlpatterns: list[URLPattern | URLResolver] = [
    path("kept/", proofs, name="proofs"),
    path("kept/<slug:public_id>/", proof, name="proof"),
    path("kept/<slug:public_id>/export/", export, name="proof_export"),
    path("kept/<slug:public_id>/longer/", extend, name="proof_extend"),
    path("kept/<slug:public_id>/end/", end, name="proof_end"),
]
