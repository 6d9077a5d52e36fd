"""Tags of the components. What each looks like and when to use it: docs/components.md."""

import uuid
from functools import cache
from typing import Any

from django import template
from django.forms import BaseForm
from django.http import HttpRequest, QueryDict
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from yuinowa.core.submissions import FIELD
from yuinowa.ui.navigation import address_of, links_for, page_of
from yuinowa.ui.status import look_of

register = template.Library()


@register.simple_tag
def submission_key() -> SafeString:
    """The hidden field that makes a double click harmless (``core.submissions``)."""
    return format_html('<input type="hidden" name="{}" value="{}">', FIELD, uuid.uuid4())


@register.simple_tag
def icon(name: str) -> SafeString:
    """A picture beside a word; it says nothing on its own."""
    return format_html('<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><use href="{}#{}"/></svg>', sprite(), name)


@cache
def sprite() -> str:
    """The address of the pictures; it does not change while the server runs."""
    return static("ui/icons.svg")


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
    look = look_of(str(key))
    return format_html(
        '<span class="status tone-{}"><svg viewBox="0 0 12 12" aria-hidden="true"><use href="{}#{}"/></svg>{}</span>',
        look.tone,
        sprite(),
        look.shape,
        label,
    )


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


@register.inclusion_tag("ui/sort.html", takes_context=True)
def sort(context: Any, key: str, label: Any, css: str = "") -> dict[str, Any]:
    """A column head that sorts: ``?sort=key``, then ``?sort=-key``."""
    query = _query(context)
    query.pop("page", None)
    current = query.get("sort", "")
    direction = {key: "ascending", f"-{key}": "descending"}.get(current, "none")
    query["sort"] = f"-{key}" if current == key else key
    return {"label": label, "direction": direction, "url": f"?{query.urlencode()}", "css": css}


@register.inclusion_tag("ui/navigation.html", takes_context=True)
def navigation(context: Any) -> dict[str, Any]:
    return {"links": _links(context)}


@register.simple_tag(takes_context=True)
def links(context: Any) -> list[dict[str, Any]]:
    """The entries of the actor's role."""
    return _links(context)


def _links(context: Any) -> list[dict[str, Any]]:
    request: HttpRequest | None = context.get("request")
    actor = getattr(request, "actor", None)
    if request is None or actor is None or not request.user.is_authenticated:
        return []
    return links_for(actor.roles, request.path)


def _query(context: Any) -> QueryDict:
    request: HttpRequest | None = context.get("request")
    return request.GET.copy() if request else QueryDict(mutable=True)
