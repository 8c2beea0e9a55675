"""The benchmark of stories: what it prints, and what it measures on the labelled real documents."""

import csv
import sys
from pathlib import Path

import pytest

from tests.benchmarks import stories
from tests.documents_kit import document

pytestmark = pytest.mark.django_db

PAIRS = Path(__file__).parent / "data" / "story_pairs.csv"
WORDS = ("robots", "laundry", "osaka", "shirts", "towels", "folding", "machines", "steel")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder of five documents: two of one headline, one like them, two of one address."""
    for number, (title, url) in enumerate(
        (
            (" ".join(WORDS), "https://a.example/1"),
            (" ".join(WORDS).title(), "https://b.example/2"),
            (f"{' '.join(WORDS[:4])} tea rain wind snow", "https://c.example/3"),
            ("First wording", "https://d.example/4"),
            ("Another one", "https://www.d.example/4?utm_source=feed"),
        )
    ):
        text = document(
            title=f'title: "{title}"',
            excerpt=None,
            originalUrl=f"originalUrl: {url}",
            webUrl=None,
            provider=f"provider: {{name: Provider {number}, domain: p{number}.example}}",
            publishedDateTime=f"publishedDateTime: 2024-05-0{number + 1}T07:00:00Z",
        )
        path = tmp_path / ("site" if number % 2 else "other") / f"{number}.md"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    (tmp_path / "site" / "broken.md").write_text("no document")
    return tmp_path


def measure(
    folder: Path,
    rows: list[tuple[str, str, str]],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    *options: str,
) -> list[str]:
    """Return the lines that the benchmark prints for pairs."""
    pairs = folder / "pairs.csv"
    with pairs.open("w", newline="") as file:
        csv.writer(file).writerows([("path_a", "path_b", "label"), *rows])
    monkeypatch.setattr(sys, "argv", ["stories", str(folder), str(pairs), *options])
    stories.main()
    return capsys.readouterr().out.splitlines()


def test_two_lines_say_how_right_what_is_folded_and_pointed_out_is(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [
        ("other/0.md", "site/1.md", "same"),
        ("other/0.md", "other/2.md", "same"),
        ("site/1.md", "site/3.md", "same"),
        ("site/3.md", "other/4.md", "different"),
        ("other/0.md", "other/4.md", "unsure"),
    ]
    assert measure(folder, rows, capsys, monkeypatch) == [
        "folded: precision 0.500 recall 0.333",
        "pointed out: precision 0.667 recall 0.667",
    ]


def test_each_wrong_pair_is_listed_when_asked(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [
        ("other/0.md", "site/3.md", "same"),
        ("site/3.md", "other/4.md", "different"),
    ]
    lines = measure(folder, rows, capsys, monkeypatch, "--explain")
    assert [line for line in lines if line.startswith("folded, ")] == [
        "folded, wrong:",
        "folded, missed:",
    ]
    assert "  2024-05-04 07:00 Provider 3: First wording" in lines


def test_a_pair_without_its_document_stops_the_measurement(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(SystemExit, match=r"no valid document: site/broken\.md"):
        measure(folder, [("other/0.md", "site/broken.md", "same")], capsys, monkeypatch)


def test_an_unknown_label_is_refused(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(ValueError, match="'maybe' is no label"):
        measure(folder, [("other/0.md", "site/1.md", "maybe")], capsys, monkeypatch)


def test_the_labelled_pairs_are_complete_and_each_is_there_once() -> None:
    pairs = stories.read_pairs(PAIRS)
    assert len({frozenset((pair.one, pair.other)) for pair in pairs}) == len(pairs) == 120


@pytest.mark.slow
def test_real_documents_are_put_into_stories_as_well_as_measured(corpus: Path) -> None:
    pairs = stories.read_pairs(PAIRS)
    folded, pointed_out = stories.scores(pairs, stories.imported(corpus / "corpus"))
    assert (len(folded.false), folded.right, len(folded.missed)) == (0, 21, 12)
    assert (len(pointed_out.false), pointed_out.right, len(pointed_out.missed)) == (3, 24, 9)
