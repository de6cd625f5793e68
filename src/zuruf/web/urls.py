"""All addresses. Each area lists its own in its module."""

from django.urls import URLPattern, URLResolver

from zuruf.web import (
    accounts,
    attach,
    audit,
    delivery,
    desk,
    files,
    guidelines,
    incident,
    me,
    organisation,
    outbox,
    people,
    post,
    post_files,
    reply,
    signin,
    start,
    talk,
    tone,
)

urlpatterns: list[URLPattern | URLResolver] = [
    *start.urlpatterns,
    *signin.urlpatterns,
    *desk.urlpatterns,
    *reply.urlpatterns,
    *attach.urlpatterns,
    *tone.urlpatterns,
    *outbox.urlpatterns,
    *delivery.urlpatterns,
    *post_files.urlpatterns,
    *post.urlpatterns,
    *incident.urlpatterns,
    *talk.urlpatterns,
    *files.urlpatterns,
    *accounts.urlpatterns,
    *guidelines.urlpatterns,
    *audit.urlpatterns,
    *people.urlpatterns,
    *me.urlpatterns,
    *organisation.urlpatterns,
]
