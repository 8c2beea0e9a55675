"""Reading the nested parts of a document: provider, topics, images, related links."""

from datetime import UTC, datetime

import pytest

from tests.documents_kit import document, faults, read_text, read_valid


class TestProviders:
    def test_name_and_domain_replace_one_another(self) -> None:
        only_domain = document(provider="provider:\n  domain: example.com")
        assert read_valid(only_domain).provider.name == "example.com"
        assert faults(only_domain) == [("warning", 13, "provider.name")]
        only_name = document(provider="provider:\n  name: Example")
        assert read_valid(only_name).provider.domain == "Example"
        assert faults(only_name) == [("warning", 13, "provider.domain")]

    @pytest.mark.parametrize("value", ["null", "Example", "[a]", "{}", "{name: ''}", "{name: ~}"])
    def test_without_either_there_is_no_document(self, value: str) -> None:
        (fault,) = faults(document(provider=f"provider: {value}"))
        assert fault[0] == "error"
        assert fault[2].startswith("provider")

    def test_its_limits_hold(self) -> None:
        long_name = document(provider=f"provider: {{name: {'n' * 201}, domain: example.com}}")
        assert faults(long_name) == [("error", 12, "provider.name")]
        domain = ".".join(["d" * 60] * 5)
        long_domain = document(provider=f"provider: {{name: News, domain: {domain}}}")
        assert read_valid(long_domain).provider.domain == "News"
        longest = domain[:253]
        only_domain = document(provider=f"provider: {{domain: {longest}}}")
        assert read_valid(only_domain).provider.domain == longest
        assert len(read_valid(only_domain).provider.name) == 200

    @pytest.mark.parametrize(
        ("written", "read"),
        [
            ("News.Example", "news.example"),
            ("xn--bcher-kva.example", "bücher.example"),
            ("https://news.example/path?x", "news.example"),
            ("http://News.Example:8080", "news.example"),
            ("news.example/path", "news.example"),
            ("news.example:8080", "news.example"),
            ("//news.example/x", "news.example"),
            ("https://editor:pw@news.example/x", "news.example"),
            ("https://editor@News.Example:8080?x#y", "news.example"),
            ("https://a@b@news.example/", "news.example"),
            ("https://other.example@news.example/", "news.example"),
            (r"https://news.example\\@other.example/", "news.example"),
            ("ftp://news.example/x", "news.example"),
            ("FTPS://editor:pw@news.example:21/", "news.example"),
            ("feed://news.example/rss", "news.example"),
            ("ftp://localhost", "localhost"),
            ("https://BÜCHER.example/x", "bücher.example"),
            ("https://xn--bcher-kva.example:443", "bücher.example"),
            ("https://news.example.", "news.example"),
        ],
    )
    def test_a_domain_is_a_host_name(self, written: str, read: str) -> None:
        text = document(provider=f'provider: {{name: News, domain: "{written}"}}')
        assert read_valid(text).provider.domain == read
        is_host = "/" not in written and ":" not in written
        assert faults(text) == ([] if is_host else [("warning", 12, "provider.domain")])

    @pytest.mark.parametrize(
        "written",
        ["x' onmouseover=", "a b", "me@news.example", "<b>", "-", "https", "HTTP", "ftp", "https:",
         "https://", "http:///x", "https://:80/", "ftp://", "//", "https:443", "https:/x",
         "http:news.example", "https://@/", "https://exa mple.example/", "https://[::1]/",
         "https://-news.example/", "https://https//news.example/", "javascript:alert(1)",
         "mailto:me@news.example", "R/GA", "https://xn--a.example/", "https://%6eews.example/"],
    )  # fmt: skip
    def test_any_other_domain_is_left_out_with_a_warning(self, written: str) -> None:
        text = document(provider=f'provider: {{name: News, domain: "{written}"}}')
        assert read_valid(text).provider.domain == "News"
        assert ("warning", 12, "provider.domain") in faults(text)
        assert "error" not in {fault[0] for fault in faults(text)}

    @pytest.mark.parametrize("written", ["[a]", "{a: b}", "x" * 2001])
    def test_a_domain_that_is_no_text_or_too_long_is_left_out_too(self, written: str) -> None:
        text = document(provider=f"provider: {{name: News, domain: {written}}}")
        assert read_valid(text).provider.domain == "News"
        assert {fault[0] for fault in faults(text)} == {"warning"}

    @pytest.mark.parametrize("written", ["The Times", "BBC / Four", "R&amp;D Weekly", "Daily, The"])
    def test_a_domain_that_is_a_name_is_the_name_where_there_is_none(self, written: str) -> None:
        for name in ("", "name: ''\n  ", "name: ~\n  "):
            text = document(provider=f'provider:\n  {name}domain: "{written}"')
            provider = read_valid(text).provider
            assert (provider.name, provider.domain) == (written, written)
            (fault,) = faults(text)
            assert (fault[0], fault[2]) == ("warning", "provider.domain")
        related = document(
            related="related: [{title: A, webUrl: https://a.example/, "
            f'provider: {{domain: "{written}"}}}}]'
        )
        (link,) = read_valid(related).related
        assert link.provider is not None
        assert link.provider.name == written


class TestTopics:
    def test_one_text_is_one_topic(self) -> None:
        text = document(topics="topics: AI")
        assert read_valid(text).topics == ("AI",)
        assert faults(text) == [("warning", 15, "topics")]

    def test_commas_in_one_text_separate_topics(self) -> None:
        text = document(topics="topics: AI, Machine  Learning,, AI, Machine Learning")
        assert read_valid(text).topics == ("AI", "Machine Learning")
        assert faults(text) == [("warning", 15, "topics")]
        assert faults(document(topics=f"topics: A, {'b' * 101}")) == [
            ("warning", 15, "topics"),
            ("error", 15, "topics"),
        ]

    def test_empty_and_repeated_topics_are_dropped_with_a_warning(self) -> None:
        text = document(topics="topics: [AI, ~, '', AI, No]")
        assert read_valid(text).topics == ("AI", "No")
        fields = [problem.field for problem in read_text(text).problems]
        assert fields == ["topics[1]", "topics[2]", "topics[3]", "topics[4]"]

    def test_too_many_or_too_long_or_nested_are_refused(self) -> None:
        fifty = ", ".join(f"t{number}" for number in range(50))
        assert len(read_valid(document(topics=f"topics: [{fifty}]")).topics) == 50
        assert faults(document(topics=f"topics: [{fifty}, x]")) == [("error", 15, "topics")]
        assert faults(document(topics=f"topics: [{'t' * 101}]")) == [("error", 15, "topics[0]")]
        assert faults(document(topics="topics: [[a]]")) == [("error", 15, "topics[0]")]
        assert faults(document(topics="topics: {a: b}")) == [("error", 15, "topics")]


class TestImages:
    def test_a_bad_image_is_left_out_with_a_warning(self) -> None:
        text = document(
            images="images:\n  - url: javascript:x\n  - https://example.com/i.jpg\n  - width: 3"
        )
        assert read_valid(text).images == ()
        assert faults(text) == [
            ("warning", 19, "images[0].url"),
            ("warning", 20, "images[1]"),
            ("warning", 21, "images[2].url"),
        ]

    @pytest.mark.parametrize("width", ["-600", "9999999999", "1.5", "wide", "[]"])
    def test_an_invalid_size_is_dropped_and_the_image_kept(self, width: str) -> None:
        text = document(images=f"images:\n  - url: /i.jpg\n    width: {width}\n    height: 4")
        (image,) = read_valid(text).images
        assert (image.width, image.height) == (None, 4)
        assert faults(text) == [("warning", 20, "images[0].width")]

    def test_captions_and_the_cache_are_read(self) -> None:
        text = document(images="images: [{url: /i.jpg, title: A, attribution: B, isCached: true}]")
        (image,) = read_valid(text).images
        assert (image.title, image.attribution, image.is_cached) == ("A", "B", True)

    def test_the_same_address_is_one_image(self) -> None:
        text = document(images="images: [{url: /i, width: 1}, {url: /j}, {url: /i, width: 2}]")
        assert [(image.url, image.width) for image in read_valid(text).images] == [
            ("/i", 1),
            ("/j", None),
        ]
        assert read_text(text).problems == ()

    def test_an_empty_mapping_is_an_empty_list_and_nothing_else_is(self) -> None:
        assert faults(document(images="images: {}")) == [("warning", 18, "images")]
        assert faults(document(images="images: {url: /i.jpg}")) == [("error", 18, "images")]
        assert faults(document(images="images: /i.jpg")) == [("error", 18, "images")]

    def test_a_hundred_are_enough(self) -> None:
        many = ", ".join(f"{{url: /{number}}}" for number in range(101))
        assert faults(document(images=f"images: [{many}]")) == [("error", 18, "images")]
        provider = f"provider: {{name: a, domain: b, images: [{many}]}}"
        assert len(read_valid(document(provider=provider)).provider.images) == 100
        assert read_valid(document(provider="provider: {name: a, domain: b, images: x}"))
        images = read_valid(
            document(related=f"related: [{{webUrl: https://a.example/, {provider}}}]")
        )
        assert images.related[0].provider is not None
        assert len(images.related[0].provider.images) == 100


class TestRelatedLinks:
    @staticmethod
    def related(*lines: str) -> str:
        """Return a document with these lines as its related links."""
        return document(related="\n".join(["related:", *(f"  {line}" for line in lines)]))

    def test_all_of_a_link_is_read(self) -> None:
        (link,) = read_valid(
            self.related(
                "- title: A",
                "  excerpt: B",
                "  publishedDateTime: 2024-01-02T03:04:05Z",
                "  webUrl: https://a.example/1",
                "  ampWebUrl: https://a.example/2",
                "  cdnAmpWebUrl: https://a.example/3",
                "  type: video",
                "  quality: 49",
                "  provider: {name: A, domain: a.example}",
                "  images: [{url: /i.jpg}]",
            )
        ).related
        assert (link.title, link.excerpt, link.type, link.quality) == ("A", "B", "video", 49)
        assert link.published_at == datetime(2024, 1, 2, 3, 4, 5, tzinfo=UTC)
        assert link.amp_web_url == "https://a.example/2"
        assert link.cdn_amp_web_url == "https://a.example/3"
        assert [image.url for image in link.images] == ["/i.jpg"]

    def test_no_fault_inside_a_link_makes_the_document_invalid(self) -> None:
        text = self.related(
            "- title: [a]",
            "  webUrl: https://a.example/1",
            "  excerpt: {}",
            "  publishedDateTime: then",
            "  ampWebUrl: x",
            "  type: a b",
            "  quality: high",
            "  provider: x",
            "  images: x",
            "  related: []",
        )
        (link,) = read_valid(text).related
        assert (link.title, link.excerpt, link.type, link.quality) == ("", "", "article", None)
        assert (link.published_at, link.provider, link.images) == (None, None, ())
        keys = ["title", "excerpt", "publishedDateTime", "ampWebUrl", "type", "quality"]
        keys += ["provider", "images", "related"]
        assert [problem.field for problem in read_text(text).problems] == [
            f"related[0].{key}" for key in keys
        ]

    def test_a_link_without_a_url_is_left_out_with_a_warning(self) -> None:
        text = self.related("- title: A", "- webUrl: javascript:x", "- https://a.example/")
        assert read_valid(text).related == ()
        assert [fault[2] for fault in faults(text)] == [
            "related[0].webUrl",
            "related[1].webUrl",
            "related[2]",
        ]

    def test_repeated_links_are_merged_silently(self) -> None:
        link = "{title: A, webUrl: https://a.example/, provider: {name: a, domain: b}}"
        text = self.related(f"- {link}", f"- {link.replace('A', 'B')}")
        assert [link.title for link in read_valid(text).related] == ["A"]
        assert faults(text) == []

    def test_repeated_links_are_counted(self) -> None:
        provider = "provider: {name: a, domain: b}"
        links = [f"- {{title: A, webUrl: https://a.example/{n % 3}, {provider}}}" for n in range(8)]
        video = f"- {{title: A video, webUrl: '', {provider}}}"
        assert read_text(self.related(*links, video, video)).repeated_links == 6
        assert read_text(document()).repeated_links == 0
        invalid = self.related(*links).replace("quality: 71", "quality: high")
        assert read_text(invalid).repeated_links == 0

    def test_a_link_with_an_empty_address_is_kept_without_one(self) -> None:
        provider = "provider: {name: a, domain: b}"
        video = f"{{title: A video, webUrl: '', {provider}, images: [{{url: /a.jpg}}]}}"
        text = self.related(f"- {video}", f"- {video}", f"- {{webUrl: '', {provider}}}")
        (link,) = read_valid(text).related
        assert (link.title, link.web_url, len(link.images)) == ("A video", "", 1)
        assert [fault[2] for fault in faults(text)] == ["related[2].title"]

    def test_a_mapping_or_too_many_are_refused(self) -> None:
        assert faults(document(related="related: {title: x}")) == [("error", 22, "related")]
        many = ", ".join(
            f"{{title: x, webUrl: https://a.example/{number}, provider: {{name: a, domain: b}}}}"
            for number in range(501)
        )
        assert faults(document(related=f"related: [{many}]")) == [("error", 22, "related")]
