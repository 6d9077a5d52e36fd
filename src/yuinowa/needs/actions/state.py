"""The state of a need, derived in one place from what happened to it."""

from collections.abc import Iterable, Sequence

from django.db.models import Count, Q

from yuinowa.needs.models import Cancellation, Engagement, Need, Offer

BEFORE_ASKING = (Need.State.DRAFT, Need.State.AWAITING_APPROVAL)
LIVE = (Need.State.OPEN, Need.State.ASKING, Need.State.FILLED)


def enter(needs: Sequence[Need], state: Need.State) -> None:
    """Put needs into a state before asking: drafted, handed in, opened."""
    for need in needs:
        need.state = state
    Need.objects.filter(pk__in=[need.pk for need in needs]).update(state=state)


def refresh_state(need: Need) -> Need.State:
    """Bring the state of one need up to date after something happened to it."""
    refresh_states([need])
    return Need.State(need.state)


def refresh_states(needs: Sequence[Need]) -> None:
    """The same for many, in a few queries; the rows given are changed too."""
    ids = [need.pk for need in needs]
    engaged, waiting = engaged_counts(ids), waiting_counts(ids)
    cancelled = set(Cancellation.objects.filter(need_id__in=ids).values_list("need_id", flat=True))
    changed: dict[Need.State, list[Need]] = {}
    for need in needs:
        state = derive(
            Need.State(need.state),
            people=need.people,
            engaged=engaged.get(need.pk, 0),
            waiting=waiting.get(need.pk, 0),
            is_cancelled=need.pk in cancelled,
            is_done=need.activity_id is not None,
        )
        if state != need.state:
            changed.setdefault(state, []).append(need)
    for state, rows in changed.items():
        enter(rows, state)


def derive(state: Need.State, *, people: int, engaged: int, waiting: int, is_cancelled: bool, is_done: bool) -> Need.State:
    """The state that follows from the facts; a draft and a need that waits for its principal stay so until an action opens them."""
    if is_cancelled:
        return Need.State.CANCELLED
    if is_done:
        return Need.State.DONE
    if state in BEFORE_ASKING:
        return state
    if engaged >= people:
        return Need.State.FILLED
    return Need.State.ASKING if waiting else Need.State.OPEN


def engaged_counts(ids: Iterable[int]) -> dict[int, int]:
    """How many people have said yes and still come, per need."""
    rows = Engagement.objects.live().filter(need_id__in=ids).order_by().values("need_id").annotate(n=Count("pk"))
    return {row["need_id"]: row["n"] for row in rows}


def waiting_counts(ids: Iterable[int], *, kind: str | None = None) -> dict[int, int]:
    """How many answers are awaited, per need."""
    asked = Q(kind=kind) if kind else Q()
    rows = Offer.objects.waiting().filter(asked, need_id__in=ids).order_by().values("need_id").annotate(n=Count("pk"))
    return {row["need_id"]: row["n"] for row in rows}


def seats_left(need: Need) -> int:
    """Places for which nobody has said yes; only true while the need's row is locked."""
    return max(0, need.people - Engagement.objects.live().filter(need=need).count())
