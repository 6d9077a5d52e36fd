"""国土数値情報 P29（学校）as GeoJSON: coordinates by school code, nothing else.

Names and status in P29 are years old (the 2021 edition still has schools that closed in 2023), so only the point is taken.
Editions before 2021 have no school code.
"""

import json
from collections.abc import Iterator
from math import isfinite

from django.utils.translation import gettext_lazy as _

from yuinowa.organisations.importing import codes
from yuinowa.organisations.importing.cells import in_japan
from yuinowa.organisations.importing.guard import Admitted, Unreadable
from yuinowa.organisations.importing.rows import Point, RowError
from yuinowa.organisations.importing.tables import squeeze

CODE = "P29_002"
SOURCE = "国土数値情報（学校データ）"


def read(admitted: Admitted) -> tuple[list[Point], list[RowError]]:
    """Points of features with a 13-character code; `row` counts features from 1."""
    features = list(enumerate(_features(admitted), start=1))
    points: list[Point] = []
    errors: list[RowError] = []
    for number, feature in features:
        found = _point(feature, number, admitted.name)
        if isinstance(found, Point):
            points.append(found)
        elif isinstance(found, RowError):
            errors.append(found)
    if not points and not errors:
        raise Unreadable(
            admitted.name,
            _("学校コード（P29_002）のある地点がありません。"),
            _("国土数値情報「学校」の2021年版以後の GeoJSON を選んでください。"),
        )
    return points, errors


def _features(admitted: Admitted) -> Iterator[dict]:
    try:
        content = json.loads(admitted.text)
    except (ValueError, RecursionError) as error:
        raise Unreadable(
            admitted.name,
            _("GeoJSON として読めません。"),
            _("ダウンロードし直したファイルを選んでください。"),
        ) from error
    features = content.get("features") if isinstance(content, dict) else None
    for feature in features if isinstance(features, list) else []:
        if isinstance(feature, dict):
            yield feature


def _point(feature: dict, number: int, file: str) -> Point | RowError | None:
    properties, geometry = feature.get("properties"), feature.get("geometry")
    code = squeeze(str(properties.get(CODE, ""))) if isinstance(properties, dict) else ""
    if not codes.has_form(code):
        return None
    where = _coordinates(geometry)
    if where is None:
        return RowError(
            number,
            "geometry",
            _("学校 %(code)s の座標が日本の範囲の点ではありません。") % {"code": code},
            _("この地点を除くか、経度・緯度の順の点に直してください。"),
            file,
        )
    return Point(*where, source=SOURCE, code=code, row=number, file=file)


def _coordinates(geometry: object) -> tuple[float, float] | None:
    pair = geometry.get("coordinates") if isinstance(geometry, dict) else None
    if not isinstance(pair, list) or len(pair) < 2:
        return None
    east, north = pair[:2]
    if not all(isinstance(n, (int, float)) and isfinite(n) for n in (east, north)):
        return None
    return (north, east) if in_japan(north, east) else None
