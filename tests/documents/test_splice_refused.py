"""Values and documents that a splice refuses, because a field can't be set safely."""

import importlib

import pytest

from articles.documents import MAX_BYTES, SpliceError, splice
from tests.documents.splice_kit import raises_splice_error
from tests.documents_kit import document


class TestRefusals:
    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("title", ""),
            ("title", "a\nb"),
            ("title", " a"),
            ("title", "\u200b"),
            ("title", "x" * 501),
            ("title", "a\0b"),
            ("title", "a\x1bb"),
            ("title", "\ud800"),
            ("title", None),
            ("title", 5),
            ("excerpt", "x" * 20_001),
            ("excerpt", None),
            ("excerpt", "a "),
            ("type", "<b>"),
            ("type", ""),
            ("type", None),
            ("quality", -1),
            ("quality", 1_000_001),
            ("quality", 1 << 80),
            ("quality", True),
            ("quality", 7.0),
            ("quality", "7"),
            ("published", 1),
            ("published", "true"),
            ("topics", None),
            ("topics", "AI"),
            ("topics", ["AI", "AI"]),
            ("topics", ["AI", ""]),
            ("topics", [" AI"]),
            ("topics", ["x" * 101]),
            ("topics", ["a\nb"]),
            ("topics", [1]),
            ("topics", [str(number) for number in range(51)]),
        ],
    )
    def test_a_value_that_would_not_read_back(self, field: str, value: object) -> None:
        for text in (document(quality="quality: 1"), document(**{field: None})):
            with raises_splice_error(field):
                splice(text, {field: value})

    def test_a_field_that_nobody_may_decide(self) -> None:
        with raises_splice_error("heat, secured", "title, excerpt"):
            splice(document(), {"secured": "x", "title": "y", "heat": 3})

    def test_a_list_or_a_mapping_where_a_value_should_be(self) -> None:
        for source in ("[71]", "{a: 71}", "\n  - 71", "\n  a: 71"):
            with raises_splice_error("quality", "single value"):
                splice(document(quality=f"quality: {source}"), {"quality": 4})

    def test_a_document_that_would_exceed_the_limit_of_size(self) -> None:
        text = document()
        text += "x" * (MAX_BYTES - len(text))
        assert len(splice(text, {"title": "short"})) < MAX_BYTES
        with raises_splice_error("title", "at most"):
            splice(text, {"title": "Robots learn to fold all"})

    def test_two_fields_on_what_an_editor_takes_for_one_line(self) -> None:
        text = document(quality="quality: 71\rheat: 80", heat=None)
        with raises_splice_error("quality", "more than that"):
            splice(text, {"quality": 4})

    def test_removing_the_last_key(self) -> None:
        with raises_splice_error("quality", "no longer be read"):
            splice("---\nquality: 4\n---\n", {"quality": None})


class TestTheResultIsReadAgain:
    """A defect of `splice` itself raises SpliceError instead of returning a damaged text."""

    @pytest.mark.parametrize(
        ("part", "damaged"),
        [
            ("# a comment\n", ""),
            ("# a comment\n", "# a Comment\n"),
            ("heat: 80", "heat: 81"),
            ("heat: 80\n", ""),
            ("heat: 80\n", "heat: 80\nmore: 1\n"),
            ("heat: 80\n", "heat: 80 # c\n"),
            ("  name: The Example", "  name:  The Example"),
            ("type: article\nquality: 5", "quality: 5\ntype: article"),
            ("A body.\n", "A body."),
            ("A body.\n", "A body.\n\n"),
            ("quality: 5", "quality: 6"),
            ("quality: 5", "quality: [5"),
        ],
    )
    @pytest.mark.parametrize("topics", [{}, {"topics": ["AI"]}])
    def test_any_unwanted_change_is_noticed(
        self, part: str, damaged: str, topics: dict[str, object], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        text = document("# a comment") + "A body.\n"
        values = {"quality": 5, **topics}
        assert part in splice(text, values)
        module = importlib.import_module("articles.documents.splice")
        apply = module._apply
        monkeypatch.setattr(module, "_apply", lambda *args: apply(*args).replace(part, damaged))
        with pytest.raises(SpliceError):
            splice(text, values)

    def test_a_key_without_a_value_at_the_very_end_is_compared_too(self) -> None:
        text = "---\ntitle: a\n? k\n---"
        assert splice(text, {"title": "b"}) == text.replace("a", "b")
