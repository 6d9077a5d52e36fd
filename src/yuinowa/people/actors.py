"""From an account and a chosen post to the actor whose rights count."""

import datetime as dt
from typing import Any

from django.db.models import Exists, OuterRef

from yuinowa.access.matrix import Role
from yuinowa.core.actions import Actor, Channel
from yuinowa.people.models import Appointment, Post

RESIDENT = frozenset({Role.TALENT, Role.WORKPLACE, Role.GUARDIAN})
# Every page asks for these, so it asks for no more.
NAMED = ("post__kind", "post__number", "post__school__short_name", "post__school__block_id", "post__center__name", "post__center__block_id")
_ROLES = {
    Post.Kind.VICE_PRINCIPAL: Role.PRINCIPAL,
}


def posts_of(person_id: int, *, on: dt.date) -> list[Post]:
    """The posts that a person holds on a day, with their places; one query."""
    held = Appointment.objects.valid(on).filter(person_id=person_id).select_related("post__school", "post__center").only(*NAMED)
    return sorted((_with_window(row) for row in held.annotate(has_window=_window(on)).order_by()), key=lambda post: (post.kind, post.pk))


def _window(on: dt.date) -> Exists:
    """Whether the school has a 事業担当教員: asked together with the post, because every page of a 教頭 needs it."""
    return Exists(Appointment.objects.valid(on).filter(post__school=OuterRef("post__school"), post__kind=Post.Kind.LIAISON_TEACHER))


def _with_window(held: Any) -> Post:
    held.post.has_window = held.has_window
    return held.post  # type: ignore[no-any-return]


def actor_for_post(post: Post, person_id: int, *, on: dt.date, channel: Channel = Channel.PAGE) -> Actor:
    """The actor of a person in one post. A vacant 事業担当教員 falls to the 教頭."""
    roles = {_ROLES.get(Post.Kind(post.kind)) or Role(post.kind)}
    if post.kind == Post.Kind.VICE_PRINCIPAL and not _has_liaison(post, on):
        roles.add(Role.LIAISON_TEACHER)
    place = post.place
    return Actor(
        roles=frozenset(roles),
        channel=channel,
        person_id=person_id,
        post_id=post.pk,
        school_id=post.school_id,
        center_id=post.center_id,
        block_id=place.block_id if place else None,
        label=post.label,
    )


def resident_actor(person_id: int, *, channel: Channel = Channel.PAGE) -> Actor:
    """A person acting for nobody but themselves."""
    return Actor(roles=RESIDENT, channel=channel, person_id=person_id, label="ご本人")


def _has_liaison(post: Any, on: dt.date) -> bool:
    if hasattr(post, "has_window"):
        return bool(post.has_window)
    return Appointment.objects.valid(on).filter(post__school_id=post.school_id, post__kind=Post.Kind.LIAISON_TEACHER).exists()
