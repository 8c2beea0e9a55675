"""The groups and their permissions in release 0.2.0; frozen, used by migrations only."""

READ = (
    "view_article", "view_provider", "view_topic", "view_collection", "view_image",
    "view_relatedlink", "view_act", "view_decision", "view_importrun", "view_invaliddocument",
    "view_documenttext",
)  # fmt: skip
REVIEW = ("approve_article", "reject_article", "set_quality_article")
EDIT = (
    "unpublish_article", "reopen_article", "edit_article", "release_article",
    "decide_many_articles", "resolve_conflict", "override_decision",
    "change_article", "change_provider", "change_topic", "change_collection",
    "view_savedview", "add_savedview", "change_savedview", "delete_savedview",
)  # fmt: skip
GROUPS = {"Readers": READ, "Reviewers": READ + REVIEW, "Editors": READ + REVIEW + EDIT}
