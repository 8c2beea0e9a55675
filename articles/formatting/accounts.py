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
    """Return the browser and system in words: `Firefox on Windows`, `another program`.

    The header User-Agent says what its sender likes. Only the few names of BROWSERS and SYSTEMS
    are told apart, which is enough for a person to know their own again; a library of all browsers
    runs a thousand regular expressions for that on a text from outside.
    """
    name = next((words for part, words in BROWSERS if part in user_agent), "")
    system = next((words for part, words in SYSTEMS if part in user_agent), "")
    if not name:
        return f"another program on {system}" if system else "another program"
    return f"{name} on {system}" if system else name


def duration(span: timedelta) -> str:
    """Return a time span in words, in the largest unit that it is a multiple of: `12 hours`.

    Below a minute, also below zero, it is `less than a minute`.
    """
    minutes = max(0, int(span.total_seconds()) // 60)
    for unit, size in (("day", 1440), ("hour", 60), ("minute", 1)):
        count = minutes // size
        if count and minutes % size == 0:
            return f"{count} {unit}" if count == 1 else f"{count} {unit}s"
    return "less than a minute"
