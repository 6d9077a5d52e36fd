"""The mails of this room, all to who holds a post today: one function and one template each."""

from yuinowa.promises.mails import short_day
from yuinowa.rounds.mails.asking import answered, counted, proposed, readers_at, reminded, tomorrow, unanswered
from yuinowa.rounds.mails.reading import commented, recorded
from yuinowa.rounds.mails.storm import Told, block_readers, span_words, storm_told
from yuinowa.rounds.mails.upset import (
    Unread,
    border_moved,
    counted_holders,
    day_lost,
    nobody_comes,
    refusal_readers,
    refused,
    substitution_answered,
    substitution_asked,
    substitutions_withdrawn,
    visit_restored,
    visit_substituted,
)

__all__ = [
    "Told",
    "Unread",
    "answered",
    "block_readers",
    "border_moved",
    "commented",
    "counted",
    "counted_holders",
    "day_lost",
    "nobody_comes",
    "proposed",
    "readers_at",
    "recorded",
    "refusal_readers",
    "refused",
    "reminded",
    "short_day",
    "span_words",
    "storm_told",
    "substitution_answered",
    "substitution_asked",
    "substitutions_withdrawn",
    "tomorrow",
    "unanswered",
    "visit_restored",
    "visit_substituted",
]
