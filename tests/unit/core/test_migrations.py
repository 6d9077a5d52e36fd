"""Triggers of new models are made with the table, those of older models by themselves."""

from django.db import models
from django.db.migrations.operations.fields import AddField
from django.db.migrations.operations.models import CreateModel
from pgtrigger.compiler import Trigger, UpsertTriggerSql
from pgtrigger.migrations import AddTrigger

from yuinowa.core.management.commands.makemigrations import fold_triggers


def trigger(name: str) -> Trigger:
    return Trigger(name=name, sql=UpsertTriggerSql(func="", hash="", operation="", pgid="", table="", when=""))


def test_triggers_join_the_model_that_the_migration_makes():
    visit = CreateModel("Visit", [("id", models.BigAutoField(primary_key=True))])
    field = AddField("need", "visit", models.IntegerField())
    older = AddTrigger("need", trigger("insert"))
    operations = [visit, field, AddTrigger("visit", trigger("insert")), older, AddTrigger("visit", trigger("delete"))]
    assert fold_triggers(operations) == [visit, field, older]
    assert [each.name for each in visit.options["triggers"]] == ["insert", "delete"]
