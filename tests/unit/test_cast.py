"""The cast stands as its description says."""

import datetime as dt

from tests.cast import MOMENT, POSTS, Cast
from yuinowa.access.guards import may
from yuinowa.access.matrix import Permission, Role
from yuinowa.core import clock
from yuinowa.organisations.models import School
from yuinowa.people.models import Post
from yuinowa.talents.models import Talent


def test_everybody_has_one_post_and_its_role(cast: Cast) -> None:
    kinds = {part: cast.actor(part).roles for part in POSTS}
    assert kinds["teacher"] == {Role.LIAISON_TEACHER}
    assert kinds["coordinator"] == {Role.COORDINATOR}
    assert cast.actor("seamstress").roles == {Role.TALENT, Role.WORKPLACE, Role.GUARDIAN}


def test_the_vice_principal_stands_in_for_the_vacant_desk(cast: Cast) -> None:
    assert [post.school for post in Post.objects.vacant(clock.today())] == [cast.junior]
    assert may(cast.actor("vice_principal"), Permission.POST_NEEDS)
    assert not may(cast.actor("principal"), Permission.POST_NEEDS)


def test_each_actor_sees_their_own_schools(cast: Cast) -> None:
    def seen(part: str) -> set[School]:
        return set(School.objects.allowing(cast.actor(part), Permission.SEE_SCHOOLS))

    assert seen("teacher") == {cast.elementary}
    assert seen("instructor") == {cast.elementary, cast.junior}
    assert seen("coast_instructor") == {cast.coast_school}
    assert seen("coordinator") == {cast.elementary, cast.junior, cast.coast_school}


def test_talents_are_active_and_one_is_on_the_telephone_list(cast: Cast) -> None:
    assert set(Talent.objects.active()) == {cast.seamstress, cast.gardener, cast.circle}
    assert list(Talent.objects.filter(is_mailed=False)) == [cast.gardener]
    assert cast.circle.resource.capacity == 3


def test_the_clock_stands(cast: Cast) -> None:
    assert clock.now() == MOMENT
    assert clock.today() == dt.date(2026, 11, 24)
