"""`yuinowa reindex`: fill the search fields of every row anew, after a change of spelling rules or a load past the actions."""

from typing import Any

from django.core.management.base import BaseCommand

from yuinowa.core.audit import acting
from yuinowa.core.search import fill_search_everywhere
from yuinowa.core.vocabulary import collect_words, forget_words


class Command(BaseCommand):
    help = "検索用の文字を作り直します。"

    def handle(self, *args: Any, **options: Any) -> None:
        with acting("command:reindex"):
            for name, count in fill_search_everywhere().items():
                self.stdout.write(f"{name}: {count}")
        forget_words()
        self.stdout.write(f"words: {len(collect_words())}")
