"""Fields that many forms share."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.forms.models import ModelChoiceIterator
from django.utils.safestring import SafeString

from yuinowa.ui.markup import shown, written


class NameSelect(forms.Select):
    """A long list of plain options, without a dictionary and a template for each."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        chosen = {str(one) for one in self.format_value(value)}
        own = "".join([f' {key}="{shown(text)}"' for key, text in self.build_attrs(self.attrs, attrs).items()])
        options = "".join([_option(key, label, chosen) for key, label in self.choices])
        return written(f'<select name="{shown(name)}"{own}>{options}</select>')


def _option(key: Any, label: Any, chosen: set[str]) -> str:
    key = str(key)
    return f'<option value="{shown(key)}"{" selected" if key in chosen else ""}>{shown(label)}</option>'


class NameIterator(ModelChoiceIterator):
    """Key and name of each row, without making objects of them."""

    def __iter__(self) -> Iterator[Any]:
        if self.field.empty_label is not None:
            yield "", self.field.empty_label
        yield from self.queryset.values_list("pk", self.field.name_column)  # type: ignore[attr-defined]


class NamedChoiceField(forms.ModelChoiceField):
    """A choice among many rows, of which the list needs only the names (``name_column``)."""

    iterator = NameIterator
    widget = NameSelect

    def __init__(self, queryset: Any, *, name_column: str = "name", **options: Any) -> None:
        self.name_column = name_column
        super().__init__(queryset, **options)
