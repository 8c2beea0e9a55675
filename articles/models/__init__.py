"""Facts and constraints; no workflow. What decides lives in `standing` and `moderation`."""

from articles.models.article import Article, ArticleQuerySet, ArticleTopic
from articles.models.collection import (
    Collection,
    DocumentText,
    ImportEntry,
    ImportRun,
    InvalidDocument,
    StoryTurn,
)
from articles.models.coverage import Image, Provider, RelatedLink, Topic
from articles.models.record import Act, Decision

__all__ = [
    "Act",
    "Article",
    "ArticleQuerySet",
    "ArticleTopic",
    "Collection",
    "Decision",
    "DocumentText",
    "Image",
    "ImportEntry",
    "ImportRun",
    "InvalidDocument",
    "Provider",
    "RelatedLink",
    "StoryTurn",
    "Topic",
]
