"""Connecting an account: which channel, what to do at the network, what to fill in, and what a look found."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from zuruf import channels
from zuruf.core.capabilities import Group
from zuruf.core.channel import Check
from zuruf.core.people import May, Who
from zuruf.flow import accounts as doing
from zuruf.flow import reserving
from zuruf.flow.errors import Declined
from zuruf.store.queries import accounts as reading
from zuruf.web import channel_words
from zuruf.web.access import needs
from zuruf.web.account_form import Connect
from zuruf.web.check_words import checked
from zuruf.web.refusals import words

WANTED_MOST = 60  # characters to look for among the channels


@dataclass(frozen=True, slots=True)
class Door:
    """Where the network calls us. `open`: from elsewhere, by https; networks call nothing else. `own`: no network calls but a system
    of the house, which may run on this machine."""

    address: str
    open: bool
    own: bool


@needs(May.RUN)
@require_GET
def new(request: HttpRequest, who: Who) -> HttpResponse:
    """Which channel, and what each can really do."""
    wanted = request.GET.get("q", "")[:WANTED_MOST].strip()
    context = {"headings": channel_words.headings(wanted), "wanted": wanted, "here": "accounts"}
    return render(request, "accounts/new.html", context)


@needs(May.RUN)
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def connect(request: HttpRequest, who: Who, channel: str) -> HttpResponse:
    """What to do at the network and what to fill in. It is looked at before anything is saved; secrets are never shown again."""
    if not channel_words.can_connect(channels.can(channel)):
        raise Http404
    row = channel_words.channel(channel)
    if row.by_hand:
        raise Http404
    again = _again(channel, request.GET.get("again", ""))
    data = request.POST if request.method == "POST" else None
    agreed = again is not None and again.disconnected_at is None
    fields = channels.can(channel).fields
    form = Connect(data, fields=fields, agreed=agreed, initial=again.settings if again else None)
    held = request.POST.get("reserved", "")
    if not reserving.reserved(channel, held):
        held = reserving.reserve(channel)
    public_id = again.public_id if again else reserving.reserved(channel, held)
    check: Check | None = None
    if data and form.is_valid():
        try:
            made = doing.connect(who, channel, form.settings, form.secrets, public_id=public_id)
        except Declined as declined:
            found = declined.data.get("check")
            check = found if isinstance(found, Check) else None
            if check is None:
                form.add_error(None, words(declined))
        else:
            messages.success(request, _("Connected. This is what it can do:"), extra_tags="done")
            if said := _unlike(made, public_id, again, row.calls):
                messages.info(request, said)
            return redirect("account", public_id=made)
    context = {
        "form": form,
        "row": row,
        "checked": checked(check, row.profile) if check else None,
        "again": again,
        "reserved": held,
        "door": door(request, public_id, channel) if row.calls else None,
        "here": "accounts",
    }
    return render(request, "accounts/connect.html", context, status=422 if data else 200)


def _again(channel: str, public_id: str) -> reading.AccountView | None:
    """The account that is to be connected again; None: a new one."""
    found = reading.one(public_id) if public_id else None
    return found if found and found.channel == channel else None


def _unlike(made: str, expected: str, again: reading.AccountView | None, calls: bool) -> str:
    """What to say when another account was connected than the page spoke of; "" = the same, or it makes no difference."""
    if made == expected:
        return ""
    if again:
        told = _("That is another account than %(name)s, which is still as it was. Both are here now.")
        return told % {"name": again.name}
    if not calls:
        return ""
    if reading.one(expected):  # somebody went back to a page on which an account had been connected already
        return _("The address for its calls is not the one that stood on that page. It stands below.")
    return _("It was connected before, so the address for its calls is the one that it had. It stands below.")


def door(request: HttpRequest, public_id: str, channel: str) -> Door:
    """Where the network of this account calls, or the house's own system."""
    address = request.build_absolute_uri(reverse("hook", kwargs={"public_id": public_id}))
    return Door(address, address.startswith("https://"), channels.can(channel).group == Group.OWN)
