from django.apps import AppConfig


class Web(AppConfig):
    name = "zuruf.web"
    label = "web"
