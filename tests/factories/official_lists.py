"""Small official-looking lists, written in the layouts and encodings that the real ones have."""

import json

from yuinowa.organisations.importing.places import Place

PLACE = Place("結野市", "07", "072990")

ELEMENTARY = "B107229930017"
JUNIOR_HIGH = "C107229940013"
PRIVATE = "B107329931014"
BRANCH = "B107229930026"

HEADER_2021 = (
    "学校コード,学校種,都道府県番号,設置区分,本分校,学校名,学校所在地,郵便番号,"
    "属性情報設定年月日,属性情報廃止年月日,旧学校調査番号,移行後の学校コード\n"
)
TITLE = "文部科学省　学校コード一覧,,,,,,,,,,更新日：,{dated}\r\n"
HEADER = (
    '学校コード,学校種,都道府県番号,"設置\n区分",本分校,学校名,学校所在地,郵便番号,'
    '"属性情報\n設定年月日","属性情報\n廃止年月日","旧学校\n調査番号",移行後の学校コード\r\n'
)

ROWS = (
    f"{ELEMENTARY},B1(小学校),07(福島),2(公),1(本),結野市立浜小学校,福島県結野市浜１,9700001,2020-12-22,,070001,\r\n",
    f"{JUNIOR_HIGH},C1(中学校),07(福島),2(公),1(本),結野市立浜中学校,福島県結野市浜２,9700001,2020-12-22,,070002,\r\n",
    f"{PRIVATE},B1(小学校),07(福島),3(私),1(本),結野学園小学校,福島県結野市山１,9700002,2020-12-22,,070003,\r\n",
    f"{BRANCH},B1(小学校),07(福島),2(公),9(廃),結野市立浜小学校沖分校,福島県結野市沖１,9700003,2020-12-22,2024-05-01,070004,{ELEMENTARY}\r\n",
)


def code_list(*rows: str, dated: str = "2026-05-20") -> str:
    return TITLE.format(dated=dated) + HEADER + "".join(rows or ROWS)


def as_file(text: str, *, name: str = "list.csv", encoding: str = "utf-8-sig") -> tuple[str, bytes]:
    return name, text.encode(encoding)


def p29(*points: tuple[str, float, float]) -> tuple[str, bytes]:
    features = [
        {
            "type": "Feature",
            "properties": {"P29_001": "07299", "P29_002": code, "P29_004": "別の名前"},
            "geometry": {"type": "Point", "coordinates": [longitude, latitude]},
        }
        for code, latitude, longitude in points
    ]
    return "p29.geojson", json.dumps({"type": "FeatureCollection", "features": features}).encode()
