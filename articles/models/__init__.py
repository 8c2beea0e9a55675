"""The database's tables and their constraints, without workflow.

The rules of effective values are in `articles.rules`; `articles.moderation` records decisions.
"""

from articles.models.article import Article, ArticleQuerySet
from articles.models.article_rows import ArticleAddress, ArticleTopic
from articles.models.batch import Batch, BatchItem
from articles.models.collection import Collection, DocumentText
from articles.models.decision import Act, Decision, DecisionDigest
from articles.models.import_run import ImportEntry, ImportRun, InvalidDocument, StoryChange
from articles.models.integrity import Redaction, TriggerEvent
from articles.models.lease import Lease, Skip
from articles.models.people import (
    DefaultGrant,
    Preferences,
    SignInEvent,
    SignInTry,
    UserSession,
)
from articles.models.provider import Provider, Topic
from articles.models.recovery import RecoveryCode, RecoveryCodes
from articles.models.related import Image, RelatedLink
from articles.models.saved_view import SavedView
from articles.models.search_text import SearchText
from articles.models.story import Story, StoryCopy, StoryPointer, WordFrequency

__all__ = [
    "Act",
    "Article",
    "ArticleAddress",
    "ArticleQuerySet",
    "ArticleTopic",
    "Batch",
    "BatchItem",
    "Collection",
    "Decision",
    "DecisionDigest",
    "DefaultGrant",
    "DocumentText",
    "Image",
    "ImportEntry",
    "ImportRun",
    "InvalidDocument",
    "Lease",
    "Preferences",
    "Provider",
    "RecoveryCode",
    "RecoveryCodes",
    "Redaction",
    "RelatedLink",
    "SavedView",
    "SearchText",
    "SignInEvent",
    "SignInTry",
    "Skip",
    "Story",
    "StoryChange",
    "StoryCopy",
    "StoryPointer",
    "Topic",
    "TriggerEvent",
    "UserSession",
    "WordFrequency",
]
