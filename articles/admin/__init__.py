"""The Django admin for articles, the audit log, providers, imports and users.

Articles are never saved here: decisions go through `articles.moderation`, as on every other page.
"""
