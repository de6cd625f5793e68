"""All addresses. Each area lists its own in its module."""

from django.urls import URLPattern, URLResolver

from zuruf.web import accounts, audit, desk, guidelines, outbox, people, reply, start, talk

urlpatterns: list[URLPattern | URLResolver] = [
    *start.urlpatterns,
    *desk.urlpatterns,
    *reply.urlpatterns,
    *outbox.urlpatterns,
    *talk.urlpatterns,
    *accounts.urlpatterns,
    *guidelines.urlpatterns,
    *audit.urlpatterns,
    *people.urlpatterns,
]
