"""What a reviewer is told before deciding, and what they find a click away."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles import moderation
from articles.hints import Hint, here_by_link, hints_for, published_twin, row_hints
from articles.hints.duplicates import LISTED
from articles.models import Article, RelatedLink
from tests.desk_kit import in_row, text_of

Make = Callable[..., Article]
pytestmark = pytest.mark.django_db

HEADLINE = "Robots learn to fold"


def told(article: Article, kind: str) -> Hint:
    (hint,) = [each for each in hints_for(Article.objects.get(pk=article.pk)) if each.kind == kind]
    return hint


def kinds(article: Article) -> list[str]:
    return [each.kind for each in hints_for(Article.objects.get(pk=article.pk))]


def test_of_an_article_like_any_other_nothing_is_told(make_article: Make) -> None:
    article = make_article()
    assert hints_for(article) == []
    assert row_hints([article]) == {article.pk: []}


# -- The same story elsewhere -------------------------------------------------------------------


def test_the_same_headline_elsewhere_is_counted_and_listed(make_article: Make) -> None:
    article = make_article(title=HEADLINE)
    others = [make_article(title="ROBOTS learn… to fold!"), make_article(title=HEADLINE)]
    hint = told(article, "same-headline")
    assert hint.words == "Same headline as 2 other articles."
    assert set(hint.articles) == set(others)
    assert not hint.is_warning
    assert in_row(article) == ["same headline elsewhere"]


def test_more_twins_than_are_listed_are_not_counted_on(make_article: Make) -> None:
    article = make_article(title=HEADLINE)
    for _ in range(LISTED + 1):
        make_article(title=HEADLINE)
    hint = told(article, "same-headline")
    assert hint.words == f"Same headline as more than {LISTED} other articles."
    assert len(hint.articles) == LISTED


def test_a_published_twin_is_a_warning_and_named_for_the_approve_button(
    make_article: Make,
) -> None:
    article = make_article(title=HEADLINE, provider="Slow News")
    make_article(title=HEADLINE)
    live = make_article(title=HEADLINE, quality=90, provider="Quick News")
    hint = told(article, "same-headline")
    assert hint.words == "Same headline as 2 other articles, one published."
    assert hint.is_warning
    assert hint.articles[0] == hint.twin == published_twin(article) == live
    assert hint.already == "already published as Quick News’s"
    assert in_row(article) == ["same headline is published"]
    assert published_twin(live) is None
    assert not told(live, "same-headline").is_warning


def test_warnings_come_first(make_article: Make) -> None:
    make_article(url="https://provider.example/fold", quality=90)
    article = make_article(title=HEADLINE, url="https://provider.example/fold", heat=-1)
    make_article(title=HEADLINE)
    assert kinds(article) == ["same-url", "same-headline", "outranked"]


def test_one_published_twin_alone_is_said_in_one_word(make_article: Make) -> None:
    article = make_article(title=HEADLINE)
    make_article(title=HEADLINE, quality=90)
    words = "Same headline as 1 other article, published."
    assert told(article, "same-headline").words == words
    make_article(title=HEADLINE, quality=90)
    words = "Same headline as 2 other articles, both published."
    assert told(article, "same-headline").words == words


def test_two_published_twins_are_said_to_be_published_twice(make_article: Make) -> None:
    make_article(title=HEADLINE, quality=90)
    assert in_row(make_article(title=HEADLINE, quality=91)) == ["published twice"]


def test_a_twin_whose_document_is_gone_is_none(make_article: Make) -> None:
    article = make_article(title=HEADLINE)
    twin = make_article(title=HEADLINE, quality=90)
    Article.objects.filter(pk=twin.pk).update(gone_at=twin.arrived_at)
    assert kinds(article) == []
    assert in_row(article) == []
    assert published_twin(article) is None


def test_any_variant_of_the_address_is_the_same_address_elsewhere(make_article: Make) -> None:
    article = make_article(url="https://provider.example/fold?utm_source=a")
    amp = "ampWebUrl: https://amp.provider.example/fold\n"
    other = make_article(url="https://elsewhere.example/x", rest=amp)
    hint = told(article, "same-url")
    assert hint.words == "Same address as 1 other article."
    assert hint.articles == (other,)
    assert in_row(article) == in_row(other) == ["same address elsewhere"]


def test_what_is_published_at_the_same_address_is_a_twin_too(make_article: Make) -> None:
    article = make_article(url="https://provider.example/fold")
    live = make_article(url="http://www.provider.example/fold/", quality=90)
    assert published_twin(article) == told(article, "same-url").twin == live
    assert told(article, "same-url").is_warning
    assert told(article, "same-url").already == f"already published as “{live.title}”"


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
        here = here_by_link(list(links.values()))
    assert len(queries) == 1
    assert here == {links["a"].pk: waiting, links["b"].pk: live}


def test_a_link_to_the_article_itself_is_no_other_article(make_article: Make) -> None:
    rest = "related:\n  - title: It\n    webUrl: http://provider.example/fold\n"
    make_article(url="https://provider.example/fold", rest=rest)
    assert here_by_link(list(RelatedLink.objects.all())) == {}
    assert here_by_link([]) == {}


def test_of_two_articles_at_a_links_address_the_published_one_is_shown(make_article: Make) -> None:
    live = make_article(url="https://other.example/a", quality=90)
    make_article(url="https://other.example/a")
    rest = "related:\n  - title: It\n    webUrl: https://other.example/a\n"
    article = make_article(rest=rest)
    assert list(here_by_link(list(article.related_links.all())).values()) == [live]


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
    hint = told(article, "outranked")
    assert hint.words == "Outranked: upstream shows “Highest” instead. It has 61, this one 49."
    assert hint.link == f"#related-{article.related_links.get(title='Highest').pk}"
    assert in_row(article) == ["outranked"]


def test_a_related_story_that_scores_higher_is_told_though_upstream_shows_this_one(
    make_article: Make,
) -> None:
    words = "A related story scores higher: “Highest” has 61, this one not scored."
    assert told(make_article(quality=None, rest=RELATED), "outranked").words == words
    assert kinds(make_article(quality=61, rest=RELATED)) == []


def test_outranked_is_told_where_the_story_shown_is_not_among_the_links(
    make_article: Make,
) -> None:
    words = "Outranked: upstream shows a related story of higher quality instead."
    assert told(make_article(heat=-1), "outranked").words == words


def test_a_cut_off_excerpt_shows_where_and_leads_to_the_original(make_article: Make) -> None:
    article = make_article(excerpt="It folds shirts, trousers and socks and ...")
    hint = told(article, "cut-off")
    assert hint.words == "The excerpt is cut off: “… shirts, trousers and socks and ...”"
    assert (hint.link, hint.leads_out) == (article.url, True)


# -- Queries ------------------------------------------------------------------------------------


def test_hints_of_rows_cost_the_same_for_three_and_for_thirty(make_article: Make) -> None:
    """A row may not ask for its twins, turns or links itself."""

    def queries(articles: list[Article]) -> int:
        with CaptureQueriesContext(connection) as captured:
            row_hints(articles)
        return len(captured)

    make_article(title=HEADLINE, quality=90)
    articles = [make_article(title=HEADLINE, heat=-1, rest=RELATED) for _ in range(30)]
    assert queries(articles[:3]) == queries(articles) == 2


def test_hints_of_an_article_cost_a_fixed_number_of_queries(
    make_article: Make, cast: Any, act_words: Any
) -> None:
    article = make_article(title=HEADLINE, heat=-1, rest=RELATED, provider="Provider")

    def queries() -> int:
        fresh = Article.objects.select_related("provider").get(pk=article.pk)
        with CaptureQueriesContext(connection) as captured:
            hints_for(fresh, cast.editor)
        return len(captured)

    counts = []
    for number in range(1, 8):
        other = make_article(title=HEADLINE, url=article.url, provider="Provider")
        moderation.reject([other], reason="other", **act_words(cast.reviewer, other))
        counts.append(queries()) if number in (1, 7) else None
    assert counts[0] == counts[1] <= 9


# -- On the pages -------------------------------------------------------------------------------


def test_the_button_that_would_publish_a_headline_twice_says_so_and_needs_shift(
    make_article: Make, sign_in: Any
) -> None:
    make_article(title=HEADLINE, quality=90, provider="Quick News")
    article = make_article(title=HEADLINE)
    for address in ("/queue/", article.get_absolute_url()):
        page = sign_in("reviewer").get(address).content.decode()
        (button,) = re.findall(r'<button[^>]*value="approve".*?</button>', page, re.S)
        assert 'data-key="A"' in button, address
        assert "already published as Quick News’s" in button, address


def test_hints_in_a_row_lead_to_those_on_the_articles_page(
    make_article: Make, sign_in: Any
) -> None:
    article = make_article(heat=-1, rest=RELATED)
    queue = sign_in("reader").get("/queue/").content.decode()
    assert f'href="{article.get_absolute_url()}#worth-knowing">outranked</a>' in queue
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
