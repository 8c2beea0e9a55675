"""The command line of the proofs: `python -m tests.proofs NAME --help`."""

import os
import sys
import time
import traceback
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from tests.proofs.workspace import workspace

Say = Callable[[str], None]


def parser() -> ArgumentParser:
    """Return the parser of the command line; each proof is a subcommand."""
    database = ArgumentParser(add_help=False)
    database.add_argument(
        "--database", choices=["sqlite", "postgres"], default="sqlite",
        help="postgres: a database of its own, created and dropped on the server of DATABASE_URL",
    )  # fmt: skip
    main = ArgumentParser(prog="python -m tests.proofs", description=__doc__)
    names = main.add_subparsers(dest="name", required=True)
    kill = names.add_parser(
        "kill-import", parents=[database],
        help="kill -9 at random moments of an import or export; nothing is lost or torn",
    )  # fmt: skip
    kill.add_argument("--documents", type=int, default=8000, metavar="N")
    kill.add_argument(
        "--kills", type=int, default=200, metavar="N",
        help="that hit a run midway; others are counted besides",
    )  # fmt: skip
    kill.add_argument("--export", action="store_true", help="kill exports instead of imports")
    kill.add_argument(
        "--control", action="store_true",
        help="kill runs without their guards: a violation must be found, or this exits 1",
    )  # fmt: skip
    kill.add_argument("--seed", type=int, default=1, metavar="N")
    keys = names.add_parser(
        "random-keys",
        help="random keys in review decide nothing within 300 ms of showing a card",
    )
    keys.add_argument("--keys", type=int, default=2000, metavar="N", help="30 a second")
    keys.add_argument("--seed", type=int, default=1, metavar="N")
    days = names.add_parser(
        "thirty-days", parents=[database],
        help="daily imports, decisions and exports keep the values of upstream and of people",
    )  # fmt: skip
    days.add_argument("--days", type=int, default=30, metavar="N", help="10 or more")
    move = names.add_parser(
        "move", parents=[database],
        help="a desk that is exported and restored, from either database to either, is the same",
    )  # fmt: skip
    move.add_argument("--documents", type=int, default=5000, metavar="N")
    move.add_argument("--seed", type=int, default=1, metavar="N")
    word = names.add_parser(
        "upstream-word", parents=[database],
        help="no sequence of events publishes an article against upstream's newest known word",
    )  # fmt: skip
    word.add_argument("--depth", type=int, default=8, metavar="N", help="of the search by model")
    word.add_argument(
        "--documents", type=int, default=674, metavar="N",
        help="that are replayed, decided on and released, with doubts and without; 0: no replay",
    )  # fmt: skip
    word.add_argument("--days", type=int, default=8, metavar="N", help="of the replay")
    fuzz = names.add_parser(
        "fuzz", parents=[database],
        help="random requests to every route as every role: none is a fault of the server",
    )  # fmt: skip
    fuzz.add_argument("--requests", type=int, default=50_000, metavar="N")
    fuzz.add_argument("--seed", type=int, default=1, metavar="N")
    slow = names.add_parser(
        "slow-connections",
        help="slow connections stop nobody: `start` answers meanwhile, and ends them in time",
    )  # fmt: skip
    slow.add_argument("--connections", type=int, default=500, metavar="N")
    slow.add_argument(
        "--rounds", type=int, default=55, metavar="N",
        help="seconds; from 53 on, all slow connections must have been ended",
    )  # fmt: skip
    slow.add_argument(
        "--patience", type=float, default=5, metavar="SECONDS", help="for each answer of the desk"
    )
    slow.add_argument(
        "--control", action="store_true",
        help="serve by gunicorn's threads: the desk must stop answering, or this exits 1",
    )  # fmt: skip
    sign_in = names.add_parser(
        "sign-in", parents=[database],
        help="tries at once, over HTTP: the limits hold, other requests are answered",
    )  # fmt: skip
    sign_in.add_argument("--quick", action="store_true", help="without the figures of real hashes")
    sign_in.add_argument(
        "--control", action="store_true",
        help="hash without a bound: a violation must be found, or this exits 1",
    )  # fmt: skip
    storm = names.add_parser(
        "storm", parents=[database],
        help="reviewers, imports and exports at once: no error, no act lost, memory stays flat",
    )  # fmt: skip
    storm.add_argument(
        "--minutes", type=float, default=10, metavar="N",
        help="from 2 on, memory and descriptors are compared, after a minute of warm-up",
    )  # fmt: skip
    storm.add_argument("--reviewers", type=int, default=8, metavar="N")
    storm.add_argument(
        "--documents", type=int, default=1500, metavar="N",
        help="at first; each round adds as many as were decided meanwhile",
    )  # fmt: skip
    storm.add_argument(
        "--control", action="store_true",
        help="serve with a middleware that leaks: it must be found, or this exits 1",
    )  # fmt: skip
    return main


def kill_import(options: Namespace, say: Say) -> int:
    """Run the proof of killed imports or exports, or its control, and return the exit status."""
    with workspace(options.database) as place:
        # Models can be imported from here on.
        from tests.proofs import kill_export, kill_import
        from tests.proofs.killing import Tally, Violation

        proof = kill_export if options.export else kill_import
        tally = Tally(options.kills)
        try:
            proof.prove(
                place, options.documents, tally, Random(options.seed), control=options.control,
                say=say,
            )  # fmt: skip
        except Violation as violation:
            say(f"VIOLATION after {tally}:\n{violation}")
            return 0 if options.control else 1
        if options.control:
            say(f"The control found nothing wrong: {tally}. The proof proves nothing.")
            return 1
        say(f"Holds: {tally}.")
        return 0


def random_keys(options: Namespace, say: Say) -> int:
    """Run the proof of random keys, and return the exit status."""
    from tests.proofs import random_keys

    return 0 if random_keys.prove(options.keys, Random(options.seed), say) else 1


def thirty_days(options: Namespace, say: Say) -> int:
    """Run the proof of thirty days, and return the exit status."""
    with workspace(options.database) as place:
        from tests.proofs import days, thirty_days

        if options.days < thirty_days.FEWEST_DAYS:
            say(f"--days: {thirty_days.FEWEST_DAYS} or more.")
            return 2
        place.write({})
        try:
            thirty_days.prove(place.documents, days.editor(), options.days, say)
        except AssertionError:
            say(f"VIOLATION:\n{traceback.format_exc()}")
            return 1
        say(f"Holds: {options.days} days.")
        return 0


def move(options: Namespace, say: Say) -> int:
    """Run the proof of moves between databases, and return the exit status."""
    server = os.environ.get("DATABASE_URL", "")
    with workspace(options.database) as place:
        from tests.proofs import move

        place.write({})
        try:
            move.prove(place, server, options.documents, Random(options.seed), say)
        except AssertionError:
            say(f"VIOLATION:\n{traceback.format_exc()}")
            return 1
        return 0


def upstream_word(options: Namespace, say: Say) -> int:
    """Run the proof of upstream's word, and return the exit status."""
    with workspace(options.database) as place:
        from tests.proofs import days, upstream_word, word_replay

        holds = upstream_word.prove(options.depth, say)
        for has_doubts in (True, False) if options.documents else ():
            place.restore("empty")
            place.write({})
            found = word_replay.public_against_upstream(
                place.documents, days.editor(), options.days, options.documents,
                has_doubts=has_doubts,
            )  # fmt: skip
            how = "as it is" if has_doubts else "without doubts, as a control"
            say(
                f"{how}: {len(found)} of {options.documents} documents are public against what "
                f"their bots said last, after {options.days} days {found}"
            )
            holds &= bool(found) is not has_doubts
        return 0 if holds else 1


def fuzz(options: Namespace, say: Say) -> int:
    """Run the proof of random requests, and return the exit status."""
    with workspace(options.database) as place:
        from tests.proofs import fuzz

        return 0 if fuzz.prove(place.documents, options.requests, options.seed, say) else 1


def slow_connections(options: Namespace, say: Say) -> int:
    """Run the proof of slow connections, or its control, and return the exit status."""
    with TemporaryDirectory(prefix="newsroom-proof-") as folder:
        os.environ["NEWSROOM_ENV_FILE"] = os.devnull
        os.environ["NEWSROOM_DATA"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "newsroom.settings"
        from tests.proofs import slow_connections as proof

        data = Path(folder, "data")
        if proof.descriptors() < options.connections + 50:
            say(f"This process may not open {options.connections} connections: ulimit -n.")
            return 2
        if options.control:
            has_stopped = proof.control(data, options.connections, say)
            say("VIOLATION, as it must be." if has_stopped else "The control found nothing wrong.")
            return 0 if has_stopped else 1
        is_held = proof.prove(
            data, options.connections, say, rounds=options.rounds, patience=options.patience
        )
        say(f"Holds: {options.connections} slow connections." if is_held else "VIOLATION")
        return 0 if is_held else 1


def sign_in(options: Namespace, say: Say) -> int:
    """Run the proof of sign-in, or its control, and return the exit status."""
    with workspace(options.database) as place:
        from tests.proofs import sign_in

        try:
            sign_in.prove(place, say, quick=options.quick, control=options.control)
        except sign_in.Violation as violation:
            say(f"VIOLATION: {violation}")
            return 0 if options.control else 1
        if options.control:
            say("The control found nothing wrong. The proof proves nothing.")
            return 1
        say("Holds.")
        return 0


def storm(options: Namespace, say: Say) -> int:
    """Run the proof of the storm, or its control, and return the exit status."""
    with workspace(options.database) as place:
        from tests.proofs import storm

        return storm.run(
            place, options.minutes, options.reviewers, options.documents, say,
            control=options.control,
        )  # fmt: skip


PROOFS = {
    "kill-import": kill_import,
    "random-keys": random_keys,
    "thirty-days": thirty_days,
    "upstream-word": upstream_word,
    "fuzz": fuzz,
    "slow-connections": slow_connections,
    "sign-in": sign_in,
    "move": move,
    "storm": storm,
}


def main() -> int:
    """Run the proof that the command line names, and return the exit status."""
    began = time.monotonic()

    def say(sentence: str) -> None:
        print(f"[{time.monotonic() - began:6.1f} s] {sentence}", flush=True)

    options = parser().parse_args()
    return PROOFS[options.name](options, say)


if __name__ == "__main__":
    sys.exit(main())
