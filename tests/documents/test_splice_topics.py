"""Setting the topics in the text of a document: items are added, removed, moved or kept."""

from collections.abc import Sequence

import pytest

from articles.documents import SpliceError, splice
from tests.documents.splice_kit import changed_lines, raises_splice_error
from tests.documents_kit import FIELDS, document, read_text, read_valid


def listed(*lines: str) -> str:
    """Return a document with these lines as its topics, then a blank line."""
    return document(topics="\n".join(["topics:", *lines, ""]))


def spliced(text: str, *topics: str) -> str:
    """Set the topics, and check that they are read back and not set again."""
    after = splice(text, {"topics": topics})
    assert read_valid(after).topics == topics
    assert splice(after, {"topics": topics}) == after
    return after


class TestABlockList:
    ITEMS = ("  - AI  # first", "  - 'Computer Vision'", '  - "Robots"', "  - Web")

    @pytest.mark.parametrize(
        ("topics", "kept"),
        [
            (("Computer Vision", "Robots", "Web"), (1, 2, 3)),
            (("AI", "Web"), (0, 3)),
            (("AI", "Computer Vision", "Robots"), (0, 1, 2)),
            (("Robots",), (2,)),
            (("Web", "Robots", "Computer Vision", "AI"), (3, 2, 1, 0)),
            (("Computer Vision", "AI", "Robots", "Web"), (1, 0, 2, 3)),
            (("Web", "AI"), (3, 0)),
        ],
    )
    @pytest.mark.parametrize("end", ["\n", "\r\n"])
    def test_items_that_are_kept_keep_their_lines(
        self, topics: Sequence[str], kept: Sequence[int], end: str
    ) -> None:
        text = listed(*self.ITEMS).replace("\n", end)
        expected = listed(*(self.ITEMS[index] for index in kept)).replace("\n", end)
        assert spliced(text, *topics) == expected

    @pytest.mark.parametrize(
        ("topics", "lines"),
        [
            (("AI", "B"), ("  - AI", "  - B")),
            (("B", "AI"), ("  - B", "  - AI")),
            (("B",), ("  - B",)),
            (("B", "C"), ("  - B", "  - C")),
            (("AI", "No"), ("  - AI", '  - "No"')),
            (("AI", "C: #"), ("  - AI", '  - "C: #"')),
            (("AI", "- x"), ("  - AI", '  - "- x"')),
            (("AI", "---"), ("  - AI", "  - ---")),
            (("AI", "日本"), ("  - AI", "  - 日本")),
        ],
    )
    def test_new_items_look_like_their_siblings(
        self, topics: Sequence[str], lines: Sequence[str]
    ) -> None:
        assert spliced(listed("  - AI"), *topics) == listed(*lines)

    @pytest.mark.parametrize("prefix", ["- ", "    -   ", " - "])
    @pytest.mark.parametrize("quote", ["", "'", '"'])
    def test_so_do_their_indentation_and_their_quotes(self, prefix: str, quote: str) -> None:
        old, new = f"{prefix}{quote}AI{quote} # c", f"{prefix}{quote}B c{quote}"
        assert spliced(listed(old), "B c", "AI") == listed(new, old)

    def test_quotes_that_a_sibling_needs_are_not_copied(self) -> None:
        text = listed('  - "C: #"', "  - 'No'")
        assert spliced(text, "C: #", "AI") == listed('  - "C: #"', "  - AI")

    def test_mixed_line_endings_are_those_of_the_neighbour(self) -> None:
        text = listed("  - A\r", "  - B")
        assert spliced(text, "A", "C", "B") == listed("  - A\r", "  - C\r", "  - B")
        assert spliced(text, "A", "B", "C") == listed("  - A\r", "  - B", "  - C")
        assert spliced(text, "A", "C") == listed("  - A\r", "  - C")
        assert spliced(text, "C", "B") == listed("  - C\r", "  - B")

    def test_comments_and_blank_lines_between_items_stay(self) -> None:
        text = listed("  # one", "  - A", "", "  # two", "  - B", "# three", "  - C")
        expected = listed("  # one", "  - A", "", "  # two", "# three", "  - D", "  - C")
        assert spliced(text, "A", "D", "C") == expected.replace("# three\n  - D", "  - D\n# three")
        assert spliced(text, "A") == listed("  # one", "  - A", "", "  # two", "# three")

    @pytest.mark.parametrize("end", ["\n", "\r\n"])
    def test_the_last_one_gone_leaves_brackets(self, end: str) -> None:
        text = document(topics="topics: # c\n  - A\n  # d\n  - B\n").replace("\n", end)
        expected = document(topics="topics: [] # c\n  # d\n").replace("\n", end)
        assert spliced(text) == expected

    def test_items_on_several_lines_go_and_move_as_one(self) -> None:
        text = listed("  - |", "    A", "", "  - 'B", "    b'", "  - C")
        assert spliced(text, "C", "B b") == listed("  - C", "", "  - 'B", "    b'")
        assert spliced(text, "C", "A") == listed("  - C", "  - |", "    A", "")

    def test_empty_and_repeated_items_are_removed_when_the_list_changes(self) -> None:
        text = listed("  - A", "  -", "  - ''", "  - A # again", "  - ~", "  - B")
        assert splice(text, {"topics": ["A", "B"]}) == text
        assert spliced(text, "A", "C", "B") == listed("  - A", "  - C", "  - B")

    def test_an_empty_first_item_still_gives_the_indentation(self) -> None:
        assert spliced(listed("    -"), "A") == listed("    - A")

    @pytest.mark.parametrize(
        ("source", "reason"),
        [
            ("topics:\n  - A\n  - b: c", "no text"),
            ("topics:\n  - - A", "no text"),
            ("topics:\n  -\n    A", "line of its dash"),
            ("topics:\n  - # c\n    A", "line of its dash"),
            ("topics:\n  - A\r  - B", "line of its dash"),
            ("topics:\n  a: b", "mapping"),
            ("? topics\n: - A", "line of its dash"),
        ],
    )
    def test_other_structures_are_refused(self, source: str, reason: str) -> None:
        with raises_splice_error("topics", reason):
            splice(document(topics=source), {"topics": ["A", "C"]})

    def test_a_colon_of_its_own_line_is_left_alone(self) -> None:
        text = document(topics="? topics\n:\n  - A")
        assert spliced(text, "A", "B") == document(topics="? topics\n:\n  - A\n  - B")
        with raises_splice_error("topics", "colon"):
            splice(text, {"topics": []})


class TestAListInBrackets:
    @pytest.mark.parametrize(
        ("old", "topics", "new"),
        [
            ("[A, B]", ("A", "B", "C"), "[A, B, C]"),
            ("[ A,B ]", ("B", "A"), "[ B,A ]"),
            ("['A', \"B\"]", ("B", "C"), "[\"B\", 'C']"),
            ("[A]", (), "[]"),
            ("[A, ]", ("A", "B"), "[A, B, ]"),
            ("[A, ]", (), "[]"),
            ("[]", ("A", "B"), "[A, B]"),
            ("[ ]", ("A",), "[A]"),
            ("[A]", ("No",), '["No"]'),
            ("[A]", ("A", "b, c"), '[A, "b, c"]'),
            ("[A]", ("A", "b]"), '[A, "b]"]'),
            ("[A, null, '', 'A']", ("A", "B"), "[A, B]"),
            ("[\n    A,\n    B,\n  ]", ("B", "C", "A"), "[\n    B,\n    C,\n    A,\n  ]"),
        ],
    )
    @pytest.mark.parametrize("suffix", ["", "  # c"])
    def test_only_the_inside_changes(
        self, old: str, topics: Sequence[str], new: str, suffix: str
    ) -> None:
        text = document(topics=f"topics:  {old}{suffix}\n")
        assert spliced(text, *topics) == document(topics=f"topics:  {new}{suffix}\n")

    def test_comments_inside_are_refused(self) -> None:
        with raises_splice_error("topics", "comments"):
            splice(document(topics="topics: [A, # c\n  B]"), {"topics": ["B"]})

    def test_an_item_that_is_no_text_is_refused(self) -> None:
        with raises_splice_error("topics", "no text"):
            splice(document(topics="topics: [A, {b: c}]"), {"topics": ["B"]})


class TestNoListYet:
    @pytest.mark.parametrize("end", ["\n", "\r\n"])
    def test_a_missing_one_is_inserted_as_the_real_documents_have_it(self, end: str) -> None:
        text = document(topics=None, provider=FIELDS["provider"] + "\n").replace("\n", end)
        block = 'topics:\n  - AI\n  - "No"\n\n'
        expected = text.replace("images:", block.replace("\n", end) + "images:")
        assert spliced(text, "AI", "No") == expected

    def test_without_a_blank_line_there_none_is_inserted(self) -> None:
        text = document(topics=None, images=None, related=None)
        assert spliced(text, "AI") == text.replace("secured:", "topics:\n  - AI\nsecured:")

    def test_the_comment_above_the_next_key_stays_with_it(self) -> None:
        text = document(topics=None, images="# of images\n" + FIELDS["images"])
        assert spliced(text, "AI") == text.replace("# of", "topics:\n  - AI\n# of")

    @pytest.mark.parametrize("end", ["\n", "\r\n"])
    def test_as_the_last_key_it_is_inserted_at_the_end(self, end: str) -> None:
        text = document("x: |+", "  a", "", topics=None, images=None, related=None, secured=None)
        text = text.removesuffix("\n").replace("\n", end)
        expected = text.removesuffix("---") + f"topics:{end}  - AI{end}---"
        assert spliced(text, "AI") == expected

    @pytest.mark.parametrize("null", ["", " ", " ~", " null"])
    @pytest.mark.parametrize("suffix", ["", "  # c"])
    @pytest.mark.parametrize("end", ["\n", "\r\n"])
    def test_null_becomes_a_block(self, null: str, suffix: str, end: str) -> None:
        text = document(topics=f"topics:{null}{suffix}\n").replace("\n", end)
        after = spliced(text, "AI", "B")
        key = f"topics:{'' if null.strip() else null}{suffix}"
        assert after == document(topics=f"{key}\n  - AI\n  - B\n").replace("\n", end)
        assert read_text(after).problems == ()

    @pytest.mark.parametrize("source", ["AI", "'AI'", "{}", "|\n  AI", "''", "? "])
    def test_anything_else_becomes_brackets(self, source: str) -> None:
        if source == "? ":
            text, expected = document(topics="? topics\n:"), document(topics="? topics\n: [B, AI]")
        else:
            text = document(topics=f"topics: {source} # c".replace("|\n  AI # c", "| # c\n  AI"))
            expected = document(topics="topics: [B, AI] # c")
        assert spliced(text, "B", "AI") == expected

    def test_a_single_text_can_go(self) -> None:
        assert spliced(document(topics="topics: AI # c")) == document(topics="topics: [] # c")

    def test_in_a_flow_mapping_null_becomes_brackets(self) -> None:
        text = "---\n{\n  title: a,\n  topics: null\n}\n---\n"
        assert splice(text, {"topics": ["A"]}) == text.replace("null", "[A]")


def test_a_change_of_topics_is_only_their_lines() -> None:
    text = document()
    after = splice(text, {"topics": ["Robotics", "New"]})
    assert changed_lines(text, after) == [("  - AI\n", ""), ("", "  - New\n")]
    with pytest.raises(SpliceError):
        splice(text, {"topics": ["New", "New"]})
