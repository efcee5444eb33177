"""What a page must be: well-formed, self-contained, and whole."""

from html.parser import HTMLParser

VOID = {"meta", "br", "hr", "img", "input", "link"}
OWN_CLOSING = {"rect", "line", "polyline"}
"""Elements of SVG that may close themselves."""


class Page(HTMLParser):
    """Reads a page strictly: every element is closed in its order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str, str | None]] = []
        self.values: list[int] = []
        """Of ``data`` elements: every amount on the page."""
        self.text: list[str] = []
        self.style = ""
        self.feed(text)
        self.close()
        assert self.open == [], f"never closed: {self.open}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._note(tag, attrs)
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in OWN_CLOSING, f"<{tag}/> does not close itself in HTML"
        self._note(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag, f"</{tag}> closes another element"

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] == "style":
            self.style += data
        else:
            self.text.append(data)

    def _note(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(tag, name, value) for name, value in attrs]
        if tag == "data":
            self.values.append(int(dict(attrs)["value"] or ""))

    @property
    def said(self) -> str:
        """All text of the page."""
        return " ".join(" ".join(self.text).split())


def assert_self_contained(text: str) -> Page:
    """No script, no handler, no request to anywhere."""
    page = Page(text)
    assert text.startswith("<!DOCTYPE html>")
    assert not {"script", "img", "link", "iframe", "object", "base", "form"} & set(page.tags)
    for tag, name, value in page.attributes:
        assert not name.startswith("on"), (tag, name)
        assert name not in ("src", "srcset", "xlink:href", "style", "data"), (tag, name)
        assert name != "href" or str(value).startswith("#s"), (tag, value)
    assert "http:" not in text
    assert "https:" not in text
    assert "url(" not in page.style
    assert "@import" not in page.style
    assert "@font-face" not in page.style
    return page
