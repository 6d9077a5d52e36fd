"""The mails of this room, all to who holds a post today: one function and one template each."""

from yuinowa.rounds.mails.asking import answered, counted, proposed, readers_at, reminded, tomorrow, unanswered
from yuinowa.rounds.mails.reading import commented, recorded

__all__ = ["answered", "commented", "counted", "proposed", "readers_at", "recorded", "reminded", "tomorrow", "unanswered"]
