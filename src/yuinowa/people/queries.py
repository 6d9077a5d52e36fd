"""Questions about persons and posts."""

import datetime as dt
from itertools import combinations
from typing import Any, Self

import jaconv
from django.contrib.auth.models import BaseUserManager
from django.db.models import Exists, OuterRef, Q, Value
from django.db.models.functions import Replace

from yuinowa.access.matrix import Role
from yuinowa.access.querysets import AllowingQuerySet, HasRoles
from yuinowa.core import clock


class UserManager(BaseUserManager[Any]):
    """Accounts are made by an action of this room; the manager only finds them."""

    def get_by_natural_key(self, username: str | None) -> Any:
        return self.get(email__iexact=username or "")


class PersonQuerySet(AllowingQuerySet):
    def within_own(self, actor: HasRoles) -> Q:
        return Q(pk=actor.person_id)

    def within_school(self, actor: HasRoles) -> Q:
        return Q(pk__in=self._holders(post__school_id=actor.school_id))

    def within_block(self, actor: HasRoles) -> Q:
        """Who holds or held a post of the block, and who is in a 本部 of it: somebody has to telephone them."""
        holders = Q(pk__in=self._holders(post__school__block_id=actor.block_id)) | Q(
            pk__in=self._holders(post__center__block_id=actor.block_id)
        )
        terms = self.model._meta.get_field("hq_terms").related_model.objects.lasting(clock.today())
        return holders | Q(pk__in=terms.filter(terms.within_block(actor)).values("person"))

    def _holders(self, **where: Any) -> Any:
        return self.model._meta.get_field("appointments").related_model.objects.filter(**where).values("person")

    def read_as(self, kana: str) -> Self:
        """Those with that reading, in whichever kana it was written; spaces do not matter."""
        tight, space, wide = _tight(kana), Value(" "), Value("\u3000")
        spelt = self.alias(tight_kana=Replace(Replace("kana", space), wide))
        return spelt.filter(tight_kana__in=_spellings(tight))

    def living(self) -> Self:
        """Without those merged into another row."""
        return self.filter(merged_into__isnull=True)

    def named(self, words: str) -> Self:
        """Those whose name, reading or address of mail holds ``words``; spaces do not matter."""
        tight, space, wide = _tight(words), Value(" "), Value("\u3000")
        found = Q(tight_name__contains=tight) | Q(email__icontains=words)
        for kana in _spellings(tight):
            found |= Q(tight_kana__contains=kana)
        return self.alias(tight_name=Replace(Replace("name", space), wide), tight_kana=Replace(Replace("kana", space), wide)).filter(found)

    def likely_duplicates(self) -> list[tuple[Any, Any]]:
        """Pairs with the same reading and the same name, telephone, address of mail or birthday; the older row first."""
        rows = self.filter(Exists(self.model.objects.living().filter(kana=OuterRef("kana")).exclude(pk=OuterRef("pk"))))
        groups: dict[str, list[Any]] = {}
        for person in rows.order_by("pk"):
            groups.setdefault(person.kana, []).append(person)
        return [pair for group in groups.values() for pair in combinations(group, 2) if _look_alike(*pair)]


class PostQuerySet(AllowingQuerySet):
    def within_own(self, actor: Any) -> Q:
        """The post acted for, and the vacant 事業担当教員 for whom a 教頭 stands in."""
        own = Q(pk=actor.post_id)
        if {Role.PRINCIPAL, Role.LIAISON_TEACHER} <= actor.roles:
            own |= Q(kind=Role.LIAISON_TEACHER, school_id=actor.school_id)
        return own

    def within_school(self, actor: HasRoles) -> Q:
        return Q(school_id=actor.school_id)

    def within_block(self, actor: HasRoles) -> Q:
        return Q(school__block_id=actor.block_id) | Q(center__block_id=actor.block_id)

    def in_block(self, block: Any) -> Self:
        return self.filter(Q(school__block=block) | Q(center__block=block))

    def with_place(self) -> Self:
        return self.select_related("school", "center")

    def standing(self, on: dt.date) -> Self:
        return self.filter(Q(ended_on__isnull=True) | Q(ended_on__gte=on))

    def vacant(self, on: dt.date) -> Self:
        return self.standing(on).exclude(self._held(on))

    def _held(self, on: dt.date) -> Exists:
        appointments = self.model._meta.get_field("appointments").related_model
        return Exists(appointments.objects.valid(on).filter(post=OuterRef("pk")))


class AppointmentQuerySet(AllowingQuerySet):
    def within_school(self, actor: HasRoles) -> Q:
        return Q(post__school_id=actor.school_id)

    def within_block(self, actor: HasRoles) -> Q:
        return Q(post__school__block_id=actor.block_id) | Q(post__center__block_id=actor.block_id)

    def within_own(self, actor: HasRoles) -> Q:
        return Q(person_id=actor.person_id)

    def valid(self, on: dt.date) -> Self:
        return self.filter(Q(until_on__isnull=True) | Q(until_on__gte=on), from_on__lte=on)


class HqMemberQuerySet(AllowingQuerySet):
    """Whoever sees the 本部 sees who is in it."""

    def within_school(self, actor: HasRoles) -> Q:
        return Q(hq__in=self._hqs().filter(self._hqs().within_school(actor)))

    def within_block(self, actor: HasRoles) -> Q:
        return Q(hq__in=self._hqs().filter(self._hqs().within_block(actor)))

    def _hqs(self) -> Any:
        return self.model._meta.get_field("hq").related_model.objects.all()

    def valid(self, on: dt.date) -> Self:
        return self.filter(from_on__lte=on, until_on__gte=on)

    def lasting(self, on: dt.date) -> Self:
        """Valid on that day, or from a later one."""
        return self.filter(until_on__gte=on)

    def ending(self, on: dt.date, until: dt.date) -> Self:
        """Terms whose last day lies between, and which no later term of the same person there follows."""
        later = self.model.objects.filter(hq=OuterRef("hq"), person=OuterRef("person"), from_on__gt=OuterRef("until_on"))
        return self.filter(~Exists(later), until_on__range=(on, until))


class ContactLookQuerySet(AllowingQuerySet):
    """Those whose contact was seen see that; the section sees all."""

    def within_own(self, actor: HasRoles) -> Q:
        return Q(person_id=actor.person_id)

    def with_names(self) -> Self:
        return self.select_related("person", "seen_by", "post__school", "post__center")


class InvitationQuerySet(AllowingQuerySet):
    def open(self, on: dt.date) -> Self:
        """Neither accepted nor run out, and the appointment has not ended."""
        lasting = Q(appointment__until_on__isnull=True) | Q(appointment__until_on__gte=on)
        return self.filter(lasting, accepted_at__isnull=True, expires_on__gte=on)

    def over_since(self, day: dt.date) -> Self:
        """Accepted, or run out, before ``day``."""
        return self.filter(Q(accepted_at__date__lt=day) | Q(accepted_at__isnull=True, expires_on__lt=day))


def _tight(words: str) -> str:
    return "".join(words.split())


def _spellings(kana: str) -> list[str]:
    return [jaconv.hira2kata(kana), jaconv.kata2hira(kana)]


def _look_alike(first: Any, second: Any) -> bool:
    same = ("telephone", "email", "birth_on")
    return first.name == second.name or any(getattr(first, n) and getattr(first, n) == getattr(second, n) for n in same)
