"""Compute the digests of titles with entities again: they are now of the decoded titles."""

import hashlib
from html import unescape

from django.db import migrations

#: How many rows are read at a time.
CHUNK = 2000


def title_key(title):
    """Return the digest of a title as 0.3.0 computes it."""
    title = unescape(title)
    normalised = "".join(char for char in title.casefold() if char.isalnum()) or title
    return hashlib.blake2b(normalised.encode(), digest_size=16).hexdigest()


def store_title_keys(apps, schema_editor):
    """Compute the digest of every title with an ampersand."""
    articles = apps.get_model("articles", "Article").objects.using(schema_editor.connection.alias)
    last = 0
    while chunk := list(
        articles.filter(pk__gt=last, title__contains="&").order_by("pk").only("title")[:CHUNK]
    ):
        last = chunk[-1].pk
        for article in chunk:
            articles.filter(pk=article.pk).update(title_key=title_key(article.title))


class Migration(migrations.Migration):
    dependencies = [("articles", "0007_sort_names")]
    operations = [migrations.RunPython(store_title_keys, migrations.RunPython.noop)]
