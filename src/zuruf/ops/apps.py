from django.apps import AppConfig


class Ops(AppConfig):
    name = "zuruf.ops"
    label = "ops"
