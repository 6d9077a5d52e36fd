"""`yuinowa reindex`: fill the search fields of every row anew, after a change of spelling rules or an import past the actions."""

from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand

from yuinowa.core.audit import acting
from yuinowa.core.models import Searchable
from yuinowa.core.search import fill_search_all
from yuinowa.core.vocabulary import collect_words, forget_words


class Command(BaseCommand):
    help = "検索用の文字を作り直します。"

    def handle(self, *args: Any, **options: Any) -> None:
        with acting("command:reindex"):
            for model in apps.get_models():
                if issubclass(model, Searchable):
                    count = fill_search_all(model._default_manager.all())
                    self.stdout.write(f"{model.__name__}: {count}")
        forget_words()
        self.stdout.write(f"words: {len(collect_words())}")
