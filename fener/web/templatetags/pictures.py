"""``{% load pictures %}``: the colours of charts for light and dark pages."""

from __future__ import annotations

from django import template
from django.utils.html import json_script
from django.utils.safestring import SafeString

from fener.gateways.charts import config
from fener.queries.incidents import route_label as _route_label

register = template.Library()


@register.simple_tag
def look_of_pictures() -> SafeString:
    """The chart configurations ``light`` and ``dark`` as a JSON script that ``picture.js`` reads."""
    return json_script({"light": config("light"), "dark": config("dark")}, "picture-look")


@register.filter
def route_label(route: str) -> str:
    """``western_balkans`` → ``Western Balkans``."""
    return _route_label(route)
