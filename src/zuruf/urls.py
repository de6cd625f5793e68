from zuruf.web.urls import urlpatterns

__all__ = ["handler500", "urlpatterns"]

handler500 = "zuruf.web.broken.server_error"
