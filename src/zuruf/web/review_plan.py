"""The sampling plan with what it promises, and agreements about figures."""

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, URLResolver, path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from zuruf.core.evidence import Permit
from zuruf.core.people import May, Role, Who
from zuruf.core.review import Plan, aoql, fits, looked_at, unseen
from zuruf.flow import agreement as agreeing
from zuruf.flow import review as flow
from zuruf.flow.clock import clock
from zuruf.flow.errors import Declined
from zuruf.store.queries import agreement as agreements
from zuruf.store.queries import review as reading
from zuruf.web import review_words as words
from zuruf.web.access import needs

FIELDS = ("clear_after", "share", "risky", "fresh", "fresh_days")
POOR = (0.01, 0.02, 0.05, 0.10, 0.20)  # shares of poor answers for which the promise is shown


@needs(May.RUN)
@require_http_methods(["GET", "POST"])
def plan(request: HttpRequest, who: Who) -> HttpResponse:
    """What is looked at; tried before it is kept."""
    kept, limits = reading.plan(), reading.lines()
    values = {name: getattr(kept, name) for name in FIELDS}
    values |= {"widen": round(limits.widen * 100), "narrow": round(limits.narrow * 100)}
    said = ""
    if request.method == "POST":
        values = {name: _number(request.POST.get(name, ""), values[name]) for name in values}
        wanted = Plan(**{name: values[name] for name in FIELDS})
        if request.POST.get("do") == "keep":
            try:
                flow.set_plan(who, wanted, values["widen"], values["narrow"])
            except Declined as declined:
                said = words.declined(declined)
            else:
                messages.success(
                    request, _("Kept. It holds for what goes out from now on."), extra_tags="done"
                )
                return redirect("review_plan")
        elif not fits(wanted):
            said = words.declined(Declined("review_plan"))
    return render(request, "review/plan.html", _promises(values, said), status=422 if said else 200)


@needs(May.INSIDE)
@require_http_methods(["GET", "POST"])
def listed(request: HttpRequest, who: Who) -> HttpResponse:
    """Every agreement, for everybody to read; an owner records one."""
    said = ""
    if request.method == "POST":
        try:
            agreeing.record(
                who, request.POST.get("title", ""), request.POST.getlist("permits"),
                _day(request.POST.get("from", "")) or agreements.today(clock()), _day(request.POST.get("until", "")),
            )  # fmt: skip
        except Declined as declined:
            said = words.declined(declined)
        else:
            messages.success(
                request, _("Recorded. It permits nothing until another owner confirms it."), extra_tags="done"
            )
            return redirect("agreements")
    rows = [
        (a, words.agreement_state(a.state), [words.permit(p)[0] for p in a.permits])
        for a in agreements.listed(clock())
    ]
    permits = [(p.value, *words.permit(p)) for p in Permit]
    context = {
        "rows": rows, "permits": permits, "said": said, "given": request.POST, "today": agreements.today(clock()),
        "chosen": request.POST.getlist("permits"), "here": "agreements",
        "alone": who.role == Role.OWNER and agreements.owners() == 1,
    }  # fmt: skip
    return render(request, "review/agreements.html", context, status=422 if said else 200)


@needs(May.RUN)
@require_POST
def agree(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    """Confirm one, or end it."""
    ends = request.POST.get("do") == "end"
    try:
        (agreeing.end if ends else agreeing.confirm)(who, public_id)
    except Declined as declined:
        messages.error(request, words.declined(declined), extra_tags="error")
    else:
        done = _("Ended. What it permitted is hidden again.") if ends else _("Confirmed. It holds.")
        messages.success(request, done, extra_tags="done")
    return redirect("agreements")


def _promises(values: dict[str, int], said: str) -> dict[str, object]:
    p = Plan(**{name: values[name] for name in FIELDS})
    p = p if fits(p) else Plan()
    worst, at = aoql(p)
    week = reading.answers_a_week(clock())
    rows = [
        (words.percent(poor), words.percent(looked_at(p, poor)), words.percent(unseen(p, poor), 1), poor)
        for poor in POOR
    ]
    return {
        "values": values, "said": said, "worst": words.percent(worst, 1), "worst_at": words.percent(at), "table": rows,
        "week": week, "minutes": round(week * looked_at(p, 0.02)), "here": "reviews",
    }  # fmt: skip


def _number(text: str, else_: int) -> int:
    return int(text) if text.isdecimal() and len(text) < 5 else else_


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


urlpatterns: list[URLPattern | URLResolver] = [
    path("sampling-plan/", plan, name="review_plan"),
    path("agreements/", listed, name="agreements"),
    path("agreements/<slug:public_id>/", agree, name="agree"),
]
