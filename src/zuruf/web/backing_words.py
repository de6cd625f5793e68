"""Who backs an answer, in one line under it."""

from django.urls import reverse
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from zuruf.core.guideline import in_language
from zuruf.store.queries.backing import Backed, Cited


def line(b: Backed) -> SafeString:
    """ "Covered by mandate Everyday, granted by Head of Service · guideline Shipping v4"."""
    parts = [_first(b), *(_guideline(g, named=not b.mandate) for g in b.guidelines)]
    if b.others:
        parts.append(format_html(_("{name} answers for it"), name=b.accountable))
    return format_html_join(" · ", "{}", ((part,) for part in parts if part))


def _first(b: Backed) -> SafeString:
    """What let it go out."""
    if b.holding:
        return escape(_("Holding reply: nobody had looked in time"))
    if b.clock:
        return format_html(_("Went out at its deadline, as the guideline of {owner} wants it"), owner=b.clock)
    if b.released_by and not b.mandate:
        return format_html(_("Released by {name}"), name=b.released_by)
    if not b.mandate:
        return escape(_("Within the guidelines"))
    url = reverse("mandate", args=[b.mandate_id])
    mandate = format_html('<a href="{}">{}</a>', url, b.mandate)
    if b.deputy_for:
        said = format_html(
            _("Covered by mandate {mandate}, in place of {name}"), mandate=mandate, name=b.deputy_for
        )
    elif b.granted_by:
        said = format_html(
            _("Covered by mandate {mandate}, granted by {name}"), mandate=mandate, name=b.granted_by
        )
    else:
        said = format_html(_("Covered by mandate {mandate}"), mandate=mandate)
    return (
        format_html(_("{said}, released by {name}"), said=said, name=b.released_by) if b.released_by else said
    )


def _guideline(g: Cited, *, named: bool) -> SafeString:
    title = in_language(g.title, get_language() or "en")
    link = format_html('<a href="{}">{}</a>', reverse("guideline", args=[g.slug]), title)
    if named and g.by:
        said = _("guideline {title} v{version}, put in force by {name}")
        return format_html(said, title=link, version=g.version, name=g.by)
    return format_html(_("guideline {title} v{version}"), title=link, version=g.version)
