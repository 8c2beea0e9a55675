"""Hints on duplicates, related stories and content: their texts, links, queries and pages."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles import moderation
from articles.hints import Hint, articles_by_link, hints_for, row_hints
from articles.hints.duplicates import LISTED_LIMIT
from articles.models import Article, RelatedLink
from tests.desk_kit import row_hint_texts, text_of

Make = Callable[..., Article]
pytestmark = pytest.mark.django_db

HEADLINE = "Robots learn to fold"


def find_hint(article: Article, kind: str) -> Hint:
    """Return the article's only hint of the kind."""
    (hint,) = [each for each in hints_for(Article.objects.get(pk=article.pk)) if each.kind == kind]
    return hint


def kinds(article: Article) -> list[str]:
    """Return the kinds of the article's hints, in order."""
    return [each.kind for each in hints_for(Article.objects.get(pk=article.pk))]


def test_an_ordinary_article_has_no_hints(make_article: Make) -> None:
    article = make_article()
    assert hints_for(article) == []
    assert row_hints([article]) == {article.pk: []}


# -- Duplicates ---------------------------------------------------------------------------------


def test_the_same_headline_elsewhere_is_shown_not_counted(make_article: Make) -> None:
    article = make_article(title=HEADLINE)
    others = [make_article(title="ROBOTS learn… to fold!"), make_article(title=HEADLINE)]
    hint = find_hint(article, "same-headline")
    assert hint.words == "Same headline:"
    assert set(hint.articles) == set(others)
    assert not hint.is_warning
    assert row_hint_texts(article) == ["same headline as Provider’s, waiting"]


def test_duplicates_are_counted_up_to_the_limit_of_the_list(make_article: Make) -> None:
    article = make_article(title=HEADLINE)
    for _ in range(LISTED_LIMIT + 1):
        make_article(title=HEADLINE)
    hint = find_hint(article, "same-headline")
    assert len(hint.articles) == LISTED_LIMIT
    assert hint.has_more


def test_a_published_duplicate_is_a_warning_and_named_on_the_approve_button(
    make_article: Make,
) -> None:
    article = make_article(title=HEADLINE, provider="Slow News")
    make_article(title=HEADLINE)
    live = make_article(title=HEADLINE, quality=90, provider="Quick News")
    hint = find_hint(article, "same-headline")
    assert hint.words == "Same headline, one published:"
    assert hint.is_warning
    assert hint.articles[0] == hint.published_duplicate == live
    assert hint.button_warning == "already published as Quick News’s"
    assert row_hint_texts(article) == ["same headline is published as Quick News’s"]
    assert find_hint(live, "same-headline").published_duplicate is None
    assert not find_hint(live, "same-headline").is_warning


def test_warnings_come_first(make_article: Make) -> None:
    make_article(url="https://provider.example/fold", quality=90)
    article = make_article(title=HEADLINE, url="https://provider.example/fold", heat=-1)
    make_article(title=HEADLINE)
    assert kinds(article) == ["same-url", "same-headline", "outranked"]


def test_the_hint_says_which_part_of_the_duplicates_is_published(make_article: Make) -> None:
    article = make_article(title=HEADLINE)
    make_article(title=HEADLINE, quality=90)
    text = "Same headline, published:"
    assert find_hint(article, "same-headline").words == text
    make_article(title=HEADLINE, quality=90)
    text = "Same headline, both published:"
    assert find_hint(article, "same-headline").words == text


def test_of_more_duplicates_than_are_read_not_all_are_said_to_be_published(
    make_article: Make,
) -> None:
    article = make_article(title=HEADLINE)
    for quality in [90] * (LISTED_LIMIT + 5) + [38] * 5:
        make_article(title=HEADLINE, quality=quality)
    hint = find_hint(article, "same-headline")
    assert (hint.is_warning, hint.has_more) == (True, True)
    assert hint.words == "Same headline, many of them published:"


def test_a_published_article_with_a_published_duplicate_is_reported_as_published_twice(
    make_article: Make,
) -> None:
    make_article(title=HEADLINE, quality=90)
    texts = row_hint_texts(make_article(title=HEADLINE, quality=91))
    assert texts == ["published twice, also as Provider’s"]


def test_an_article_whose_document_is_gone_is_no_duplicate(make_article: Make) -> None:
    article = make_article(title=HEADLINE)
    duplicate = make_article(title=HEADLINE, quality=90)
    Article.objects.filter(pk=duplicate.pk).update(gone_at=duplicate.arrived_at)
    assert kinds(article) == []
    assert row_hint_texts(article) == []


def test_any_variant_of_the_address_is_the_same_address_elsewhere(make_article: Make) -> None:
    article = make_article(title="One", url="https://provider.example/fold?utm_source=a")
    amp = "ampWebUrl: https://amp.provider.example/fold\n"
    other = make_article(title="Two", url="https://elsewhere.example/x", rest=amp)
    hint = find_hint(article, "same-url")
    assert hint.words == "Same address:"
    assert hint.articles == (other,)
    assert row_hint_texts(article) == ["same address as “Two”, waiting"]
    assert row_hint_texts(other) == ["same address as “One”, waiting"]


def test_a_published_article_at_the_same_address_is_a_duplicate_too(make_article: Make) -> None:
    article = make_article(url="https://provider.example/fold")
    live = make_article(url="http://www.provider.example/fold/", quality=90)
    hint = find_hint(article, "same-url")
    assert hint.published_duplicate == live
    assert hint.is_warning
    assert hint.button_warning == f"already published as “{live.title}”"


def test_a_related_link_that_is_an_article_here_leads_to_it(make_article: Make) -> None:
    waiting = make_article(url="https://other.example/a")
    live = make_article(url="https://other.example/b", quality=90)
    rest = "related:\n" + "".join(
        f"  - title: Story {name}\n    webUrl: https://www.other.example/{name}/?utm_source=x\n"
        for name in "abc"
    )
    article = make_article(url="https://provider.example/fold", rest=rest)
    links = {link.title[-1]: link for link in article.related_links.all()}
    with CaptureQueriesContext(connection) as queries:
        here = articles_by_link(list(links.values()))
    assert len(queries) == 1
    assert here == {links["a"].pk: waiting, links["b"].pk: live}


def test_a_link_to_the_article_itself_is_no_other_article(make_article: Make) -> None:
    rest = "related:\n  - title: It\n    webUrl: http://provider.example/fold\n"
    make_article(url="https://provider.example/fold", rest=rest)
    assert articles_by_link(list(RelatedLink.objects.all())) == {}
    assert articles_by_link([]) == {}


def test_of_two_articles_at_a_links_address_the_published_one_is_shown(make_article: Make) -> None:
    live = make_article(url="https://other.example/a", quality=90)
    make_article(url="https://other.example/a")
    rest = "related:\n  - title: It\n    webUrl: https://other.example/a\n"
    article = make_article(rest=rest)
    assert list(articles_by_link(list(article.related_links.all())).values()) == [live]


# -- The article itself -------------------------------------------------------------------------

RELATED = """related:
  - title: Lower
    webUrl: https://a.example/
    quality: 50
  - title: Highest
    webUrl: https://b.example/
    quality: 61
  - title: Unscored
    webUrl: https://c.example/
"""


def test_outranked_names_the_story_shown_instead_and_both_qualities(make_article: Make) -> None:
    article = make_article(quality=49, heat=-1, rest=RELATED)
    hint = find_hint(article, "outranked")
    assert hint.words == "Outranked: upstream shows “Highest” instead. It has 61, this one 49."
    assert hint.link == f"#related-{article.related_links.get(title='Highest').pk}"
    assert row_hint_texts(article) == ["outranked"]


def test_a_related_story_of_higher_quality_has_a_hint_though_upstream_shows_this_one(
    make_article: Make,
) -> None:
    text = "A related story scores higher: “Highest” has 61, this one not scored."
    assert find_hint(make_article(quality=None, rest=RELATED), "outranked").words == text
    assert kinds(make_article(quality=61, rest=RELATED)) == []
    zero = RELATED.replace("50", "0").replace("61", "0")
    text = "A related story scores higher: “Lower” has 0, this one not scored."
    assert find_hint(make_article(quality=None, rest=zero), "outranked").words == text


def test_outranked_has_a_hint_where_the_story_shown_is_not_among_the_links(
    make_article: Make,
) -> None:
    text = "Outranked: upstream shows a related story of higher quality instead."
    assert find_hint(make_article(heat=-1), "outranked").words == text


def test_a_cut_off_excerpt_shows_where_and_leads_to_the_original(make_article: Make) -> None:
    article = make_article(excerpt="It folds shirts, trousers and socks and ...")
    hint = find_hint(article, "cut-off")
    assert hint.words == "The excerpt is cut off: “… shirts, trousers and socks and ...”"
    assert (hint.link, hint.leads_out) == (article.url, True)


# -- Queries ------------------------------------------------------------------------------------


def test_hints_of_rows_cost_the_same_for_three_and_for_thirty(make_article: Make) -> None:
    """Rows must not query their duplicates, story changes or links one by one."""

    def queries(articles: list[Article]) -> int:
        with CaptureQueriesContext(connection) as captured:
            row_hints(articles)
        return len(captured)

    make_article(title=HEADLINE, quality=90)
    articles = [make_article(title=HEADLINE, heat=-1, rest=RELATED) for _ in range(30)]
    assert queries(articles[:3]) == queries(articles) == 2


def test_hints_of_an_article_cost_a_fixed_number_of_queries(
    make_article: Make, users: Any, act_parameters: Any
) -> None:
    article = make_article(title=HEADLINE, heat=-1, rest=RELATED, provider="Provider")

    def queries() -> int:
        fresh = Article.objects.select_related("provider").get(pk=article.pk)
        with CaptureQueriesContext(connection) as captured:
            hints_for(fresh, users.editor)
        return len(captured)

    counts = []
    for number in range(1, 8):
        other = make_article(title=HEADLINE, url=article.url, provider="Provider")
        moderation.reject([other], reason="other", **act_parameters(users.reviewer, other))
        counts.append(queries()) if number in (1, 7) else None
    assert counts[0] == counts[1] <= 9


# -- Pages --------------------------------------------------------------------------------------


def test_the_button_that_would_publish_a_headline_twice_says_so_and_needs_shift(
    make_article: Make, sign_in: Any
) -> None:
    make_article(title=HEADLINE, quality=90, provider="Quick News")
    article = make_article(title=HEADLINE)
    for address in ("/queue/", article.get_absolute_url()):
        page = sign_in("reviewer").get(address).content.decode()
        (button,) = re.findall(r'<button[^>]*value="approve".*?</button>', page, re.S)
        assert 'data-key="D"' in button, address
        assert "already published as Quick News’s" in button, address


def test_hints_in_a_row_lead_to_those_on_the_articles_page(
    make_article: Make, sign_in: Any
) -> None:
    article = make_article(heat=-1, rest=RELATED)
    queue = sign_in("reader").get("/queue/").content.decode()
    hint = rf'href="{article.get_absolute_url()}#worth-knowing"\s*><bdi>outranked</bdi></a>'
    assert re.search(hint, queue)
    page = sign_in("reader").get(article.get_absolute_url()).content.decode()
    assert 'id="worth-knowing"' in page
    (anchor,) = re.findall(r'href="#(related-\d+)">See it', page)
    assert f'<li id="{anchor}">' in page


def test_a_related_story_that_is_here_is_linked_with_its_status(
    make_article: Make, sign_in: Any
) -> None:
    here = make_article(url="https://a.example/", quality=90)
    page = sign_in("reader").get(make_article(rest=RELATED).get_absolute_url())
    assert "on this desk: Published by upstream" in text_of(page)
    assert f'<a href="{here.get_absolute_url()}">on this desk' in page.content.decode()
