"""Records are found, filtered, taken out as a file, and cost the same at any length."""

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.cast import TODAY, Cast
from tests.unit.rounds.conftest import ClientOf, words
from yuinowa.core import clock
from yuinowa.core.audit import acting
from yuinowa.core.search import fill_search
from yuinowa.organisations.models import School
from yuinowa.promises.actions import make_promise
from yuinowa.rounds.models import Visit, VisitPromise, VisitRecord
from yuinowa.rounds.views import records

MOST_QUERIES = 14


def written(cast: Cast, heard: str, days: int = 10, school: School | None = None, owner: str = "instructor") -> VisitRecord:
    """A visit some days ago, recorded, with one promise."""
    school = school or cast.elementary
    on = TODAY - dt.timedelta(days=days)
    with acting("test:written"):
        visit = Visit.objects.create(
            school=school, post=cast.posts["instructor"], on=on, arrives_at=dt.time(9), leaves_at=dt.time(10), state="done"
        )
        record: VisitRecord = VisitRecord.objects.create(visit=visit, met="教頭", heard=heard, written_at=clock.now())
        fill_search(record)
    promise = make_promise(
        text=f"{heard}の約束", owner=cast.posts[owner], owed_to_text="PTA", due_on=TODAY + dt.timedelta(days=7), by=cast.actor("section")
    )
    with acting("test:written"):
        VisitPromise.objects.create(visit=visit, promise=promise)
    return record


def cost(client: Client, path: str) -> int:
    client.get(path)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    return len(queries)


@pytest.mark.parametrize("part", ["instructor", "coordinator", "teacher"])
def test_the_list_costs_the_same_at_any_length(cast: Cast, client_of: ClientOf, part: str) -> None:
    client = client_of(part)
    paths = ["/visits/records/", "/visits/records/?q=名簿&unread=on&sort=-school", "/visits/records/export/csv/"]
    written(cast, "名簿")
    few = [cost(client, path) for path in paths]
    for number in range(29):
        written(cast, f"名簿 {number}", days=11 + number)
    assert [cost(client, path) for path in paths] == few
    assert max(few) <= MOST_QUERIES


def test_found_by_word_school_and_day(cast: Cast, client_of: ClientOf) -> None:
    written(cast, "昔あそびの先生を探している")
    written(cast, "ミシンが足りない", days=40, school=cast.junior)
    instructor = client_of("instructor")
    assert "2件の記録" in words(instructor.get("/visits/records/"))
    found = words(instructor.get("/visits/records/?q=ミシン"))
    assert ("1件の記録" in found, "昔あそび" in found) == (True, False)
    assert "ミシン" not in words(instructor.get(f"/visits/records/?school={cast.elementary.pk}"))
    assert "この条件の記録はありません" in words(instructor.get("/visits/records/?from_on=2027-01-01"))
    assert "昔あそびの先生" in words(instructor.get("/search/?q=昔あそび"))


def test_each_reads_as_far_as_the_matrix_goes(cast: Cast, client_of: ClientOf) -> None:
    written(cast, "花塚の話")
    read = {part: "花塚の話" in words(client_of(part).get("/visits/records/")) for part in ("teacher", "center_staff", "section")}
    assert read == {"teacher": True, "center_staff": True, "section": True}
    for part in ("coast_teacher", "coast_instructor"):
        assert "花塚の話" not in words(client_of(part).get("/visits/records/"))
        assert "花塚の話" not in words(client_of(part).get("/search/?q=花塚の話")).replace("「花塚の話」", "")


def test_the_file_has_the_columns_of_the_office_and_no_promise_of_others(cast: Cast, client_of: ClientOf) -> None:
    written(cast, "名簿")
    written(cast, "予算", days=20, owner="coordinator")
    lines = client_of("teacher").get("/visits/records/export/csv/").content.decode("utf-8-sig").splitlines()
    assert lines[0] == "日付,指導員,学校,会った人,聞いたこと,案,約束,守る人,期限,済み"
    assert lines[1].startswith("2026/11/14,花塚公民館 社会教育指導員,花塚小,教頭,名簿,,")
    # Neither promise touches the school: the teacher sees none of them.
    assert [line.endswith(",,,,") for line in lines[1:]] == [True, True]
    assert "予算の約束,事業推進コーディネーター,2026/12/01,まだ" in client_of("section").get("/visits/records/export/csv/").content.decode()


def test_a_file_that_is_cut_says_so(cast: Cast, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch) -> None:
    for days in (10, 20, 30):
        written(cast, f"名簿 {days}", days=days)
    path = "/visits/records/export/csv/"

    def lines() -> list[str]:
        return client_of("section").get(path).content.decode("utf-8-sig").splitlines()[1:]

    assert (len(lines()), "ここまでで" in lines()[-1]) == (3, False)
    monkeypatch.setattr(records, "MOST_EXPORTED", 2)
    assert (len(lines()), "ここまでで2件です" in lines()[-1]) == (3, True)
