"""Compute the digests of all articles' titles and URLs again.

A release that reads titles or addresses better must find the articles that an earlier one stored.
This imports today's digests instead of a copy of them: the columns are derived, and must agree with
the code that runs after the migration. The digests of stories that decisions hold are never changed:
imports keep an article's digest while its story is the same.
"""

from django.db import migrations

from articles.documents.identity import title_key, url_key, url_keys

#: How many rows are read and written at a time.
CHUNK = 1000
URL_COLUMNS = ("original_url", "web_url", "amp_web_url", "cdn_amp_web_url")


def recompute_digests(apps, schema_editor):
    """Compute the digests of every article, and store those that differ."""
    alias = schema_editor.connection.alias
    articles = apps.get_model("articles", "Article").objects.using(alias)
    columns = articles.only("title", "title_key", "url_key", *URL_COLUMNS)
    last = 0
    while rows := list(columns.filter(pk__gt=last).order_by("pk")[:CHUNK]):
        last = rows[-1].pk
        outdated = []
        for article in rows:
            keys = title_key(article.title), url_key(article.original_url or article.web_url)
            if (article.title_key, article.url_key) != keys:
                article.title_key, article.url_key = keys
                outdated.append(article)
        articles.bulk_update(outdated, ["title_key", "url_key"], batch_size=100)
        _store_addresses(apps.get_model("articles", "ArticleAddress").objects.using(alias), rows)


def _store_addresses(addresses, articles):
    """Store the digests of the articles' URLs: delete outdated ones, and add those missing."""
    keys = {
        (article.pk, key)
        for article in articles
        for key in url_keys(*(getattr(article, name) for name in URL_COLUMNS))
    }
    stored = addresses.filter(article__in=[article.pk for article in articles])
    known = {(article, key): pk for pk, article, key in stored.values_list("pk", "article", "key")}
    stored.filter(pk__in=[pk for pair, pk in known.items() if pair not in keys]).delete()
    addresses.bulk_create(
        addresses.model(article_id=article, key=key) for article, key in sorted(keys - known.keys())
    )


class Migration(migrations.Migration):
    dependencies = [("articles", "0007_sort_names")]
    operations = [migrations.RunPython(recompute_digests, migrations.RunPython.noop)]
