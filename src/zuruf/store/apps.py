from django.apps import AppConfig


class Store(AppConfig):
    name = "zuruf.store"
    label = "store"
    default_auto_field = "django.db.models.BigAutoField"
