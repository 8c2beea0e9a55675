"""Stories, the copies that they have, and what their comparison needs.

The rule is that of `articles.stories`; an import applies it (`articles.sync.story_placing`).
"""

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce
from django.urls import reverse

from articles.models.article import Article, ArticleQuerySet
from articles.models.collection import Collection

#: The most characters of a word (`articles.stories.words`).
WORD_LENGTH = 40


class Story(models.Model):
    """A story that two or more documents of a collection report.

    It stays when copies leave it. `merged_into` is the story that has its copies since the two
    were found to be one; None otherwise.
    """

    collection = models.ForeignKey(Collection, models.PROTECT, related_name="stories")
    begun_at = models.DateTimeField("begun", help_text="When its first two copies were joined.")
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged_stories"
    )

    class Meta:
        verbose_name_plural = "stories"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"story {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("story", args=[self.pk])


class StoryCopy(models.Model):
    """An article as a copy: its story, why it is in it, and what other copies are compared with.

    `story` is None while no other copy was found. `kind`, `likeness`, `likeness_of` and `like`, the
    copy that is the best evidence, are those of `articles.stories.Reason` and `Reach`: empty for
    the copy that a story began with.
    """

    class Kind(models.TextChoices):
        """The kinds of evidence that a copy belongs to its story."""

        ADDRESS = "address", "same address"
        HEADLINE = "headline", "equal headlines"
        LIKENESS = "likeness", "alike"

    article = models.OneToOneField(
        Article, models.CASCADE, primary_key=True, related_name="story_copy"
    )
    story = models.ForeignKey(
        Story, models.PROTECT, null=True, related_name="copies", db_index=False
    )
    collection = models.ForeignKey(Collection, models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=8, choices=Kind, blank=True)
    likeness = models.FloatField(default=0.0)
    likeness_of = models.PositiveSmallIntegerField("number of copies", default=0)
    # Without constraints on references to other articles, storing a row locks none of them, so that
    # an import waits for nobody who decides on another article. No article is ever deleted.
    like = models.ForeignKey(
        Article,
        models.SET_NULL,
        null=True,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )

    published_at = models.DateTimeField()
    provider_key = models.CharField("provider digest", max_length=32)
    headline_key = models.CharField("headline digest", max_length=32)
    address_key = models.CharField("address digest", max_length=32, blank=True)
    other_address_key = models.CharField("second address digest", max_length=32, blank=True)
    compared = models.JSONField(
        help_text="Fragments of the addresses, marks of the headline, weights of the words."
    )

    class Meta:
        verbose_name = "copy"
        verbose_name_plural = "copies"
        indexes = [
            models.Index(fields=["collection", "published_at"], name="copy_by_date"),
            models.Index(fields=["story", "published_at"], name="copy_by_story"),
            models.Index(
                fields=["collection", "headline_key", "published_at"], name="copy_by_headline"
            ),
            models.Index(
                fields=["collection", "address_key", "published_at"],
                name="copy_by_address",
            ),
            models.Index(
                fields=["collection", "other_address_key", "published_at"],
                name="copy_by_other_address",
            ),
        ]

    def __str__(self) -> str:
        return f"copy: article {self.article_id}"


class StoryPointer(models.Model):
    """A copy of another story that may report the same as an article, with its likeness (0 to 1).

    `article` is the one that was placed later.
    """

    article = models.ForeignKey(
        Article, models.CASCADE, related_name="story_pointers", db_index=False
    )
    other = models.ForeignKey(
        Article, models.CASCADE, related_name="pointed_from", db_constraint=False
    )
    likeness = models.FloatField()

    class Meta:
        ordering = ["-likeness", "id"]
        constraints = [
            models.UniqueConstraint("article", "other", name="a_copy_is_pointed_out_once")
        ]

    def __str__(self) -> str:
        return f"article {self.article_id} may report the same as {self.other_id}"


class WordFrequency(models.Model):
    """How many copies of a collection had a word when they were placed; of all copies where ''."""

    collection = models.ForeignKey(Collection, models.PROTECT, related_name="+", db_index=False)
    word = models.CharField(max_length=WORD_LENGTH, blank=True)
    texts = models.PositiveIntegerField()

    class Meta:
        verbose_name_plural = "word frequencies"
        constraints = [
            models.UniqueConstraint("collection", "word", name="a_words_frequency_is_one")
        ]

    def __str__(self) -> str:
        return self.word


def one_a_story(articles: ArticleQuerySet) -> ArticleQuerySet:
    """Return of each story its best copy among the articles, and all articles without a story.

    A published copy is better than others, then one of higher quality (one without any is the
    worst), then the earlier by publication date, then the one stored first. Copies that are gone
    are all returned, and no other copy gives way to them. Nothing is read yet.
    """
    article = {
        name: OuterRef(OuterRef(name)) for name in ("published", "quality", "published_at", "pk")
    }
    points, own_points = Coalesce("quality", -1), Coalesce(article["quality"], -1)
    is_earlier = Q(published_at__lt=article["published_at"]) | Q(
        published_at=article["published_at"], pk__lt=article["pk"]
    )
    is_better = Q(points__gt=own_points) | Q(is_earlier, points=own_points)
    better = articles.order_by().filter(gone_at=None).annotate(points=points)
    better = better.filter(
        Q(published__gt=article["published"]) | Q(is_better, published=article["published"])
    )
    return articles.filter(Q(gone_at__isnull=False) | ~_has_copy_among(better))


def first_published(articles: ArticleQuerySet) -> ArticleQuerySet:
    """Return of each story the copy published here first, and all articles without a story.

    The articles are published ones. Another copy that is published later, however good, changes
    nothing. Nothing is read yet.
    """
    since, pk = OuterRef(OuterRef("public_since")), OuterRef(OuterRef("pk"))
    earlier = Q(public_since__lt=since) | Q(public_since=since, pk__lt=pk)
    return articles.filter(~_has_copy_among(articles.order_by().filter(earlier)))


def _has_copy_among(articles: ArticleQuerySet) -> Exists:
    """Return whether any of the articles is a copy of the same story as the article in question.

    It is found by the copies of the story, each looked up by its key: SQLite would else begin with
    all of the articles for each one in question.
    """
    copies = StoryCopy.objects.filter(story=OuterRef("story_copy__story"))
    return Exists(copies.filter(Exists(articles.filter(pk=OuterRef("article")))))
