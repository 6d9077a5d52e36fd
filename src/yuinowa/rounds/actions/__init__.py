"""The verbs of this room."""

from yuinowa.rounds.actions.visits import cancel_visit, lock_visit, make_visit, move_visit

__all__ = ["cancel_visit", "lock_visit", "make_visit", "move_visit"]
