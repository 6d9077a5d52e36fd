"""Who sees which talent, and which talents could come."""

import datetime as dt
import re
import unicodedata
from typing import Any, Self

import jaconv
from django.db.models import Exists, F, Func, OuterRef, Q, TextField, Value

from yuinowa.access.querysets import AllowingQuerySet, HasRoles
from yuinowa.core import clock
from yuinowa.core.search import SearchMixin

# Telephone numbers and readings are kept as people write them, and compared without what varies.
_DIGITS = Func(F("person__telephone"), Value(r"\D"), Value(""), Value("g"), function="regexp_replace", output_field=TextField())
_CLOSED_KANA = Func(F("kana"), Value(" "), Value(""), function="replace", output_field=TextField())


LOOK_AHEAD = dt.timedelta(days=60)


def to_decide(on: dt.date) -> Q:
    """Of persons: nobody decided yet where they may be with children, or it is time to look again."""
    return Q(allowed_setting__isnull=True) | Q(allowed_setting__recheck_on__lte=on + LOOK_AHEAD)


class SkillQuerySet(AllowingQuerySet):
    """The taxonomy is no secret; only city-wide reaches change it."""

    def offered(self) -> Self:
        """Skills that forms still offer."""
        return self.filter(ended_on__isnull=True)


class TalentQuerySet(SearchMixin, AllowingQuerySet):
    def within_own(self, actor: HasRoles) -> Q:
        return Q(person_id=actor.person_id)

    def within_school(self, actor: HasRoles) -> Q:
        return self._shown_to_school(actor) | self.within_assigned(actor)

    def within_block(self, actor: HasRoles) -> Q:
        return Q(visibility="city") | Q(block_id=actor.block_id)

    def within_assigned(self, actor: HasRoles) -> Q:
        """Talents who said yes to the actor's school lately."""
        today = clock.today()
        return Q(
            Exists(
                self._related("disclosures").filter(
                    talent=OuterRef("pk"), school_id=actor.school_id, from_on__lte=today, until_on__gte=today
                )
            )
        )

    def _shown_to_school(self, actor: HasRoles) -> Q:
        return Q(state__in=["active", "paused"]) & (
            Q(visibility="city")
            | Q(visibility="block", block_id=actor.block_id)
            | Q(
                visibility="school", pk__in=self.model.visible_schools.through.objects.filter(school_id=actor.school_id).values("talent_id")
            )
        )

    def _related(self, name: str) -> Any:
        return self.model._meta.get_field(name).related_model.objects

    def shown(self) -> Self:
        """With what a list shows of each, in a constant number of queries."""
        return self.select_related("block", "person__allowed_setting").prefetch_related("skills")

    def allowed_at(self, level: int) -> Self:
        """Those who may be in a setting; beside a teacher everybody may."""
        return self.filter(person__allowed_setting__level__gte=level) if level else self

    def active(self) -> Self:
        return self.filter(state="active")

    def open_to_school(self, school: Any) -> Self:
        """Those whose visibility lets this school ask them."""
        chosen = self.model.visible_schools.through.objects.filter(school_id=school.pk).values("talent_id")
        return self.filter(Q(visibility="city") | Q(visibility="block", block_id=school.block_id) | Q(visibility="school", pk__in=chosen))

    def available(self, on: dt.date) -> Self:
        """Those who may be asked to come on a day: registered until then at least, and not absent."""
        return self.active().filter(expires_on__gte=on).exclude(Exists(self._lasting_absences(on)))

    def rested(self, on: dt.date) -> Self:
        """Paused, but no absence lasts on this day."""
        return self.filter(state="paused").exclude(Exists(self._lasting_absences(on)))

    def to_remind(self, until: dt.date, *, after: dt.date) -> Self:
        """Registrations with a mail address that expire after one day and until another."""
        found = self.expiring(until).filter(expires_on__gte=after, is_mailed=True).exclude(person__email="")
        return found.select_related("person")

    def twins_of(self, details: Any) -> Self:
        """Living registrations with the same reading and the same telephone, e-mail or birthday.

        ``details``: anything with ``kana``, ``telephone``, ``email``, ``birth_on`` (a form's details, or a person).
        """
        same = Q(pk__in=[])
        if number := re.sub(r"\D", "", unicodedata.normalize("NFKC", details.telephone)):
            same |= Q(digits=number)
        if details.email:
            same |= Q(person__email__iexact=details.email.strip())
        if details.birth_on:
            same |= Q(person__birth_on=details.birth_on)
        kana = "".join(jaconv.hira2kata(unicodedata.normalize("NFKC", details.kana)).split())
        return self.exclude(state="ended").annotate(digits=_DIGITS, closed_kana=_CLOSED_KANA).filter(same, closed_kana=kana)

    def _lasting_absences(self, on: dt.date) -> Any:
        lasting = Q(until_on__isnull=True) | Q(until_on__gte=on)
        return self._related("absences").filter(lasting, talent=OuterRef("pk"), from_on__lte=on)

    def expiring(self, on: dt.date) -> Self:
        return self.filter(state__in=["active", "paused"], expires_on__lte=on)


class TalentPartQuerySet(AllowingQuerySet):
    """Rows that hang on a talent."""

    def within_own(self, actor: HasRoles) -> Q:
        return Q(talent__person_id=actor.person_id)

    def within_block(self, actor: HasRoles) -> Q:
        return Q(talent__block_id=actor.block_id) | Q(talent__visibility="city")
