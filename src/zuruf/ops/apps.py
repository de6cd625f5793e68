import logging

from django.apps import AppConfig
from django.conf import settings


class Ops(AppConfig):
    name = "zuruf.ops"
    label = "ops"

    def ready(self) -> None:
        if settings.EMBEDDINGS:
            from zuruf.classifiers import (
                embedding,
            )  # here, so that a process without it does not load the judges

            embedding.switch(True)
            if not embedding.available():
                logging.getLogger("zuruf.ops").warning(
                    "Sentence embeddings are on, but cannot run on this processor."
                )
