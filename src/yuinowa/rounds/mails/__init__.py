"""The mails of this room, all to who holds a post today: one function and one template each."""

from yuinowa.rounds.mails.asking import answered, counted, proposed, readers_at, reminded, tomorrow, unanswered

__all__ = ["answered", "counted", "proposed", "readers_at", "reminded", "tomorrow", "unanswered"]
