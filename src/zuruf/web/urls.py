"""All addresses. Each area lists its own in its module."""

from django.urls import URLPattern, URLResolver

from zuruf.web import (
    accounts,
    audit,
    desk,
    guidelines,
    incident,
    me,
    organisation,
    outbox,
    people,
    reply,
    signin,
    start,
    talk,
)

urlpatterns: list[URLPattern | URLResolver] = [
    *start.urlpatterns,
    *signin.urlpatterns,
    *desk.urlpatterns,
    *reply.urlpatterns,
    *outbox.urlpatterns,
    *incident.urlpatterns,
    *talk.urlpatterns,
    *accounts.urlpatterns,
    *guidelines.urlpatterns,
    *audit.urlpatterns,
    *people.urlpatterns,
    *me.urlpatterns,
    *organisation.urlpatterns,
]
