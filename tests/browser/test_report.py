"""Does the report work where it is read? In a real browser: filters, documents, twins, hostile text, both schemes."""

import time

import pytest

from cleaners.strata import Limits
from tests.corpora import entry, page, publish
from tests.test_report import HOSTILE, STORY, mixed, rendered

ONE_LISTED = "() => document.querySelectorAll('#list a').length === 1"  # the list follows its filters in a moment


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """A report of three pages, one of which repeats another."""
    folder = tmp_path_factory.mktemp("small")
    made = mixed()
    (folder / "report.html").write_text(rendered(publish(folder / "corpus", **made)), "utf-8")
    return folder / "report.html", made["pages"]


def titles(view):
    """Read the list of documents."""
    return view.locator("#list a .title").all_inner_texts()


def test_reader_finds_why_a_line_went(small, watched):
    """Filter by reason, open the document, follow a removed line to its twin, and the twin back to its copy."""
    path, (keeper, mixed_page, duplicate) = small
    view = watched().open(path)
    assert len(titles(view)) == 3
    view.select_option("#by-reason", label="body-repeat (1)")
    assert view.locator("#found").inner_text() == "1 document."
    view.locator("#list a").click()
    assert view.url.endswith(f"#document/{mixed_page['id']}")
    gone = view.locator("tr#line-2")
    assert gone.locator("del").inner_text() == STORY
    assert "line-through" in gone.locator("del").evaluate("one => getComputedStyle(one).textDecoration")
    assert gone.locator(".chip").inner_text() == "body-repeat"
    gone.locator("a.twin").click()
    assert view.url.endswith(f"#document/{mixed_page['id']}/1")
    assert view.locator("tr.target .before").inner_text() == STORY
    assert view.evaluate("document.activeElement.id") == "line-1"
    view.locator("#line-1 a.twin").click()
    assert view.url.endswith("/2")
    view.goto(f"{path.as_uri()}#document/{duplicate['id']}")
    view.locator("tr#line-0 a.twin").click()
    assert view.url.endswith(f"#document/{keeper['id']}/2")
    view.go_back()
    assert view.locator("#reader code").first.inner_text() == duplicate["id"]


def test_reader_filters_and_searches(small, watched):
    """Host, fate, and words in a text narrow the list; a word found leads to its line; clearing shows all again."""
    view = watched().open(small[0])
    view.select_option("#by-fate", "duplicate")
    view.wait_for_function(ONE_LISTED)
    view.locator("#filters [type=reset]").click()
    view.select_option("#by-host", "a.example")
    view.wait_for_function(ONE_LISTED)
    view.locator("#filters [type=reset]").click()
    view.fill("#query", STORY[3:15])
    view.wait_for_function("() => document.querySelector('.hit')")
    view.locator("#list a:has(.hit)").first.click()
    assert STORY in view.locator("tr.target .before").inner_text()
    view.fill("#query", "nowhere at all")
    view.wait_for_function("() => document.querySelectorAll('#list a').length === 0")
    assert view.locator("#found").inner_text() == "0 documents."


def test_packed_lines_are_read(watched, tmp_path):
    """Lines that lie packed in the page are found by their words, and shown."""
    (tmp_path / "report.html").write_text(rendered(publish(tmp_path / "corpus", **mixed()), Limits(plain_bytes=0)), "utf-8")
    view = watched().open(tmp_path / "report.html")
    assert view.locator("script[type='application/gzip']").count() == 1
    view.fill("#query", STORY[3:15])
    view.locator("#list a:has(.hit)").first.click()
    assert STORY in view.locator("tr.target .before").inner_text()


def test_reasons_show_their_examples(small, watched):
    """A reason opens to lines it took, and leads to its documents; the keyboard is enough."""
    view = watched().open(small[0])
    row = view.locator("#reasons tr", has_text="menus, breadcrumbs")
    row.locator("button").focus()
    view.keyboard.press("Enter")
    assert view.locator("#reasons .detail:not([hidden]) del").inner_text() == "站内导航"
    view.locator("#reasons .detail:not([hidden]) .quiet").press("Enter")
    view.wait_for_function(ONE_LISTED)
    assert view.locator("#by-reason").evaluate("one => one.selectedOptions[0].text") == "nav (1)"


def test_copies_show_where_they_differ(small, watched):
    """A cluster marks what stands in one of two texts alone."""
    view = watched().open(small[0])
    view.select_option("#by-kind", "lines: near")
    assert view.locator("#clusters > li.card").count() == 1
    assert view.locator("#clusters .hunk mark.stays").inner_text() == "站内导航"


def test_hostile_text_does_nothing(watched, tmp_path):
    """Text that is markup, script or a turned direction is shown as text wherever it stands; nothing runs or loads."""
    made = [mixed(hostile.replace("\x85", "")) for hostile in [*HOSTILE, "".join(HOSTILE)]]
    every = {name: [one for corpus in made for one in corpus[name]] for name in made[0]}
    (tmp_path / "report.html").write_text(rendered(publish(tmp_path / "corpus", **every)), "utf-8")
    view = watched().open(tmp_path / "report.html")
    for button in view.locator("#reasons button[aria-expanded], button.more").all():
        if button.is_visible():
            button.click()
    for one in every["pages"]:
        view.evaluate("id => { location.hash = `document/${id}`; }", one["id"])
        view.wait_for_function("id => document.querySelector('#reader code').textContent === id", arg=one["id"])
        assert view.locator("#lines tr").count() > 0
    links = view.eval_on_selector_all("a[href]", "all => all.map(one => one.getAttribute('href'))")
    assert all(link.startswith(("#", "https://")) for link in links)
    assert view.evaluate("[...document.scripts].filter(one => one.type !== 'application/json').length") == 1
    assert view.locator("main img, main iframe, main object, main svg [onload]").count() == 0
    assert not view.evaluate("/[\\u202a-\\u202e\\u2066-\\u2069\\u200b\\ufeff]/.test(document.body.innerText)")


def test_what_nobody_sees_is_named(watched, tmp_path):
    """Joiners that shape letters are left in peace; where they shape nothing they are shown, as all that is unseen."""
    pages = [page("می\u200cخواهم 👩\u200d🚀 क\u094d\u200dष", "sale\u200cs \u202egnp.exe")]
    (tmp_path / "report.html").write_text(rendered(publish(tmp_path / "corpus", pages)), "utf-8")
    view = watched().open(tmp_path / "report.html", f"#document/{pages[0]['id']}")
    assert view.locator("#line-0 .before .mark").count() == 0
    assert view.locator("#line-1 .before .mark").all_inner_texts() == ["200C", "202E"]


def test_web_addresses_alone_are_links(watched, tmp_path):
    """Of the addresses that pages name, those of the web may be followed; all others are words."""
    urls = ["https://a.example/x?y=1", "javascript:alert(1)", "JaVaScRiPt://a.example/%0aalert(1)", "data:text/html,<b>", "file:///etc/passwd",
            " javascript:alert(1)", "vbscript:x", "//b.example/", "blob:https://a.example/1"]
    pages = [page(STORY + str(k), url=url) for k, url in enumerate(urls)]
    (tmp_path / "report.html").write_text(rendered(publish(tmp_path / "corpus", pages)), "utf-8")
    view = watched().open(tmp_path / "report.html")
    for one in pages:
        view.goto(f"{(tmp_path / 'report.html').as_uri()}#document/{one['id']}")
        links = view.locator("#reader .about a.url")
        assert [link.get_attribute("href") for link in links.all()] == ([one["url"]] if one["url"] == urls[0] else [])
        assert one["url"].strip() in view.locator("#reader .about").inner_text()


CONTRAST = """() => {
  const luminance = (colour) => {
    const [r, g, b] = colour.match(/[\\d.]+/g).map(Number).map((one) => one / 255)
      .map((one) => (one <= 0.03928 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const probe = document.body.appendChild(document.createElement("i"));
  const of = (name) => { probe.style.color = `var(--${name})`; return luminance(getComputedStyle(probe).color); };
  const words = ["ink", "soft", "accent", "kept", "gone", ...[...Array(10).keys()].map((k) => `c${k}`)];
  const found = [];
  for (const paper of ["paper", "raised", "sunk", "hover"])
    for (const word of words) {
      const [dark, light] = [of(paper), of(word)].sort((a, b) => a - b);
      found.push([word, paper, (light + 0.05) / (dark + 0.05)]);
    }
  return found;
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colours_can_be_read(small, watched, scheme):
    """Words have a contrast of 4.5 at least (WCAG AA) on every ground, in both schemes, and the button changes them."""
    view = watched(scheme=scheme).open(small[0])
    assert [(word, paper) for word, paper, contrast in view.evaluate(CONTRAST) if contrast < 4.5] == []
    ground = "getComputedStyle(document.body).backgroundColor"
    before = view.evaluate(ground)
    other = "dark" if scheme == "light" else "light"
    while view.locator("#theme-name").inner_text() != other:
        view.locator("#theme").click()
    assert view.evaluate(ground) != before
    assert [(word, paper) for word, paper, contrast in view.evaluate(CONTRAST) if contrast < 4.5] == []


@pytest.mark.parametrize("width", [320, 390, 768, 1400])
def test_page_fits_its_screen(small, watched, width):
    """Nothing sticks out at the side, on a phone as on a desk, with a document open."""
    path, pages = small
    view = watched(width=width).open(path, f"#document/{pages[1]['id']}")
    assert view.evaluate("document.documentElement.scrollWidth") <= width
    assert view.locator("tr#line-2 del").is_visible()
    assert view.locator("tr#line-2 a.twin").is_visible()


@pytest.mark.parametrize("width", [320, 390, 1400])
def test_rejected_records_fit_their_screen(watched, tmp_path, width):
    """What is wrong with a record stands on the screen, whole, and none takes more than half of it."""
    rejected = [{"source": f"/crawl/{k}.bin", "reason": "binary", "error": f"/crawl/{k}.bin: is a binary file. Extract its text first.",
                 "hint": "Extract its text first", "n_bytes": 3000, "head": bytes(range(256))} for k in range(3)]
    publish(tmp_path / "corpus", [page(STORY)], rejected=rejected)
    (tmp_path / "page.html").write_text(rendered(tmp_path / "corpus"), "utf-8")
    view = watched(width=width).open(tmp_path / "page.html")
    assert view.evaluate("[...document.querySelectorAll('#rejections td')].every((cell) => cell.getBoundingClientRect().right <= innerWidth)")
    assert view.evaluate("Math.max(...[...document.querySelectorAll('#rejections tr')].map((row) => row.offsetHeight))") < 450


@pytest.mark.slow
def test_ten_thousand_documents_open_at_once(watched, tmp_path):
    """A report of ten thousand documents is ready in under three seconds, and a filter answers in one."""
    pages = [page(*(f"{STORY}{k}:{line}" for line in range(30)), entry(f"登录 {k}", "login"), host=f"h{k % 300}.example", title=f"{STORY} {k}")
             for k in range(10_000)]
    (tmp_path / "report.html").write_text(rendered(publish(tmp_path / "corpus", pages)), "utf-8")
    one = watched()
    begun = time.perf_counter()
    view = one.open(tmp_path / "report.html")
    opened = time.perf_counter() - begun
    begun = time.perf_counter()
    view.select_option("#by-host", "h7.example")
    view.wait_for_function("() => /^3[34] documents/.test(document.getElementById('found').textContent)")
    answered = time.perf_counter() - begun
    size = (tmp_path / "report.html").stat().st_size
    print(f"10,000 documents, {size:,} bytes: opened in {opened:.2f} s, filtered in {answered:.2f} s")  # noqa: T201
    assert opened < 3
    assert answered < 1
