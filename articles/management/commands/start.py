"""Start the desk: a database, something to look at, people to sign in as, a server."""

import socket
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, connections
from gunicorn.app.base import BaseApplication

from articles import first_run


class Command(BaseCommand):
    help = (
        "Start the desk: migrate, import seeds/ when there is no article, make editor, reviewer "
        "and admin when there is no user, and serve until Ctrl-C."
    )
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8000, help="port to serve on (8000)")
        parser.add_argument("--host", default="127.0.0.1", help="address to serve on (127.0.0.1)")

    def handle(self, *args: Any, **options: Any) -> None:
        host, port = options["host"], options["port"]
        _check_address(host, port)
        try:
            call_command("migrate", verbosity=0, interactive=False)
            if settings.SERVED_BY_HTTPS:
                call_command("collectstatic", verbosity=0, interactive=False)
        except OperationalError as error:
            raise CommandError(f"The database can't be used: {error}") from None
        report = first_run.import_seeds()
        if report:
            self.stdout.write(f"Imported {report.count} documents from {settings.SEEDS_DIR.name}/.")
        self._introduce(first_run.make_people())
        connections.close_all()
        self.stdout.flush()
        _Server(host, port, self._say_where).run()

    def _introduce(self, people: list[first_run.NewPerson]) -> None:
        if not people:
            self.stdout.write(
                "Sign in as before. A new password: python manage.py changepassword NAME"
            )
            return
        self.stdout.write("Sign in as one of these; generated passwords are shown this once:\n")
        for person in people:
            password = person.password if person.is_generated else "(as you set it)"
            self.stdout.write(f"  {person.name:<10}{password:<18}  {person.may}")
        self.stdout.write("")

    def _say_where(self, address: str) -> None:
        self.stdout.write(f"The desk is at {settings.SITE_URL or address}  (Ctrl-C stops it)")
        self.stdout.flush()


class _Server(BaseApplication):  # type: ignore[misc]  # gunicorn ships no types
    """Gunicorn, configured here instead of from its own command line."""

    def __init__(self, host: str, port: int, when_ready: Any) -> None:
        self.host, self.port, self.say_where = host, port, when_ready
        super().__init__()

    def load_config(self) -> None:
        shown_host = f"[{self.host}]" if ":" in self.host else self.host
        for name, value in {
            "bind": f"{shown_host}:{self.port}",
            "worker_class": "gthread",
            "loglevel": "warning",
            "control_socket_disable": True,
            "when_ready": lambda server: self.say_where(f"http://{shown_host}:{self.port}/"),
            **settings.GUNICORN,
        }.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> Any:
        from newsroom.wsgi import application

        return application


def _check_address(host: str, port: int) -> None:
    """Raise CommandError where the address can't be served on, before anything is done."""
    if not 0 <= port <= 65535:
        raise CommandError(f"--port: expected a number from 0 to 65535, got {port}.")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CommandError(
                f"Can't serve on {host}:{port}: {error.strerror or error}. "
                "Choose another port with --port."
            ) from None
