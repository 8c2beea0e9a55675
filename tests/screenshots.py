"""Screenshots of the desk's pages, of a temporary desk with demo documents.

python -m tests.screenshots                 the README's picture, .readme/queue.png
python -m tests.screenshots --all FOLDER    the pages, at three widths, light and dark
"""

import argparse
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page

from tests.browser.chromium import chromium

ROOT = Path(__file__).resolve().parent.parent
WIDTHS = (320, 768, 1400)
HEIGHT = 900
#: Of every person of the temporary desk.
PASSWORD = "Lantern-gravel 7 otters"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--all", metavar="FOLDER", type=Path, help="every page into FOLDER")
    parser.add_argument("--documents", type=int, default=300, help="demo documents; 0: the seeds")
    options = parser.parse_args()
    with (
        tempfile.TemporaryDirectory() as folder,
        desk(Path(folder), options.documents) as address,
        chromium() as browser,
    ):
        if options.all:
            options.all.mkdir(parents=True, exist_ok=True)
            every_page(browser, address, options.all)
        else:
            readme_picture(browser, address)


@contextmanager
def desk(folder: Path, documents: int) -> Iterator[str]:
    """Serve a desk with its data in the folder, and yield its URL."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    names = ("EDITOR", "REVIEWER", "ADMIN")
    environment = {
        **{name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"},
        "NEWSROOM_ENV_FILE": os.devnull,
        "NEWSROOM_DATA": str(folder / "data"),
        **{f"NEWSROOM_PASSWORD_{name}": PASSWORD for name in names},
    }

    def manage(*arguments: str) -> list[str]:
        return [sys.executable, str(ROOT / "manage.py"), *arguments]

    if documents:
        (folder / "data").mkdir(mode=0o700)  # only `start` makes it
        demo = str(folder / "demo")
        subprocess.run(manage("migrate", "-v0"), env=environment, check=True)
        subprocess.run(
            manage("make_demo", demo, "--documents", str(documents), "--seed", "1"),
            env=environment,
            check=True,
            stdout=subprocess.DEVNULL,
        )
        subprocess.run(manage("import_articles", demo, "-v0"), env=environment, check=False)
    server = subprocess.Popen(
        manage("start", "--port", port), env=environment, stdout=subprocess.PIPE, text=True
    )
    try:
        assert server.stdout
        for line in server.stdout:
            if "desk is at" in line:
                break
        yield f"http://127.0.0.1:{port}"
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(timeout=20)


def sign_in(page: Page, address: str, name: str) -> None:
    page.goto(f"{address}/sign-in/")
    page.fill("[name=username]", name)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url("**/queue/")


def every_page(browser: Browser, address: str, folder: Path) -> None:
    for theme in ("light", "dark"):
        for width in WIDTHS:
            context = browser.new_context(
                color_scheme=theme,
                viewport={"width": width, "height": HEIGHT},
                has_touch=width == WIDTHS[0],
            )
            page = context.new_page()
            problems: list[str] = []
            page.on("console", lambda message, seen=problems: seen.append(message.text))
            page.goto(f"{address}/sign-in/")
            page.screenshot(path=folder / f"sign-in-{theme}-{width}.png")
            sign_in(page, address, "editor")
            pages = {
                "today": "/",
                "queue": "/queue/",
                "all": "/queue/?status=all&type=article&image=yes",
            }
            first = page.locator(".row h2 a").first.get_attribute("href") or "/"
            number = (re.search(r"\d+", first) or [""])[0]
            pages |= {
                "article": first,
                "admin-list": "/admin/articles/article/",
                "admin-change": f"/admin/articles/article/{number}/change/",
                "nothing": "/queue/?quality_min=high&colour=red",
                "review": "/review/",
                "review-end": "/review/?quality_min=100000",
                "batch": batch_of_ticked(page),
                "conflicts": "/conflicts/",
                "providers": "/providers/",
                "provider": "/providers/1/",
                "story": "/stories/1/",
                "imports": "/imports/",
                "import": "/imports/1/",
                "history": "/history/",
                "preferences": "/preferences/",
                "password": "/password/",
                "sessions": "/sessions/",
            }
            for name, path in pages.items():
                page.goto(address + path)
                page.wait_for_load_state("networkidle")
                page.screenshot(path=folder / f"{name}-{theme}-{width}.png", full_page=width < 1400)
                sideways = page.evaluate(
                    "document.documentElement.scrollWidth > document.documentElement.clientWidth"
                )
                if sideways:
                    problems.append(f"{path} scrolls sideways")
            for problem in dict.fromkeys(problems):
                print(f"{theme} {width}: {problem}")
            context.close()


def batch_of_ticked(page: Page) -> str:
    """Tick two rows, press Reject, and return the path of the batch's page."""
    for tick in page.locator(".row input[name=ids]").all()[:2]:
        tick.check()
    with page.expect_navigation():
        page.locator("#many button[value=reject]").click()
    return "/" + page.url.split("/", 3)[3]


def readme_picture(browser: Browser, address: str) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    sign_in(page, address, "reviewer")
    page.wait_for_load_state("networkidle")
    target = ROOT / ".readme" / "queue.png"
    page.screenshot(path=target)
    print(f"Wrote {target.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
