from zuruf.web.urls import urlpatterns

__all__ = ["urlpatterns"]
