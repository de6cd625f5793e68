"""Words for times, waits and states."""

from django import template

register = template.Library()
