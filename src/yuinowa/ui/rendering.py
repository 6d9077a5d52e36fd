"""One field template serves every form; the common widgets are written as text.

As templates they include a template for each attribute list and each option: eight filters took a quarter of a list's time
(`yuinowa bench pages`). What is written here is what Django's own templates write.
"""

from collections.abc import Callable
from typing import Any

from django.forms.renderers import TemplatesSetting
from django.utils.safestring import SafeString

from yuinowa.ui.markup import shown, written

Widget = dict[str, Any]


class FormRenderer(TemplatesSetting):
    field_template_name = "ui/field.html"

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> Any:
        write = WRITERS.get(template_name)
        return write(context["widget"]) if write else super().render(template_name, context, request)


def _input(widget: Widget) -> SafeString:
    value = widget["value"]
    told = "" if value is None else f' value="{shown(value)}"'
    return written(f'<input type="{shown(widget["type"])}" name="{shown(widget["name"])}"{told}{_attributes(widget)}>')


def _select(widget: Widget) -> SafeString:
    groups = "".join([_group(name, options) for name, options, _index in widget["optgroups"]])
    return written(f'<select name="{shown(widget["name"])}"{_attributes(widget)}>{groups}</select>')


def _group(name: Any, options: list[Widget]) -> str:
    written = "".join([f'<option value="{shown(o["value"])}"{_attributes(o)}>{shown(o["label"])}</option>' for o in options])
    return f'<optgroup label="{shown(name)}">{written}</optgroup>' if name else written


def _attributes(widget: Widget) -> str:
    attributes = [(name, value) for name, value in widget["attrs"].items() if value is not False]
    return "".join([f" {shown(name)}" if value is True else f' {shown(name)}="{shown(value)}"' for name, value in attributes])


INPUTS = ("input", "text", "number", "email", "url", "password", "hidden", "date", "time", "checkbox")
WRITERS: dict[str, Callable[[Widget], SafeString]] = {
    **{f"django/forms/widgets/{name}.html": _input for name in INPUTS},
    "django/forms/widgets/select.html": _select,
}
