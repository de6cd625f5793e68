"""Tags for the second pair of eyes."""

from django import template

from zuruf.web import eyes_words

register = template.Library()
register.filter("till", eyes_words.till)
register.filter("senses", eyes_words.senses)
register.filter("asked", eyes_words.asked)
register.filter("why_you", eyes_words.why_you)
register.filter("question", eyes_words.question)
register.filter("heading", eyes_words.heading)
