"""For templates that show rules text."""

from django import template

from campaigns.described import summary
from campaigns.prose import prose

register = template.Library()
register.filter("prose", prose)
register.filter("summary", summary)
