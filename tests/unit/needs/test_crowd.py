"""Sixty people accept the last three places at once: exactly three are booked, and without the lock there would be more."""

import datetime as dt
import threading
from collections.abc import Iterator

import pytest
from django.db import OperationalError, connection

from tests.cast import MOMENT, Cast, gather
from tests.unit.needs.conftest import SYSTEM, helper, wish
from yuinowa.core import actions as door
from yuinowa.core import clock
from yuinowa.core.audit import acting
from yuinowa.core.errors import Refused
from yuinowa.needs.actions import accept_offer, answer, approve_need, post_need, send_offers
from yuinowa.needs.models import Engagement, Need, Offer
from yuinowa.people.actors import resident_actor

CROWD, PLACES = 60, 3


@pytest.fixture
def offers(transactional_db: None) -> Iterator[list[Offer]]:
    """Sixty waiting offers of one open call for three places, committed."""
    with clock.frozen_at(MOMENT), acting("test:crowd"):
        found: Cast = gather()
        need = post_need(found.elementary, wish=wish(people=PLACES), by=SYSTEM).need
        approve_need(need, by=SYSTEM)
        talents = [helper(number) for number in range(CROWD)]
        yield send_offers(need, talents=talents, kind=Offer.Kind.OPEN_CALL, by=SYSTEM)


def crowd(offers: list[Offer]) -> list[str]:
    """What each of them heard, all at once, each over a connection of their own."""
    heard: list[str] = []
    gate = threading.Barrier(len(offers))

    def answer_one(offer: Offer) -> None:
        with clock.frozen_at(MOMENT + dt.timedelta(hours=1)):
            by = resident_actor(offer.talent.person_id)
            gate.wait(timeout=30)
            try:
                accept_offer(offer, by=by)
                heard.append("yes")
            except Refused as error:
                heard.append(error.code)
            except OperationalError:
                # Without the lock on the need, its row is updated against each other: the database breaks one off.
                heard.append("deadlock")
            finally:
                connection.close()

    threads = [threading.Thread(target=answer_one, args=[offer]) for offer in offers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return sorted(heard)


def test_exactly_three_of_sixty(offers: list[Offer]):
    assert crowd(offers) == ["full"] * (CROWD - PLACES) + ["yes"] * PLACES
    assert (Engagement.objects.count(), Need.objects.get().state) == (PLACES, "filled")
    assert Offer.objects.filter(state="full").count() == CROWD - PLACES


def test_without_the_lock_there_would_be_more(offers: list[Offer], monkeypatch: pytest.MonkeyPatch):
    def count_together(need: Need) -> int:
        """Everybody has counted before anybody books, however busy the machine is."""
        seats = counted(need)
        all_counted.wait(timeout=30)
        return seats

    few = offers[:20]
    counted, all_counted = answer.seats_left, threading.Barrier(len(few))
    monkeypatch.setattr(door, "lock_parent", lambda model, key: None)
    monkeypatch.setattr(answer, "seats_left", count_together)
    heard = crowd(few)
    assert heard.count("yes") == Engagement.objects.count() > PLACES
