"""Words about accounts: time spans, and the browser of a session."""

from datetime import timedelta
from typing import Final

#: What browsers write into User-Agent, most telling first: nearly all of them also name others.
BROWSERS: Final = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS: Final = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("CrOS", "ChromeOS"),
    ("Windows", "Windows"),
    ("Macintosh", "a Mac"),
    ("Linux", "Linux"),
)


def browser(user_agent: str) -> str:
    """Return browser and system of a User-Agent in words: `Firefox on Windows`, `another program`.

    Of BROWSERS and of SYSTEMS the first counts that the text holds. An unknown browser is `another
    program`, an unknown system is left out. It is a claim of the sender's.
    """
    name = next((words for part, words in BROWSERS if part in user_agent), "")
    system = next((words for part, words in SYSTEMS if part in user_agent), "")
    if not name:
        return f"another program on {system}" if system else "another program"
    return f"{name} on {system}" if system else name


def duration(span: timedelta) -> str:
    """Return a time span in words, in the largest unit that it is a multiple of: `36 hours`.

    The units are days, hours and minutes; seconds over whole minutes are left out. Below a minute,
    also below zero, it is `less than a minute`.
    """
    minutes = max(0, int(span.total_seconds()) // 60)
    for unit, size in (("day", 1440), ("hour", 60), ("minute", 1)):
        count = minutes // size
        if count and minutes % size == 0:
            return f"{count} {unit}" if count == 1 else f"{count} {unit}s"
    return "less than a minute"
