"""Search in Japanese over rows: one- and two-character grams in an inverted index, then the text itself; near words after exact ones.

A model that can be found inherits ``core.models.Searchable`` and says in ``searched()`` which texts make it up, the name first.
Its actions call ``fill_search`` after they changed such a text; its queryset inherits ``SearchMixin``.
"""

import functools
import operator
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Self

from django.apps import apps
from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Case, F, Func, Q, Value, When
from django.db.models.lookups import GreaterThanOrEqual
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from yuinowa.core.models import Searchable
from yuinowa.core.vocabulary import near_words
from yuinowa.engine.japanese.grams import grams, query_grams
from yuinowa.engine.japanese.normalise import find_spans, normalise

MOST_WORDS = 6
LONGEST_QUERY = 100


# Filling


def put_search(row: Searchable) -> bool:
    """Set the search fields of a row without saving (before ``bulk_create``); whether they changed."""
    return set_search(row, row.searched())


def set_search(row: Searchable, parts: Iterable[str]) -> bool:
    """The same from texts at hand, for rows whose relations are not saved yet."""
    # A line break keeps the end of one text and the beginning of the next from making a word.
    text = "\n".join(normal for part in parts if part and (normal := normalise(part)))
    if text == row.search_text:
        return False
    row.search_text, row.search_grams = text, grams(text)
    return True


def fill_search(*rows: Searchable) -> None:
    """Bring the search fields of saved rows up to date; call it in the action that changed what they are made of."""
    for row in rows:
        if put_search(row):
            row.save(update_fields=["search_text", "search_grams"])


def fill_search_all(queryset: models.QuerySet[Any], *, batch: int = 500) -> int:
    """The same for many rows; returns how many changed."""
    changed, rows = 0, []
    for row in queryset.select_related(*queryset.model.SEARCH_RELATED).prefetch_related(*queryset.model.SEARCH_PREFETCHED).iterator(batch):
        if put_search(row):
            rows.append(row)
        if len(rows) == batch:
            changed += _save(queryset.model, rows)
            rows = []
    return changed + _save(queryset.model, rows)


def fill_search_everywhere() -> dict[str, int]:
    """Every searchable model; how many rows of each changed. Finds, too, what changed in a room that may not know this one (a block's name)."""
    found = (model for model in apps.get_models() if issubclass(model, Searchable))
    return {model.__name__: fill_search_all(model._default_manager.all()) for model in found}


def _save(model: type[models.Model], rows: list[Any]) -> int:
    return model._default_manager.bulk_update(rows, ["search_text", "search_grams"]) if rows else 0


# Asking


@dataclass(frozen=True)
class Query:
    """What was typed, normalised; for each word its near words, normalised, with the way to show them."""

    words: tuple[str, ...]
    shown: Mapping[str, str]
    near: Mapping[str, Mapping[str, str]]

    def __bool__(self) -> bool:
        return bool(self.words)

    @property
    def all_words(self) -> list[str]:
        return [*self.words, *(near for nears in self.near.values() for near in nears)]

    @property
    def holding(self) -> Q:
        """Rows with every word itself."""
        return _all(_holds_one_of([word]) for word in self.words)

    @property
    def holding_near(self) -> Q:
        """Rows with every word or one near to it."""
        return _all(_holds_one_of([word, *self.near[word]]) for word in self.words)

    @property
    def has_near(self) -> bool:
        return any(self.near.values())


def understand(text: str) -> Query:
    """Read a query. Words beyond the sixth, and characters beyond the hundredth, are not looked at."""
    typed = text[:LONGEST_QUERY].replace("\x00", " ").split()[:MOST_WORDS]
    shown = {folded: word for word in typed if (folded := normalise(word))}
    near = {folded: {normalise(other.word): other.word for other in near_words(word)} for folded, word in shown.items()}
    return Query(tuple(shown), shown, near)


class SearchMixin(models.QuerySet[Any]):
    """Adds the three ways to ask; an empty query leaves the rows as they are."""

    def allowing(self, actor: Any, permission: Any) -> Self:
        # No page shows grams, and some hundred strings a row are slow to read.
        return super().allowing(actor, permission).defer("search_grams")  # type: ignore[misc,no-any-return]

    def search(self, query: str | Query) -> Self:
        """Rows that hold every word or one near to it; those that hold the words themselves first, else in the model's order."""
        asked = understand(query) if isinstance(query, str) else query
        # Said, not left to the model: Django drops a default order where rows are counted or grouped.
        order = self.model._meta.ordering
        if not asked.has_near:
            return self.filter(asked.holding).order_by(*order)
        return self.filter(asked.holding_near).annotate(search_rank=_rank(asked.words)).order_by("search_rank", *order)

    def search_exact(self, query: Query) -> Self:
        """Rows that hold every word."""
        return self.filter(query.holding)

    def search_near(self, query: Query) -> Self:
        """Rows that hold a near word in place of at least one of the words."""
        held = _all(Q(search_text__contains=word) for word in query.words)
        return self.filter(query.holding_near).exclude(held) if query.has_near else self.none()


def find(rows: Any, query: Query, count: int) -> list[Any]:
    """The first ``count`` rows of a searchable queryset, exact ones before near ones, in one query.

    Much faster than ``search`` on a large table, because the index of the model's order serves each half.
    """
    order = rows.model._meta.ordering
    exact = rows.search_exact(query).order_by(*order)
    if not query.has_near:
        return list(exact[:count])
    near = rows.search_near(query).order_by(*order)
    keys, more = (ArraySubquery(half.values("pk")[:count]) for half in (exact, near))
    # PostgreSQL computes the near half only when it gets there: on a frequent word it costs twenty times the exact one.
    is_full = GreaterThanOrEqual(Func(keys, function="cardinality", output_field=models.IntegerField()), count)
    found = rows.filter(_is_one_of("pk", Case(When(is_full, then=keys), default=Func(keys, more, function="array_cat"))))
    return list(found.annotate(search_rank=_rank(query.words)).order_by("search_rank", *order)[:count])


def _is_one_of(name: str, keys: Case) -> Func:
    """``name = ANY(keys)``; with ``keys`` computed once, PostgreSQL goes to the rows by their index."""
    return Func(F(name), keys, template="%(expressions)s)", arg_joiner=" = ANY(", output_field=models.BooleanField())


def _rank(words: Iterable[str]) -> Case:
    """0 for rows with every word itself, 1 for others."""
    return Case(When(_all(Q(search_text__contains=word) for word in words), then=Value(0)), default=Value(1))


def _holds_one_of(words: list[str]) -> Q:
    """Grams for the index, then the texts. Paired word by word, PostgreSQL would compare every array again: 35 µs a row."""
    by_grams = _any(Q(search_grams__contains=query_grams(word)) for word in words)
    return by_grams & _any(Q(search_text__contains=word) for word in words)


def _all(conditions: Iterable[Q]) -> Q:
    return functools.reduce(operator.and_, conditions, Q())


def _any(conditions: Iterable[Q]) -> Q:
    return functools.reduce(operator.or_, conditions, Q())


# Showing


def near_hits(row: Searchable, query: Query) -> list[tuple[str, str]]:
    """(typed word, near word found instead) for each word that the row does not hold itself."""
    missing = [word for word in query.words if word not in row.search_text]
    found = ((word, next((shown for near, shown in query.near[word].items() if near in row.search_text), None)) for word in missing)
    return [(query.shown[word], near) for word, near in found if near]


def highlight(text: str, query: Query) -> SafeString:
    """The text, escaped, with what was found in ``<mark>``."""
    parts, end = [], 0
    for start, stop in find_spans(text, query.all_words):
        parts += [escape(text[end:start]), "<mark>", escape(text[start:stop]), "</mark>"]
        end = stop
    return mark_safe("".join([*parts, escape(text[end:])]))  # every part is escaped above  # nosec B308 B703


def excerpt(text: str, query: Query, length: int = 80) -> str:
    """The piece of a long text round the first find, with … where it was cut."""
    spans = find_spans(text, query.all_words)
    start = max(spans[0][0] - length // 3, 0) if spans else 0
    piece = text[start : start + length]
    return f"{'…' if start else ''}{piece}{'…' if start + length < len(text) else ''}"
