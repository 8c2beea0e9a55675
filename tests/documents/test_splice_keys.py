"""Inserting and removing keys in the text of a document, and front matter in braces."""

import pytest

from articles.documents import splice
from tests.documents.splice_kit import changed_lines, only_change, raises_splice_error
from tests.documents_kit import FIELDS, document


class TestMissingKeys:
    @pytest.mark.parametrize(
        ("field", "value", "line", "predecessor"),
        [
            ("excerpt", 'It\'s "x"', 'excerpt: "It\'s \\"x\\""\n', "title"),
            ("type", "video", "type: video\n", "webUrl"),
            ("quality", 5, "quality: 5\n", "type"),
            ("published", False, "published: false\n", "heat"),
        ],
    )
    @pytest.mark.parametrize("end", ["\n", "\r\n"])
    def test_a_line_is_inserted_after_its_predecessor(
        self, field: str, value: object, line: str, predecessor: str, end: str
    ) -> None:
        text = document(**{field: None, predecessor: FIELDS[predecessor] + "  # c"}).replace(
            "\n", end
        )
        after = splice(text, {field: value})
        before = (FIELDS[predecessor] + "  # c\n").replace("\n", end)
        assert after == text.replace(before, before + line.replace("\n", end), 1)

    def test_several_are_inserted_in_the_order_of_the_real_documents(self) -> None:
        text = document(excerpt=None, type=None, quality=None, heat=None, published=None)
        values = {"published": True, "quality": 4, "type": "video", "excerpt": "It"}
        assert changed_lines(text, splice(text, values)) == [
            ("", 'excerpt: "It"\n'),
            ("", "type: video\nquality: 4\npublished: true\n"),
        ]

    def test_a_neighbour_on_several_lines_is_passed_over(self) -> None:
        text = document(
            quality=None, heat=None, type="type: >\n  article", webUrl="webUrl:\n  'https://a.b/'"
        )
        after = splice(text, {"quality": 4})
        assert changed_lines(text, after) == [("", "quality: 4\n")]
        assert f"{FIELDS['originalUrl']}\nquality: 4\n" in after

    def test_without_a_predecessor_it_is_inserted_before_the_comment_of_its_successor(self) -> None:
        text = "---\ntitle: >\n  # a title\n\n# on kinds\n# of story\ntype: article\n---\n"
        after = splice(text, {"excerpt": "It"})
        assert after == text.replace("# on", 'excerpt: "It"\n# on')

    def test_text_of_a_block_that_looks_like_a_comment_is_none(self) -> None:
        text = "---\ntitle: >\n  a title\n  # one\ntype: article\n---\n"
        after = splice(text, {"excerpt": "It"})
        assert after == text.replace("type:", 'excerpt: "It"\ntype:')

    def test_without_a_neighbour_the_document_is_refused(self) -> None:
        with raises_splice_error("published", "no neighbour"):
            splice("---\nx: 1\ntitle: |\n  a\n---\n", {"published": True})

    def test_mixed_line_ends_are_those_of_the_neighbour(self) -> None:
        text = document(quality=None, type="type: article\r").replace("heat: 80\n", "heat: 80\r\n")
        after = splice(text, {"quality": 3, "excerpt": "x"})
        assert "type: article\r\nquality: 3\r\nheat: 80\r\n" in after

    @pytest.mark.parametrize("end", ["\n", "\r\n"])
    def test_removing_what_was_inserted_restores_every_byte(self, end: str) -> None:
        text = document(quality=None, published=None).replace("\n", end)
        after = splice(text, {"quality": 4, "published": True})
        assert after != text
        assert splice(after, {"quality": None, "published": None}) == text
        assert splice(splice(after, {"quality": None}), {"published": None}) == text


class TestRemoving:
    def test_null_is_left_as_it_is(self) -> None:
        for null in ("", " ~", " null # c"):
            text = document(quality=f"quality:{null}")
            assert splice(text, {"quality": None}) == text

    def test_a_line_with_more_than_the_value_is_kept_with_null(self) -> None:
        text = document(quality="quality: 71 # ours")
        assert only_change(text, quality=None) == ("quality: 71 # ours\n", "quality: null # ours\n")
        text = document(published="published:\n  true")
        assert splice(text, {"published": None}) == text.replace("  true", "  null")

    def test_a_neighbour_removed_and_one_inserted(self) -> None:
        text = document(published=None)
        after = splice(text, {"quality": None, "published": True, "title": "New"})
        assert changed_lines(text, after)[1:] == [("quality: 71\n", ""), ("", "published: true\n")]
        text = document("heat: 1", "quality: 2", "x: 3", published=None, quality=None, heat=None)
        after = splice(text, {"quality": None, "published": True})
        assert changed_lines(text, after) == [("quality: 2\n", "published: true\n")]


class TestAFlowMapping:
    TEXT = (
        "---\n{category: news, title: Flow, excerpt: 'x', topics: [AI],\n"
        ' "quality":38, published: false, secured: "x"}\n---\n'
    )

    def test_values_are_replaced_in_place(self) -> None:
        values = {"title": "a, b", "excerpt": "it's", "published": True, "topics": ["AI", "C, D"]}
        after = splice(self.TEXT, {**values, "quality": 4})
        assert after == (
            "---\n{category: news, title: \"a, b\", excerpt: 'it''s', topics: [AI, \"C, D\"],\n"
            ' "quality":4, published: true, secured: "x"}\n---\n'
        )

    def test_a_plain_text_stays_plain_only_without_brackets(self) -> None:
        assert "title: Flows," in splice(self.TEXT, {"title": "Flows"})
        assert 'title: "a]}",' in splice(self.TEXT, {"title": "a]}"})

    def test_a_missing_key_is_not_inserted(self) -> None:
        for values in ({"type": "video"}, {"published": True}, {"topics": ["AI"]}):
            text = self.TEXT.replace("published: false, ", "").replace("topics: [AI],", "")
            with raises_splice_error(*values, part="flow mapping"):
                splice(text, values)

    def test_a_removed_value_is_null(self) -> None:
        after = splice(self.TEXT, {"quality": None, "published": None})
        assert '"quality":null, published: null,' in after
        text = "---\n{quality: 4\n, title: a}\n---\n"
        assert splice(text, {"quality": None}) == text.replace("4", "null")

    def test_an_empty_value_is_filled_or_left(self) -> None:
        text = self.TEXT.replace("published: false", "published: ")
        assert "published: true" in splice(text, {"published": True})
        text = self.TEXT.replace("published: false", "published")
        with raises_splice_error("published"):
            splice(text, {"published": True})
