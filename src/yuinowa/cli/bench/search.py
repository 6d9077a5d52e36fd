"""`yuinowa bench search [--rows 30000] [--json]`: searches over a city's needs, in a transaction that is rolled back.

For a database of development: the table is locked meanwhile. Each query runs as the search page runs it
(20 rows; the first run, in which near words are not yet known, and the next ones) and as a list filters by it.
"""

import argparse
import datetime as dt
import json
import random
import statistics
import time
from collections.abc import Callable, Iterator
from typing import Any

QUERIES = (
    "剣",
    "剣道",
    "ミシン",
    "みしん",
    "裁縫",
    "天体観測",
    "お茶",
    "学校",
    "ミシン 3年",
    "旭ヶ丘",
    "平第三小",
    "見つからない言葉",
    "の",
)
LIMIT_MS = 50
SHOWN = 20
TIMES = 15


def main(argv: list[str]) -> int:
    options = _options(argv)
    import django

    django.setup()
    import pgtrigger
    from django.db import transaction

    from yuinowa.core.audit import acting

    with acting("bench:search"), transaction.atomic():
        # Histories of made-up rows would take two minutes and tell nothing.
        with pgtrigger.ignore():
            seconds, rows = _fill(options.rows)
        results = [_measure(query) for query in QUERIES]
        transaction.set_rollback(True)
    report = {
        "rows": rows,
        "fill_ms_per_row": round(seconds * 1000 / options.rows, 2),
        "limit_ms": LIMIT_MS,
        "queries": results,
    }
    print(json.dumps(report, ensure_ascii=False, indent=1) if options.json else _table(report))
    return 0 if all(result["median_ms"] <= LIMIT_MS for result in results) else 1


def _options(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="yuinowa bench search", description=__doc__)
    parser.add_argument("--rows", type=int, default=30_000)
    parser.add_argument("--json", action="store_true")
    return parser.parse_args(argv)


def _measure(query: str) -> dict[str, Any]:
    from yuinowa.core.search import find, understand
    from yuinowa.needs.models import Need

    rows = Need.objects.defer("search_grams")
    first, found = _timed(lambda: find(rows, understand(query), SHOWN))
    page = [_timed(lambda: find(rows, understand(query), SHOWN))[0] for _ in range(TIMES)]
    in_list = [_timed(lambda: list(rows.search(query)[:SHOWN]))[0] for _ in range(TIMES)]
    return {
        "query": query,
        "found": len(found),
        "first_ms": round(first, 1),
        "median_ms": round(statistics.median(page), 1),
        "least_ms": round(min(page), 1),
        "list_median_ms": round(statistics.median(in_list), 1),
        "near": [shown for nears in understand(query).near.values() for shown in nears.values()],
    }


def _timed(run: Callable[[], list[Any]]) -> tuple[float, list[Any]]:
    start = time.perf_counter()
    found = run()
    return (time.perf_counter() - start) * 1000, found


def _fill(count: int) -> tuple[float, int]:
    """Write needs of a made-up city; seconds spent on their search fields, and rows in the table."""
    from django.db import connection

    from yuinowa.core.search import put_search
    from yuinowa.core.vocabulary import collect_words, forget_words
    from yuinowa.needs.models import Need

    needs = [Need(**facts) for facts in _needs(count, _schools())]
    start = time.perf_counter()
    for need in needs:
        put_search(need)
    seconds = time.perf_counter() - start
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX need_grams")
        Need.objects.bulk_create(needs, batch_size=1000)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("CREATE INDEX need_grams ON needs_need USING gin (search_grams)")
        cursor.execute("ANALYZE needs_need")
    forget_words()
    collect_words()
    return seconds, Need.objects.count()


def _schools() -> list[Any]:
    from yuinowa.organisations.models import School, Site

    names = [f"{place}第{number}小" for place in ("平", "四倉", "小名浜", "勿来", "常磐", "内郷") for number in "一二三四五"] + ["旭ヶ丘小"]
    sites = Site.objects.bulk_create([Site(name=name) for name in names])
    schools = [
        School(code=f"B1999{number:08}", name=f"{site.name}学校", short_name=site.name, kind="B1", founder="2", site=site)
        for number, site in enumerate(sites)
    ]
    return School.objects.bulk_create(schools)


def _needs(count: int, schools: list[Any]) -> Iterator[dict[str, Any]]:
    chance = random.Random(2026)  # noqa: S311  text for a benchmark
    posted_at = dt.datetime(2026, 4, 1, tzinfo=dt.UTC)
    for number in range(count):
        school, (what, subject, tasks) = chance.choice(schools), chance.choice(ACTIVITIES)
        yield {
            "school": school,
            "site": school.site,
            "kind": "experience",
            "title": f"{chance.choice(OPENINGS)}{what}",
            "class_name": f"{chance.randint(1, 6)}年{chance.randint(1, 4)}組",
            "subject": subject,
            "tasks": f"{tasks}{chance.choice(CLOSINGS)}",
            "place": chance.choice(PLACES),
            "posted_at": posted_at,
            "first_on": dt.date(2026, 4, 1) + dt.timedelta(days=number % 360),
        }


OPENINGS = (
    "はじめての",
    "みんなで",
    "地域の方に学ぶ",
    "秋の",
    "3年生の",
    "学習発表会に向けた",
    "クラブ活動の",
    "総合的な学習の時間 ",
    "放課後の",
    "親子で楽しむ",
)
PLACES = ("家庭科室", "体育館", "校庭", "理科室", "音楽室", "図書室", "特別教室2", "近くの公園", "公民館 講義室")
CLOSINGS = (
    "担任が全体の進行をします。初めての方も歓迎です。",
    "事前に打合せの時間をいただきます。駐車場は校庭の東側です。",
    "安全のため、グループに一人ずつ付いていただけると助かります。",
    "児童は昨年度も楽しみにしていました。",
    "",
)
ACTIVITIES = tuple(
    tuple(line.split("/"))
    for line in """ミシンでエプロン作り/家庭/ミシンの糸かけと直線縫いを見守り、困っている子に手を貸してください。
手縫いの練習/家庭/裁縫の得意な方に、玉結びと玉どめを教えていただきたいです。
剣道の体験/体育/竹刀の持ち方と礼の仕方を教えてください。
柔道の基本/体育/受け身の練習を一緒に見てください。武道の心も話してください。
天体観測の夕べ/理科/望遠鏡で月や星を見る会の案内をお願いします。
星座のお話/理科/冬の星座を紙芝居で話してくださる方を探しています。
茶道に親しむ/総合/お茶のいただき方とお点前を見せてください。
書きぞめ/国語/習字の姿勢と筆の運びを見てください。
そろばん入門/算数/そろばんの珠の動かし方を一人一人に教えてください。
昔遊び/生活/こま回し、けん玉、お手玉を子どもと一緒に楽しんでください。
読み聞かせ/国語/朝の時間に絵本を読んでください。
田植え/総合/苗の植え方を教え、泥の中の子どもを見守ってください。
稲刈りと脱穀/総合/かまの使い方の見守りをお願いします。
花壇づくり/特別活動/パンジーの植え付けを手伝ってください。
町たんけん/生活/商店街を歩くグループの引率をお願いします。
防災マップ作り/総合/地域の危ない所を一緒に歩いて教えてください。
炊き出し訓練/総合/薪での炊飯を指導してください。
和太鼓/音楽/ばちの持ち方と基本のリズムを教えてください。
合唱の伴奏/音楽/ピアノの伴奏をお願いします。
英語で遊ぼう/外国語/英会話の相手をしてください。
プログラミング/算数/パソコンの操作で困っている子を助けてください。
磯の観察/理科/海の生き物に詳しい方に案内をお願いします。
郷土料理/家庭/サンマのポーポー焼きの作り方を教えてください。
方言かるた/国語/昔のことばと暮らしを話してください。
炭鉱の歴史/社会/炭鉱で働いた話を聞かせてください。
福祉体験/総合/車いすの押し方と点字を教えてください。
登山の引率/特別活動/遠足の列の後ろを歩いてください。
水泳の見守り/体育/プールサイドでの監視をお願いします。
版画/図画工作/彫刻刀の安全な使い方を見てください。
木工教室/図画工作/のこぎりと金づちの使い方を教えてください。""".split("\n")
)


def _table(report: dict[str, Any]) -> str:
    columns = ("query", "found", "first_ms", "median_ms", "least_ms", "list_median_ms")
    lines = [
        f"{report['rows']} rows, {report['fill_ms_per_row']} ms a row to fill, limit {report['limit_ms']} ms",
        " | ".join([*columns, "near words"]),
    ]
    lines += [" | ".join([*(str(row[name]) for name in columns), "、".join(row["near"])]) for row in report["queries"]]
    return "\n".join(lines)
