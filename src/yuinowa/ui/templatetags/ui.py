"""Tags of the components. What each looks like and when to use it: docs/components.md."""

import uuid
from functools import lru_cache
from typing import Any

from django import template
from django.forms import BaseForm, BoundField
from django.http import HttpRequest, QueryDict
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from yuinowa.access.matrix import Role
from yuinowa.core.submissions import FIELD
from yuinowa.ui.markup import shown, written
from yuinowa.ui.navigation import BAR, address_of, current_of, links_for, page_of
from yuinowa.ui.status import mark, sprite
from yuinowa.ui.tables import Table, sort_head

register = template.Library()


@register.simple_tag
def submission_key() -> SafeString:
    """The hidden field that makes a double click harmless (``core.submissions``)."""
    return format_html('<input type="hidden" name="{}" value="{}">', FIELD, uuid.uuid4())


@register.simple_tag
def icon(name: str) -> SafeString:
    """A picture beside a word; it says nothing on its own."""
    return format_html('<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><use href="{}#{}"/></svg>', sprite(), name)


@register.simple_tag
def address(url_name: str) -> str:
    """The address of a page without arguments, or "" where there is no such page."""
    return address_of(url_name) or ""


@register.simple_tag
def page(url_name: str, *args: Any) -> str:
    """The address of a page, or "" where there is no such page."""
    return page_of(url_name, *args)


@register.inclusion_tag("ui/crumb.html")
def crumb(text: Any, url_name: str = "", *args: Any) -> dict[str, Any]:
    """One step of the breadcrumbs; the last one, the page itself, has no address."""
    return {"text": text, "url": reverse(url_name, args=args) if url_name else ""}


# Tags that stand in every row of a list build their few words of HTML themselves: a template each would cost a page its speed.


@register.simple_tag
def status(key: Any, label: Any) -> SafeString:
    """A state as word, shape and colour: ``{% status need.state need.get_state_display %}``."""
    return mark(str(key), label)


@register.simple_tag
def is_filtered(form: Any, request: Any) -> bool:
    """Whether the address asks for less than everything."""
    return any(request.GET.get(name) for name in form.fields)


@register.filter
def kept(form: Any, request: Any) -> list[tuple[str, str]]:
    """What of the address outlives filtering: how the list is shown and sorted, but not its page."""
    return [(name, value) for name, value in request.GET.items() if name not in form.fields and name != "page"]


@register.simple_tag
def filter_fields(form: BaseForm) -> SafeString:
    """The fields of a filter: label and widget, and no more. What is wrong in a filter is left out, so there are no errors to show."""
    return written("".join([str(field) if field.is_hidden else _filter_field(field) for field in form]))


def _filter_field(field: BoundField) -> str:
    name, words = field.id_for_label, shown(field.label)
    if field.widget_type == "checkbox":
        return f'<div class="field"><label class="check" for="{name}">{field}<span><strong>{words}</strong></span></label></div>'
    return f'<div class="field"><label class="field-label" for="{name}">{words}</label><div class="field-input">{field}</div></div>'


@register.inclusion_tag("ui/errors.html")
def errors(form: BaseForm) -> dict[str, Any]:
    """What is wrong with the form, gathered, each with a link to its field."""
    return {"form": form, "fields": [field for field in form if field.errors], "others": form.non_field_errors()}


@register.inclusion_tag("ui/pagination.html", takes_context=True)
def pagination(context: Any, page: Any) -> dict[str, Any]:
    """The way to the other pages of a list; the filters stay in the address."""
    query = _query(context)
    query.pop("page", None)
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return {"page": page, "numbers": list(numbers), "rest": query.urlencode(), "ellipsis": page.paginator.ELLIPSIS}


@register.simple_tag(takes_context=True)
def sort(context: Any, key: str, label: Any, css: str = "") -> SafeString:
    """A column head that sorts: ``?sort=key``, then ``?sort=-key``."""
    return sort_head(label, key, _query(context), css)


@register.simple_tag(takes_context=True)
def table(context: Any, rows: Table) -> SafeString:
    """A list as a table (``ui.tables``), which the view described."""
    return rows.html(_query(context))


@register.simple_tag
def part(template_name: str, **facts: Any) -> SafeString:
    """A part of the frame that depends on these facts and the language alone: made once, then remembered."""
    return remembered(template_name, get_language(), **facts)


@register.simple_tag(takes_context=True)
def navigation(context: Any) -> SafeString:
    """The entries of the actor's role."""
    request: HttpRequest | None = context.get("request")
    actor = getattr(request, "actor", None)
    if request is None or actor is None or not request.user.is_authenticated:
        return SafeString("")
    return remembered_navigation(get_language(), actor.roles, current_of(actor.roles, request.path))


@lru_cache(maxsize=256)
def remembered(template_name: str, language: str, **facts: Any) -> SafeString:
    return render_to_string(template_name, facts)


@lru_cache(maxsize=256)
def remembered_navigation(language: str, roles: frozenset[Role], current: str) -> SafeString:
    return render_to_string("ui/navigation.html", {"links": links_for(roles, current)})


@register.simple_tag(takes_context=True)
def links(context: Any) -> list[dict[str, Any]]:
    """The entries of the actor's role that the bar of a phone has no room for."""
    actor, request = context.get("actor"), context.get("request")
    if not actor:
        return []
    return links_for(actor.roles, current_of(actor.roles, request.path) if request else "")[BAR:]


def _query(context: Any) -> QueryDict:
    request: HttpRequest | None = context.get("request")
    return request.GET.copy() if request else QueryDict(mutable=True)
