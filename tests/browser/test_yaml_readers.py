"""What the desk writes into a document is a text to js-yaml, which sites read documents with."""

from pathlib import Path

from playwright.sync_api import Browser

from articles.documents.yaml_write import scalar_source
from tests.documents.typed_texts import PLAIN, TYPED

JS_YAML = Path(__file__).parent.parent / "vendor" / "js-yaml-4.3.2.min.js"


def test_js_yaml_reads_every_text_as_the_text_it_was(browser: Browser) -> None:
    page = browser.new_page()
    page.add_script_tag(path=JS_YAML)
    texts = [*TYPED, *PLAIN]
    block = "".join(f"- {scalar_source(text, '')}\n" for text in texts)
    flow = f"[{', '.join(scalar_source(text, '', flow=True) for text in texts)}]"
    for schema in ("DEFAULT_SCHEMA", "CORE_SCHEMA", "JSON_SCHEMA"):
        load = f"source => jsyaml.load(source, {{schema: jsyaml.{schema}}})"
        assert page.evaluate(load, block) == texts
        assert page.evaluate(load, flow) == texts
    assert page.evaluate("jsyaml.load('- 1e3\\n- 0o17')") == [1000, 15]
