"""The command `start`: set up database, first users and first documents, then run the server."""

import errno
import signal
import socket
import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import Error, connections
from gunicorn.app.base import BaseApplication

from articles.checks import check_env_files, check_trusted_proxies
from articles.management import setup
from articles.second_factor.requirement import check_groups
from articles.sync.importer import LockHeld, LockLost
from articles.sync.targets import UsageError


class Command(BaseCommand):
    help = (
        "Start the desk: migrate, import seeds/ when there is no article, make editor, reviewer "
        "and admin when there is no user, and serve until Ctrl-C. Its data is kept in the folder "
        "that NEWSROOM_DATA names, else in .newsroom: in the clone, or where the package is "
        "installed in the current folder."
    )
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8000, help="port to serve on (8000)")
        parser.add_argument("--host", default="127.0.0.1", help="address to serve on (127.0.0.1)")

    def handle(self, *args: Any, **options: Any) -> None:
        port = options["port"]
        host = _checked_address(options["host"], port)
        try:
            with setup.one_at_a_time():
                self._set_up()
            connections.close_all()
        except Error as error:
            raise CommandError(setup.database_fault(error)) from None
        except OSError as error:
            raise CommandError(f"The desk can't be set up: {error}") from None
        except KeyboardInterrupt:
            self.stderr.write("Stopped before anything was served. What was stored is whole.")
            sys.exit(130)
        self.stdout.flush()
        _Server(host, port, self._print_address).run()

    def _set_up(self) -> None:
        if not settings.IS_CLONE:
            self.stdout.write(f"The desk's data is in {settings.DATA_DIR}")
        call_command("migrate", verbosity=0, interactive=False)
        try:
            setup.check_given_passwords()
        except setup.WeakPasswordError as error:
            raise CommandError(str(error)) from None
        for warning in [*check_trusted_proxies(), *check_env_files()]:
            self.stderr.write(f"{warning.msg} {warning.hint}")
        if settings.SERVED_BY_HTTPS:
            call_command("collectstatic", verbosity=0, interactive=False)
        try:
            report = setup.import_seeds()
        except (UsageError, LockHeld, LockLost, OSError) as error:
            # The desk works without the seeds.
            self.stderr.write(f"{_shown_seeds()}/ was not imported. {error}")
        else:
            if report:
                self.stdout.write(f"Imported {report.count} documents from {_shown_seeds()}/.")
        self._print_users(setup.make_people())
        # Only now are there groups; `migrate` runs no checks when it is called by a command.
        for warning in check_groups(databases=["default"]):
            self.stderr.write(f"{warning.msg} {warning.hint}")

    def _print_users(self, people: list[setup.NewPerson]) -> None:
        if not people:
            self.stdout.write(
                f"Sign in as before. A new password: {settings.PROGRAM} changepassword NAME"
            )
            return
        self.stdout.write("Sign in as one of these; generated passwords are shown this once:\n")
        for person in people:
            password = person.password if person.is_generated else "(as you set it)"
            self.stdout.write(f"  {person.name:<10}{password:<18}  {person.may}")
        self.stdout.write("")

    def _print_address(self, address: str) -> None:
        self.stdout.write(f"The desk is at {settings.SITE_URL or address}  (Ctrl-C stops it)")
        self.stdout.flush()


class _Server(BaseApplication):  # type: ignore[misc]  # gunicorn ships no types
    """Gunicorn, configured from the settings instead of from its own command line."""

    def __init__(self, host: str, port: int, when_ready: Any) -> None:
        self.host, self.port, self.print_address = host, port, when_ready
        super().__init__()

    def load_config(self) -> None:
        shown_host = f"[{self.host}]" if ":" in self.host else self.host
        for name, value in {
            "bind": f"{shown_host}:{self.port}",
            # Seconds that Ctrl-C waits for connections that are still open.
            "graceful_timeout": 5,
            "loglevel": "warning",
            "control_socket_disable": True,
            "when_ready": lambda server: self.print_address(f"http://{shown_host}:{self.port}/"),
            "post_fork": _stop_while_booting,
            **settings.GUNICORN,
        }.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> Any:
        from newsroom.wsgi import application

        return application


def _stop_while_booting(server: Any, worker: Any) -> None:
    """Reset the worker's signal handlers, so that a signal ends it while it loads the application.

    It has its parent's handlers until then, which only note the signal, so Ctrl-C in the first
    second would wait for gunicorn's graceful timeout of 30 s.
    """
    for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)


def _shown_seeds() -> str:
    return settings.SEEDS_DIR.name if settings.IS_CLONE else str(settings.SEEDS_DIR)


def _checked_address(host: str, port: int) -> str:
    """Return the numeric IP address of the host to serve on.

    Raises CommandError where the port is out of range or in use, the host is unknown or can't be
    bound, and for an address beyond this machine without NEWSROOM_URL; `start` checks this before
    it changes anything.
    """
    if not 1 <= port <= 65535:
        raise CommandError(f"--port: expected a number from 1 to 65535, got {port}.")
    name = host.strip().removeprefix("[").removesuffix("]")
    if not name:
        raise CommandError(f"--host: expected an address such as 127.0.0.1, got {host!r}.")
    family = socket.AF_INET6 if ":" in name else socket.AF_INET
    try:
        socket_address = socket.getaddrinfo(name, port, family, socket.SOCK_STREAM)[0][4]
    except (OSError, UnicodeError) as error:
        reason = getattr(error, "strerror", None) or error
        raise CommandError(f"Can't serve on {host!r}: {reason}. Choose another --host.") from None
    address = str(socket_address[0])
    if address not in {"127.0.0.1", "::1"} and not settings.SITE_URL:
        raise CommandError(
            "Serving beyond this machine needs NEWSROOM_URL=http://HOST:PORT, the address that "
            "people will use; others are not answered."
        )
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(socket_address)
        except OSError as error:
            option = "--host" if error.errno == errno.EADDRNOTAVAIL else "--port"
            raise CommandError(
                f"Can't serve on {host}:{port}: {error.strerror or error}. Choose another {option}."
            ) from None
    return address
