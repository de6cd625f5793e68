"""Pages of this area; see the module docstring of zuruf.web.urls."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
