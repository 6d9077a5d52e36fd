"""Tables of lists, written as text: as templates, the cells were most of what a page cost (`yuinowa bench pages`)."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from yuinowa.ui.markup import shown, written


@dataclass(frozen=True)
class Column:
    """``cell`` gives what stands in a row's cell: text, or HTML that ``format_html`` made. ``sort`` is the key in the address.

    A column without ``label`` has no words before its cells on phones; its ``head`` is then HTML (the box that ticks all).
    """

    label: Any
    cell: Callable[[Any], Any]
    sort: str = ""
    css: str = ""
    is_name: bool = False
    head: Any = ""


@dataclass(frozen=True)
class Table:
    """Rows under columns; on phones each row is a card, in which the labels stand before the cells."""

    caption: Any
    columns: tuple[Column, ...]
    rows: Iterable[Any]

    def html(self, query: QueryDict) -> SafeString:
        """``query`` is that of the page: sorting keeps its filters."""
        heads = "".join(_head(column, query) for column in self.columns)
        frames = [(*_frame(column), column.cell) for column in self.columns]
        rows = "".join(f"<tr>{_cells(frames, row)}</tr>" for row in self.rows)
        text = (
            f'<div class="table-scroll"><table class="table table-cards"><caption class="visually-hidden">{shown(self.caption)}</caption>'
            f"<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>"
        )
        return written(text)


def whole(rows: Iterable[Sequence[Any]], most: int) -> Iterator[Sequence[Any]]:
    """The first ``most`` rows of a file; where there are more, a last line says so, because nothing is left out in silence."""
    for number, row in enumerate(rows):
        if number == most:
            yield rest_note(most)
            return
        yield row


def rest_note(most: int) -> list[str]:
    return [_("ここまでで%(n)s件です。のこりは、しぼり込んで分けて取り出してください。") % {"n": most}]


def words(choices: Any) -> dict[Any, str]:
    """The label of each value in the reader's language, looked up once a list instead of once a row."""
    return {value: str(label) for value, label in choices.choices}


def sort_head(label: Any, key: str, query: QueryDict, css: str = "") -> SafeString:
    """A column head that sorts: ``?sort=key``, then ``?sort=-key``."""
    asked = query.copy()
    asked.pop("page", None)
    current = asked.get("sort", "")
    direction = {key: "ascending", f"-{key}": "descending"}.get(current, "none")
    asked["sort"] = f"-{key}" if current == key else key
    kind = format_html(' class="{}"', css) if css else ""
    return format_html('<th scope="col" aria-sort="{}"{}><a class="sort" href="?{}">{}</a></th>', direction, kind, asked.urlencode(), label)


def _head(column: Column, query: QueryDict) -> str:
    if column.sort:
        return sort_head(column.label, column.sort, query, column.css)
    return f'<th scope="col"{_css(column)}>{shown(column.head or column.label)}</th>'


def _frame(column: Column) -> tuple[str, str]:
    if column.is_name:
        return f'<th scope="row"{_css(column)}>', "</th>"
    label = f' data-label="{shown(column.label)}"' if column.label else ""
    return f"<td{label}{_css(column)}>", "</td>"


def _css(column: Column) -> str:
    return f' class="{shown(column.css)}"' if column.css else ""


def _cells(frames: list[tuple[str, str, Callable[[Any], Any]]], row: Any) -> str:
    return "".join([f"{before}{shown(cell(row))}{after}" for before, after, cell in frames])
