"""Facts and constraints; no workflow. What decides lives in `standing` and `moderation`."""

from articles.models.article import Article, ArticleAddress, ArticleQuerySet, ArticleTopic
from articles.models.batch import Batch, BatchItem
from articles.models.collection import (
    Collection,
    DocumentText,
    ImportEntry,
    ImportRun,
    InvalidDocument,
    StoryTurn,
)
from articles.models.coverage import Image, Provider, RelatedLink, Topic
from articles.models.people import Preferences, SavedView, SignInEvent
from articles.models.reading import Lease, Skip
from articles.models.record import Act, Decision
from articles.models.words import ArticleWords

__all__ = [
    "Act",
    "Article",
    "ArticleAddress",
    "ArticleQuerySet",
    "ArticleTopic",
    "ArticleWords",
    "Batch",
    "BatchItem",
    "Collection",
    "Decision",
    "DocumentText",
    "Image",
    "ImportEntry",
    "ImportRun",
    "InvalidDocument",
    "Lease",
    "Preferences",
    "Provider",
    "RelatedLink",
    "SavedView",
    "SignInEvent",
    "Skip",
    "StoryTurn",
    "Topic",
]
