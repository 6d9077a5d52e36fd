"""Whether somebody else could come: a question that ends when its visit changes."""

from yuinowa.core import clock
from yuinowa.rounds import mails
from yuinowa.rounds.models import Substitution, Visit


def withdraw_questions(visit: Visit) -> list[Substitution]:
    """Whoever was asked to come instead need not answer any more."""
    waiting = list(Substitution.objects.waiting().filter(visit=visit).select_related("post__center", "visit__school"))
    for row in waiting:
        row.state, row.answered_at = Substitution.State.WITHDRAWN, clock.now()
        row.save(update_fields=["state", "answered_at"])
    return waiting


def drop_questions(visit: Visit) -> None:
    """The same, and tell them: the visit was moved or called off by somebody else."""
    rows = withdraw_questions(visit)
    if rows:
        mails.substitutions_withdrawn(rows)
