"""Django's command; it must find changes with the same eyes as makemigrations."""

from django.core.management.commands.migrate import Command as DjangoCommand

from yuinowa.core.management.commands.makemigrations import Autodetector


class Command(DjangoCommand):
    autodetector = Autodetector
