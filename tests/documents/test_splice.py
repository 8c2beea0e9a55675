"""Setting fields in the text of a document: the changes, and the text that is kept."""

import pytest

from articles.documents import DocumentError, splice
from tests.documents.splice_kit import changed_lines, only_change
from tests.documents_kit import FIELDS, document, read_valid

STYLES = {
    "plain": "Robots fold",
    "single": "'Robots fold'",
    "double": '"Robots fold"',
}


class TestNothingToSet:
    def test_no_values_leave_any_text_alone_even_one_that_is_no_document(self) -> None:
        assert splice(document(), {}) == document()
        assert splice("no front matter", {}) == "no front matter"

    @pytest.mark.parametrize(
        "source",
        [
            "title: Robots",
            "title: 'Robots'",
            'title:   "Robots"   # c',
            "title: >\n  Robots",
            'title: "\\u0052obots"',
            'title: "  Robots "',
        ],
    )
    def test_a_value_that_the_document_has_already_is_not_touched(self, source: str) -> None:
        text = document(title=source)
        assert splice(text, {"title": "Robots"}) == text

    def test_defaults_of_missing_keys_count_as_present(self) -> None:
        text = document(type=None, excerpt=None, topics=None, quality=None, published=None)
        values = {
            "type": "article",
            "excerpt": "",
            "topics": [],
            "quality": None,
            "published": None,
        }
        assert splice(text, values) == text

    def test_a_text_that_is_no_document_is_refused(self) -> None:
        for text in ("", "no front matter", "---\na: &b c\n---\n", "---\na: [\n---\n"):
            with pytest.raises(DocumentError):
                splice(text, {"title": "x"})


class TestReplacing:
    @pytest.mark.parametrize("field", ["title", "excerpt"])
    @pytest.mark.parametrize(
        ("source", "value", "written"),
        [
            (STYLES["plain"], "Robots iron", "Robots iron"),
            (STYLES["plain"], "Robots: they iron", '"Robots: they iron"'),
            (STYLES["plain"], "Robots #1", '"Robots #1"'),
            (STYLES["plain"], "No", '"No"'),
            (STYLES["plain"], "2022-07-12", '"2022-07-12"'),
            (STYLES["plain"], "null", '"null"'),
            (STYLES["plain"], "- dash", '"- dash"'),
            (STYLES["plain"], "[bracket", '"[bracket"'),
            (STYLES["plain"], "bracket], too", "bracket], too"),
            (STYLES["plain"], "a\u2028b", '"a\\Lb"'),
            (STYLES["single"], 'It\'s "it"', "'It''s \"it\"'"),
            (STYLES["single"], "No", "'No'"),
            (STYLES["single"], "back\\slash", "'back\\slash'"),
            (STYLES["double"], 'It\'s "it"', '"It\'s \\"it\\""'),
            (STYLES["double"], "back\\slash \\n", '"back\\\\slash \\\\n"'),
            (STYLES["double"], "naïve 日本 😀", '"naïve 日本 😀"'),
            (STYLES["double"], "tab\there", '"tab\\there"'),
        ],
    )
    @pytest.mark.parametrize("suffix", ["", "   ", " # Robots fold"])
    def test_quotes_stay_what_they_are_where_the_value_allows(
        self, field: str, source: str, value: str, written: str, suffix: str
    ) -> None:
        if value == "a\u2028b" and field == "title":
            value, written = "a b", "a b"  # a title has one line
        text = document(**{field: f"{field}:  {source}{suffix}"})
        after = splice(text, {field: value})
        assert after == text.replace(f"{field}:  {source}", f"{field}:  {written}", 1)
        assert getattr(read_valid(after), field) == value

    @pytest.mark.parametrize("source", STYLES.values())
    def test_line_breaks_of_an_excerpt_are_escaped(self, source: str) -> None:
        text = document(excerpt=f"excerpt: {source}")
        value = "One.\n\nTwo. \r\n\x85 \u2029Three."
        after = splice(text, {"excerpt": value})
        assert after == text.replace(
            f"excerpt: {source}", 'excerpt: "One.\\n\\nTwo. \\r\\n\\N \\PThree."'
        )
        assert read_valid(after).excerpt == value

    @pytest.mark.parametrize("header", ["|", "|-", "|+", ">", ">-", "|2", ">+2"])
    @pytest.mark.parametrize("comment", ["", " # why"])
    @pytest.mark.parametrize("end", ["\n", "\r\n"])
    def test_a_block_becomes_quoted_and_its_surroundings_stay(
        self, header: str, comment: str, end: str
    ) -> None:
        block = f"excerpt: {header}{comment}\n  published: false\n\n   quality: 1\n  ---"
        text = document(excerpt=block + "\n\n# a comment\n").replace("\n", end)
        after = splice(text, {"excerpt": "Short."})
        quoted = f'excerpt: "Short."{comment}'
        assert after == document(excerpt=quoted + "\n\n# a comment\n").replace("\n", end)

    def test_an_empty_block_is_replaced_too(self) -> None:
        text = document(excerpt="excerpt: |")
        assert only_change(text, excerpt="x") == ("excerpt: |\n", 'excerpt: "x"\n')

    @pytest.mark.parametrize(
        "source", ['"Robots\n  learn\n\n  to fold"', "'Robots\n  fold'", "Robots\n  learn\n  more"]
    )
    def test_a_value_on_several_lines_becomes_one_line(self, source: str) -> None:
        text = document(excerpt=f"excerpt: {source} # c")
        after = splice(text, {"excerpt": "Short"})
        quote = source[0] if source[0] in "'\"" else ""
        assert after == document(excerpt=f"excerpt: {quote}Short{quote} # c")

    @pytest.mark.parametrize("null", ["", " ", " ~", " null", "   # c", " NULL # c"])
    def test_null_gets_the_quotes_of_the_real_documents(self, null: str) -> None:
        text = document(
            excerpt=f"excerpt:{null}", type=f"type:{null}", published=f"published:{null}"
        )
        after = splice(text, {"excerpt": "It", "type": "video", "published": True})
        assert (read_valid(after).excerpt, read_valid(after).type) == ("It", "video")
        assert len(changed_lines(text, after)) == 3
        assert ': "It"' in after
        assert ": video" in after
        assert ": true" in after
        assert after.count("# c") == text.count("# c")

    def test_an_emptied_excerpt_is_an_empty_text(self) -> None:
        text = document(excerpt="excerpt: plain # c")
        assert only_change(text, excerpt="") == ("excerpt: plain # c\n", 'excerpt: "" # c\n')

    @pytest.mark.parametrize(
        ("old", "new"),
        [
            ("true", "false"),
            ("True", "False"),
            ("TRUE", "FALSE"),
            ("'true'", "false"),
            ("yes", "false"),
            ("NULL", "false"),
            ("~", "false"),
            ("", "false"),
        ],
    )
    def test_flags_keep_their_letters(self, old: str, new: str) -> None:
        text = document(published=f"published:  {old} # note")
        change = (f"published:  {old} # note\n", f"published:  {new} # note\n")
        if not old:
            change = ("published:   # note\n", "published: false   # note\n")
        assert only_change(text, published=False) == change

    @pytest.mark.parametrize("old", ["38", "'38'", '"38"', "0x26", "high", "-5"])
    def test_numbers_are_written_plain(self, old: str) -> None:
        text = document(quality=f"quality: {old}")
        assert only_change(text, quality=70) == (f"quality: {old}\n", "quality: 70\n")

    def test_several_fields_change_at_once(self) -> None:
        text = document()
        after = splice(text, {"published": False, "title": "New", "topics": ["AI"], "quality": 9})
        assert changed_lines(text, after) == [
            ('title: "Robots learn to fold"\n', 'title: "New"\n'),
            ("quality: 71\n", "quality: 9\n"),
            ("published: true\n", "published: false\n"),
            ("  - Robotics\n", ""),
        ]

    def test_keys_in_quotes_or_marked_as_keys_are_found(self) -> None:
        text = document(title='"title" : "Old"', quality="? quality\n: 71")
        after = splice(text, {"title": "New", "quality": 8})
        assert changed_lines(text, after) == [
            ('"title" : "Old"\n', '"title" : "New"\n'),
            (": 71\n", ": 8\n"),
        ]


class TestTheRestOfTheText:
    @pytest.mark.parametrize("mark", ["", "\ufeff"])
    @pytest.mark.parametrize(
        "last", ["---", "---\n", "---  \n\n", "---\n\nA body.\n---\nx: 1\n---"]
    )
    @pytest.mark.parametrize("ends", [("\n",), ("\r\n",), ("\n", "\r\n"), ("\r\n", "\n", "\n")])
    def test_byte_order_mark_line_endings_and_body_are_kept(
        self, mark: str, last: str, ends: tuple[str, ...]
    ) -> None:
        def with_ends(text: str) -> str:
            lines = text.split("\n")
            return (
                mark
                + "".join(line + ends[index % len(ends)] for index, line in enumerate(lines[:-1]))
                + lines[-1]
            )

        source = document().removesuffix("---\n") + last
        expected = source.replace("quality: 71", "quality: 5").replace(
            "published: true", "published: false"
        )
        expected = expected.replace('"Robots learn to fold"', '"New"')
        values = {"quality": 5, "published": False, "title": "New"}
        assert splice(with_ends(source), values) == with_ends(expected)

    def test_text_that_only_looks_like_the_key_is_not_touched(self) -> None:
        text = document(
            "# published: true",
            "x: {published: true}",
            excerpt="excerpt: |-\n  published: true\n  quality: 71",
            provider=FIELDS["provider"] + "\n  published: true\n  quality: 71",
            related=FIELDS["related"] + "\n    published: true\n    quality: 71",
        )
        after = splice(text + "published: true\n", {"published": False, "quality": 2})
        assert changed_lines(text + "published: true\n", after) == [
            ("quality: 71\n", "quality: 2\n"),
            ("published: true\n", "published: false\n"),
        ]

    def test_an_indented_front_matter_stays_indented(self) -> None:
        text = "---\n  title: a\n  type: x\n  topics:\n    - AI\n---\n"
        after = splice(text, {"published": True, "title": "b", "topics": ["AI", "B"]})
        assert after == (
            "---\n  title: b\n  type: x\n  published: true\n  topics:\n    - AI\n    - B\n---\n"
        )
