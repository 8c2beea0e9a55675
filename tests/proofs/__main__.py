"""The command line of the proofs: `python -m tests.proofs NAME --help`."""

import sys
import time
from argparse import ArgumentParser, Namespace
from random import Random

from tests.proofs.ground import ground


def parser() -> ArgumentParser:
    made = ArgumentParser(prog="python -m tests.proofs", description=__doc__)
    names = made.add_subparsers(dest="name", required=True)
    kill = names.add_parser(
        "kill-import",
        help="kill -9 at random moments of an import or export; nothing is lost or torn",
    )
    kill.add_argument("--documents", type=int, default=8000, metavar="N")
    kill.add_argument(
        "--kills", type=int, default=200, metavar="N", help="that hit a run midway; others are told"
    )
    kill.add_argument(
        "--database", choices=["sqlite", "postgres"], default="sqlite",
        help="postgres: one of its own, made and dropped beside the one that DATABASE_URL names",
    )  # fmt: skip
    kill.add_argument("--export", action="store_true", help="kill exports instead of imports")
    kill.add_argument(
        "--control", action="store_true",
        help="kill runs without their guards: a violation must be found, or this exits 1",
    )  # fmt: skip
    kill.add_argument("--seed", type=int, default=1, metavar="N")
    burst = names.add_parser(
        "random-keys",
        help="a burst of random keys in review decides nothing on a card that was hardly shown",
    )
    burst.add_argument("--keys", type=int, default=2000, metavar="N", help="30 a second")
    burst.add_argument("--seed", type=int, default=1, metavar="N")
    return made


def kill_import(options: Namespace) -> int:
    began = time.monotonic()

    def say(sentence: str) -> None:
        print(f"[{time.monotonic() - began:6.1f} s] {sentence}", flush=True)

    with ground(options.database) as place:
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


def random_keys(options: Namespace) -> int:
    from tests.proofs import random_keys

    return 0 if random_keys.prove(options.keys, Random(options.seed), print) else 1


if __name__ == "__main__":
    chosen = parser().parse_args()
    sys.exit({"kill-import": kill_import, "random-keys": random_keys}[chosen.name](chosen))
