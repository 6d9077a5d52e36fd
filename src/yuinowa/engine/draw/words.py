"""The one place that words a draw: what each rule does and costs, and the reasons for an entry."""

from __future__ import annotations

from .model import Reason

RULE: dict[str, dict[str, str]] = {
    "ja": {
        "serial": "くじの順に、いっしょに申し込んだ全員が入れる、いちばん上の希望先に決まります。ほんとうの希望順を書くのがいちばん得で、書き方の工夫は役に立ちません。",
        "stable": "行き先ごとの優先順とくじで決めます。優先順が上で、そこに行きたかったのに入れなかった人は出ません。ほんとうの希望順を書くのがいちばん得です。",
        "placed_first": "入れる人数がいちばん多くなるように、全体をまとめて決めます。くじの順が早くても希望どおりにならないことがあり、"
        "希望の書き方しだいで当たりやすさが変わることがあります（ほんとうの希望順がいちばん得とはかぎりません）。",
    },
    "en": {
        "serial": "In the order of the lots, everybody who applied together takes the highest choice that has room for all of them. "
        "The true order of your wishes serves you best; nothing is gained by writing another.",
        "stable": "Places are given by each place's priorities and the lots. Nobody misses a place that took somebody with a lower priority. "
        "The true order of your wishes serves you best.",
        "placed_first": "Everybody is placed at once so that most children have a place. An early turn does not always bring the first choice, "
        "and how the wishes are written can change the chances: the true order does not always serve you best.",
    },
}

SENTENCES: dict[str, dict[str, str]] = {
    "ja": {
        "first": "{of}件中{turn}番で、第1希望の{place}に決まりました。",
        "choice": "{of}件中{turn}番で、第{choice}希望の{place}に決まりました。",
        "waiting": "{of}件中{turn}番で、希望先に入れませんでした。順番待ちの{position}番目です。",
        "no_choice": "希望先が書かれていないため、順番待ちの{position}番目です。",
        "full": "{place}（定員{capacity}人）は、{at}番までで満員になりました。",
        "unit": "{place}の残りは{left}人分で、いっしょに申し込んだ{size}人全員は入れませんでした。",
        "quota": "{place}の「{group}」の枠（{most}人）の残りは{left}人分で、{count}人は入れませんでした。",
        "closed": "{place}は{placed}人で、行うのに必要な{minimum}人に足りないため、取りやめになりました。",
        "ranked_tier": "{place}（定員{capacity}人）は、先に決める区分の方で満員になりました。",
        "ranked_group": "{place}（定員{capacity}人）は、この行き先の優先順が上の方で満員になりました。",
        "ranked_lot": "{place}（定員{capacity}人）は、同じ優先順でくじが先の方で満員になりました。",
        "taken": "{place}（定員{capacity}人）は、入れる人数がいちばん多くなる組み合わせの中で満員になりました。",
        "together": "{place}は、全体の組み合わせの中でほかの決まり方になりました。",
    },
    "en": {
        "first": "Turn {turn} of {of}: first choice, {place}.",
        "choice": "Turn {turn} of {of}: choice {choice}, {place}.",
        "waiting": "Turn {turn} of {of}: no choice had room. Number {position} on the waiting list.",
        "no_choice": "No choices were given. Number {position} on the waiting list.",
        "full": "{place} (seats: {capacity}) was full at turn {at}.",
        "unit": "{place} had {left} left, and the unit needed {size}.",
        "quota": "{place} takes at most {most} of “{group}”: {left} left, and {count} were needed.",
        "closed": "{place} did not take place: {placed} placed, at least {minimum} needed.",
        "ranked_tier": "{place} (seats: {capacity}) was full with people of an earlier tier.",
        "ranked_group": "{place} (seats: {capacity}) was full with people who have a higher priority there.",
        "ranked_lot": "{place} (seats: {capacity}) was full with people of the same priority and an earlier lot.",
        "taken": "{place} (seats: {capacity}) is full in the combination that places most children.",
        "together": "{place}: the combination as a whole came out otherwise.",
    },
}


def sentence(reason: Reason, language: str = "ja") -> str:
    return SENTENCES[language][reason.code].format_map(reason.values)
