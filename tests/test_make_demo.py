"""The demo documents: format, cases that occur, determinism, and the command that writes them."""

import re
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from random import Random
from xml.etree import ElementTree

import pytest
import yaml
from django.core.management import CommandError, call_command

from articles.demo import documents
from articles.demo.prose import reworded
from articles.demo.stories import stories
from articles.demo.vocabulary import DRAWINGS
from articles.documents import NewsDocument, read

NOW = datetime(2025, 11, 20, 12, 30, 15, tzinfo=UTC)
ROOT = Path(__file__).parent.parent
STATIC = ROOT / "articles/static"
Texts = dict[str, str]


def demo_texts(count: int, seed: int = 1) -> Texts:
    return dict(documents.documents(count, seed, now=NOW))


def demo_documents(count: int, seed: int = 1) -> list[NewsDocument]:
    readings = (read(text.encode(), now=NOW) for text in demo_texts(count, seed).values())
    return [reading.document for reading in readings if reading.document]


@pytest.fixture(scope="module")
def texts() -> Texts:
    return demo_texts(300)


@pytest.fixture(scope="module")
def news() -> list[NewsDocument]:
    return demo_documents(300)


def test_the_same_count_seed_and_now_give_the_same_bytes() -> None:
    assert demo_texts(60) == demo_texts(60)
    assert demo_texts(60) != demo_texts(60, seed=2)


def test_a_smaller_set_is_the_beginning_of_a_larger_one() -> None:
    larger = list(demo_texts(60).items())
    assert list(demo_texts(20).items()) == larger[:20]


def test_file_names_look_like_the_real_ones_and_are_unique() -> None:
    names = [name for name, _ in documents.documents(2_000, 3, now=NOW)]
    assert len(set(names)) == 2_000
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\d(-[a-z0-9]+)+\.md", name) for name in names)


def test_all_documents_but_one_read_without_a_single_problem(texts: Texts) -> None:
    problems = {name: read(text.encode(), now=NOW).problems for name, text in texts.items()}
    (only,) = [found for found in problems.values() if found]
    assert [(problem.field, problem.level) for problem in only] == [("quality", "error")]


def test_the_keys_stand_in_the_order_of_the_real_documents(texts: Texts) -> None:
    order = """category title excerpt publishedDateTime originalUrl webUrl ampWebUrl cdnAmpWebUrl
        type quality heat published featuredContent provider topics images related secured"""
    for text in texts.values():
        keys = re.findall(r"^(\w+):", text.partition("\n---")[0], re.MULTILINE)
        assert keys == [key for key in order.split() if key in keys]


def test_quotes_and_line_ends_vary_as_in_the_real_documents(texts: Texts) -> None:
    quoted = sum('webUrl: "' in text for text in texts.values())
    assert 0.35 < quoted / 300 < 0.65
    crlf = [text for text in texts.values() if "\r\n" in text]
    assert len(crlf) in (42, 43)
    assert all(text.count("\n") == text.count("\r\n") for text in crlf)


def test_published_follows_upstreams_rule_exactly(news: list[NewsDocument]) -> None:
    scored = [document for document in news if document.quality is not None]
    assert all(document.published is (document.quality >= 70) for document in scored)
    assert {document.published for document in news if document.quality is None} == {None}


def test_heat_is_minus_one_for_an_outranked_article(news: list[NewsDocument]) -> None:
    for document in news:
        if document.quality is None:
            assert document.heat is None
        elif any((link.quality or 0) > document.quality for link in document.related):
            assert document.heat == -1
        else:
            assert document.heat is not None
            assert document.heat >= document.quality


def test_the_news_is_from_the_last_90_days(news: list[NewsDocument]) -> None:
    ages = [NOW - document.published_at for document in news]
    assert min(ages) >= timedelta(0)
    assert max(ages) <= timedelta(days=90, minutes=1)
    assert sum(age < timedelta(days=7) for age in ages) >= 20


def test_every_address_is_on_an_invented_domain(texts: Texts) -> None:
    hosts = {
        host for text in texts.values() for host in re.findall(r"https?://([^/\s\"\\]+)", text)
    }
    assert {host.rpartition(".")[2] for host in hosts} == {"example"}


def test_several_providers_share_a_domain(news: list[NewsDocument]) -> None:
    providers = {(document.provider.name, document.provider.domain) for document in news}
    assert len(providers) >= 20
    domains = Counter(domain for _, domain in providers)
    assert domains.most_common(1)[0][1] >= 3


def test_headlines_hardly_ever_repeat_but_on_purpose() -> None:
    headlines = Counter(
        story.title for story in stories(5_000, Random(1), NOW) if not story.repeats
    )
    assert sum(times - 1 for times in headlines.values()) <= 5


def has(find: Callable[[NewsDocument], object]) -> Callable[[list[NewsDocument]], bool]:
    return lambda news: any(find(document) for document in news)


def one_word_apart(first: NewsDocument, second: NewsDocument) -> bool:
    some, other = first.title.split(), second.title.split()
    if len(some) == len(other):
        return sum(a != b for a, b in zip(some, other, strict=True)) == 1
    return some == other[1:]


def any_pair(match: Callable[[NewsDocument, NewsDocument], object]) -> Callable[..., bool]:
    return lambda news: any(match(a, b) for a in news for b in news if a is not b)


CASES = {
    "not scored": has(lambda d: d.quality is None and d.published is None),
    "a low score": has(lambda d: d.quality is not None and d.quality < 25),
    "a high score": has(lambda d: d.quality is not None and 115 < d.quality <= 189),
    "outranked": has(lambda d: d.heat == -1),
    "raised by related coverage": has(lambda d: d.heat and d.quality and d.heat > d.quality),
    "video": has(
        lambda d: d.type == "video" and not d.web_url and d.featured_content.startswith("<iframe")
    ),
    "no originalUrl": has(lambda d: d.type == "article" and not d.original_url),
    "AMP": has(lambda d: d.amp_web_url and d.cdn_amp_web_url),
    "cut off": has(lambda d: d.excerpt.endswith(" ...")),
    "entities": has(lambda d: "&#8217;" in d.excerpt and "&amp;" in d.excerpt),
    "no excerpt": has(lambda d: d.excerpt == ""),
    "lines and quotes in an excerpt": has(lambda d: "\r\n" in d.excerpt and '"' in d.excerpt),
    "mis-decoded title": has(lambda d: "\u2019".encode().decode("cp1252") in d.title),
    "long title": has(lambda d: 270 <= len(d.title) <= 300),
    "no picture": has(lambda d: not d.images),
    "several pictures": has(lambda d: len(d.images) > 1 and d.images[0].attribution),
    "four related links": has(lambda d: len(d.related) == 4),
    "a related link with a picture": has(lambda d: any(link.images for link in d.related)),
    "a body": has(lambda d: d.body),
    "the same address twice": any_pair(
        lambda a, b: a.web_url and a.web_url == b.web_url and a.title == b.title
    ),
    "tracking parameters": any_pair(
        lambda a, b: a.web_url and b.web_url.startswith(f"{a.web_url}?utm_")
    ),
    "the same headline elsewhere": any_pair(
        lambda a, b: (
            a.title == b.title
            and a.provider != b.provider
            and timedelta(hours=24) <= b.published_at - a.published_at <= timedelta(hours=30)
        )
    ),
    "one word apart": any_pair(one_word_apart),
    "a related link to another document": any_pair(
        lambda a, b: any(link.web_url == b.web_url for link in a.related)
    ),
}


@cache
def small_set(seed: int) -> list[NewsDocument]:
    return demo_documents(40, seed)


@pytest.mark.parametrize("case", CASES)
def test_a_small_set_has_every_case(case: str) -> None:
    for seed in range(25):
        assert CASES[case](small_set(seed)), f"seed {seed}"


def test_any_set_of_40_has_exactly_one_invalid_document() -> None:
    assert [len(small_set(seed)) for seed in range(25)] == [39] * 25


def test_a_headline_without_a_word_to_exchange_gets_one_in_front() -> None:
    assert reworded("Kelp") == "Report: Kelp"
    assert reworded("Divers Test Kelp") == "Divers Trial Kelp"


def test_every_drawing_is_there_small_and_without_anything_active(texts: Texts) -> None:
    named = {name for text in texts.values() for name in re.findall(r"/static/\S+\.svg", text)}
    files = sorted((STATIC / "articles/demo").glob("*.svg"))
    assert {f"/static/articles/demo/{file.name}" for file in files} == named
    assert [file.stem for file in files] == list(DRAWINGS)
    for file in files:
        drawing = file.read_text()
        assert len(drawing) < 2_000
        assert ElementTree.fromstring(drawing).get("viewBox") == "0 0 600 400"
        assert not re.search(r"<script|<text|<image|<style|href|\bon\w+=|url\(", drawing)


def test_write_creates_the_folder_and_keeps_line_ends(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "news"
    written = documents.write(folder, 40, 1, now=NOW)
    assert {f.name: f.read_bytes().decode() for f in folder.iterdir()} == demo_texts(40)
    assert (written.folder, written.documents) == (folder, 40)
    assert written.invalid
    assert "quality: high" in (folder / written.invalid).read_text()


def test_write_takes_an_empty_folder(tmp_path: Path) -> None:
    assert documents.write(tmp_path, 3, 1) == documents.WriteResult(tmp_path, 3, None)


def test_write_refuses_a_folder_with_something_in_it(tmp_path: Path) -> None:
    (tmp_path / "mine.md").write_text("mine")
    with pytest.raises(documents.FolderInUse, match=r"is not empty$"):
        documents.write(tmp_path, 3, 1)
    assert [file.name for file in tmp_path.iterdir()] == ["mine.md"]


def test_write_refuses_a_file(tmp_path: Path) -> None:
    (tmp_path / "news").write_text("mine")
    with pytest.raises(documents.FolderInUse, match=r"news' is a file$"):
        documents.write(tmp_path / "news", 3, 1)


def test_the_command_prints_what_it_wrote_and_the_next_command(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("make_demo", str(tmp_path / "news"), "--documents", "30", "--seed", "4")
    out, err = capsys.readouterr()
    assert out.startswith(f"Wrote 30 documents to {tmp_path / 'news'}\nInvalid on purpose: 20")
    assert out.endswith(f"\n  manage.py import_articles {tmp_path / 'news'}\n")
    assert err == ""
    assert len(list((tmp_path / "news").iterdir())) == 30


def test_the_command_writes_300_documents_by_default(tmp_path: Path) -> None:
    call_command("make_demo", str(tmp_path / "news"), verbosity=0)
    assert len(list((tmp_path / "news").iterdir())) == 300


def test_the_command_prints_nothing_at_verbosity_0(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("make_demo", str(tmp_path / "news"), documents=1, verbosity=0)
    assert capsys.readouterr() == ("", "")


def test_a_folder_with_a_space_can_be_pasted_into_a_shell(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("make_demo", str(tmp_path / "two words"), documents=1)
    out = capsys.readouterr().out
    assert out.startswith("Wrote 1 document to ")
    assert out.endswith(f"  manage.py import_articles '{tmp_path / 'two words'}'\n")


@pytest.mark.parametrize("documents", [0, -1, 100_001])
def test_the_command_refuses_a_senseless_number(tmp_path: Path, documents: int) -> None:
    with pytest.raises(CommandError, match=f"--documents {documents} is not from 1 to 100000"):
        call_command("make_demo", str(tmp_path / "news"), documents=documents)
    assert not (tmp_path / "news").exists()


def test_the_command_names_the_folder_in_use_and_the_way_out(tmp_path: Path) -> None:
    (tmp_path / "mine.md").write_text("mine")
    with pytest.raises(CommandError, match=r"^'.*' is not empty\. Name a new folder"):
        call_command("make_demo", str(tmp_path))


def test_the_command_names_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    with pytest.raises(CommandError, match=r"^Cannot write to '.*news': Not a directory"):
        call_command("make_demo", str(tmp_path / "file" / "news"))


def test_documents_pass_a_plain_yaml_parser_too(texts: Texts) -> None:
    for text in texts.values():
        matter = text.replace("\r\n", "\n").split("\n---\n")[0].removeprefix("---\n")
        assert yaml.safe_load(matter)["category"] == "news"
