"""`{% translate "…" %}` for the plain case, which is nearly every one: a look into the catalogue and no more.

A page holds a hundred of them, and each costs ten times as much through Django's own node (`yuinowa bench pages`). As there, a text of the
catalogue is trusted and not escaped.
"""

from typing import Any

from django import template
from django.template.base import Node, Parser, Token
from django.templatetags.i18n import TranslateNode, do_translate
from django.utils.translation import gettext

from yuinowa.ui.markup import written

register = template.Library()


class Words(Node):
    """One msgid, written or kept under a name."""

    def __init__(self, msgid: str, name: str | None) -> None:
        self.msgid = msgid
        self.name = name

    def render(self, context: Any) -> str:
        text = written(gettext(self.msgid))
        if self.name is None:
            return text
        context[self.name] = text
        return ""


@register.tag
def translate(parser: Parser, token: Token) -> Node:
    """As Django has it; quicker where the text is written in the template and has no context."""
    node: TranslateNode = do_translate(parser, token)
    msgid = getattr(node.filter_expression.var, "literal", None)
    is_plain = isinstance(msgid, str) and "%" not in msgid and not node.filter_expression.filters
    return Words(str(msgid), node.asvar) if is_plain and not node.noop and node.message_context is None else node
