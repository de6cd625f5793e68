"""Words of others in quotation marks, for templates."""

from django import template

from zuruf.web import quotes

register = template.Library()
register.filter("quoted", quotes.quoted)
