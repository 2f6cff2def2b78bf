"""What a reader does, in a real browser."""

from __future__ import annotations

import re
from urllib.parse import unquote

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
WORD = "المدينة"


def find_article(sample_service):
    from searchapp.model import SearchRequest

    return sample_service.search(SearchRequest(q=WORD)).hits[0].document


def test_type_and_submit(open_page):
    page = open_page("/")
    page.get_by_label("ابحث في الأرشيف").fill(WORD)
    page.get_by_label("ابحث في الأرشيف").press("Enter")
    expect(page).to_have_url(re.compile(r"/search\?q="))
    expect(page.get_by_label("ابحث في الأرشيف")).to_have_value(WORD)
    assert page.locator(".hit").count() == 10


BROKEN_WORDS = """() => [...document.querySelectorAll(".options a")].flatMap(link => {
  const text = link.firstChild, range = document.createRange();
  return [...text.data.matchAll(/\\S+/g)].filter(word => {
    range.setStart(text, word.index);
    range.setEnd(text, word.index + word[0].length);
    return range.getClientRects().length > 1;
  }).map(word => word[0]);
})"""


@pytest.mark.parametrize("lang", ["ar", "en"])
def test_the_choices_above_the_results_break_no_word_on_a_phone(open_page, lang):
    page = open_page(f"/search?q={WORD}&lang={lang}", **PHONE)
    assert page.locator(".options a").count() == 8
    assert page.evaluate(BROKEN_WORDS) == []


def test_the_whole_path_works_without_scripts(open_page):
    page = open_page("/", java_script_enabled=False)
    page.get_by_label("ابحث في الأرشيف").fill(WORD)
    page.get_by_role("button", name="بحث").click()
    page.locator(".choice").first.click()
    expect(page.locator(".chips li")).to_have_count(1)
    page.locator(".hit h2 a").first.click()
    expect(page.locator("article .body p").first).to_be_visible()


def test_a_facet_narrows_and_its_chip_widens_again(open_page):
    page = open_page(f"/search?q={WORD}")
    before = page.locator(".total strong").inner_text()
    choice = page.locator("#facet-source + ul .choice").nth(1)
    name, count = choice.locator(".clip").inner_text(), choice.locator(".count").inner_text()
    choice.click()
    expect(page.locator(".total strong")).to_contain_text(count)
    assert set(page.locator(".hit .source").all_inner_texts()) == {name}
    assert page.locator("#facet-source + ul .choice").count() > 1
    page.get_by_role("link", name=re.compile("إزالة المرشح")).click()
    expect(page.locator(".total strong")).to_have_text(before)


def test_a_year_opens_its_months(open_page):
    page = open_page("/search")
    page.locator("#facet-date + ul .choice").first.click()
    month = page.locator(".inner .choice").first
    count = month.locator(".count").inner_text()
    month.click()
    expect(page.locator(".hit")).to_have_count(int(count))


def test_a_range_of_dates(open_page):
    page = open_page("/search")
    page.get_by_label("من", exact=True).fill("2023-01-01")
    page.get_by_label("إلى", exact=True).fill("2023-12-31")
    page.get_by_role("button", name="تطبيق").click()
    expect(page.locator(".chips li")).to_have_count(3)
    assert all("2023" in text for text in page.locator(".hit time").all_inner_texts())


def test_an_exclusion_is_a_chip_that_takes_it_back(open_page):
    page = open_page(f"/search?q={WORD}+-ميناء")
    page.get_by_role("link", name="البحث دون استبعاد ميناء").click()
    expect(page.get_by_label("ابحث في الأرشيف")).to_have_value(WORD)
    expect(page.locator(".chips")).to_have_count(0)


def test_an_article_leads_back_to_the_page_that_it_was_opened_from(open_page):
    page = open_page(f"/search?q={WORD}&sort=newest&page=2")
    address = page.url
    page.locator(".hit h2 a").first.click()
    page.locator(".back a").click()
    expect(page).to_have_url(address)


def test_dates_read_from_left_to_right_among_arabic(open_page):
    page = open_page("/help")
    date = page.get_by_text("2023-01..2023-06", exact=True)
    assert date.evaluate("e => getComputedStyle(e).direction") == "ltr"
    assert date.evaluate(LEFT_TO_RIGHT)


@pytest.mark.parametrize("options", [PHONE, {}])
def test_an_example_with_a_date_is_one_box_underlined_as_one_link(open_page, options):
    page = open_page("/help", **options)
    dates = page.locator("td a kbd bdi").all()
    assert len(dates) == 3
    for date in dates:
        assert date.evaluate("e => e.parentElement.getClientRects().length") == 1
        assert date.evaluate(LINES) == 1
        assert date.evaluate("e => getComputedStyle(e).textDecorationLine") == "underline"


def test_on_a_phone_the_pages_stand_on_one_line_and_the_steps_on_another(open_page):
    page = open_page("/search?page=3", **PHONE)
    lines = [page.locator(f".pager {part}").evaluate_all(TOPS) for part in ("li a", ".step")]
    assert [len(set(tops)) for tops in lines] == [1, 1]
    assert [len(tops) for tops in lines] >= [4, 2]
    assert max(lines[0]) < min(lines[1])


def test_pages(open_page):
    page = open_page(f"/search?q={WORD}")
    first = page.locator(".hit h2").all_inner_texts()
    page.get_by_role("link", name="التالية").click()
    expect(page.locator(".pager [aria-current]")).to_have_text("2")
    assert not set(first) & set(page.locator(".hit h2").all_inner_texts())


def test_the_words_are_marked_in_hits_and_in_the_article(open_page):
    page = open_page(f"/search?q={WORD}")
    marked = page.locator(".snippet mark").first
    assert "مدين" in marked.inner_text()
    plain = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert marked.evaluate("e => getComputedStyle(e).backgroundColor") != plain
    page.locator(".hit h2 a").first.click()
    assert "مدين" in page.locator("article .body mark").first.inner_text()


def test_dark_is_dark_and_light_is_light(open_page):
    def measure(scheme: str) -> int:
        page = open_page("/", color_scheme=scheme)
        colour = page.evaluate("getComputedStyle(document.body).backgroundColor")
        return sum(int(part) for part in re.findall(r"\d+", colour)[:3])

    assert measure("dark") < 150 < 600 < measure("light")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", [f"/search?q={WORD}&source=", "/"])
def test_text_stands_out_from_its_ground(open_page, path, scheme):
    """Every visible text has the contrast that WCAG 2 asks for (4.5 to 1)."""
    page = open_page(path, color_scheme=scheme)
    assert page.evaluate(CONTRAST) == []


@pytest.mark.parametrize("lang", ["ar", "en"])
@pytest.mark.parametrize(
    "kind",
    [
        "/",
        "/search",
        "/search?q=المدينة&source=&date=2023",
        f"/search?q=ززز+-{'غ' * 90}+-تاريخ:2023-09+{'1-' * 45}",
        "article",
        "why",
        "/help",
        "/api/v1/docs",
    ],
)
def test_a_phone_does_not_scroll_sideways(open_page, sample_service, kind, lang):
    path = f"/{kind}/{find_article(sample_service).id}?q={WORD}" if kind in ("article", "why") else kind
    page = open_page(path + ("&" if "?" in path else "?") + f"lang={lang}", **PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_a_hit_says_why_it_is_found(open_page):
    page = open_page(f"/search?q={WORD}", java_script_enabled=False)
    page.get_by_role("link", name="لماذا هذه النتيجة؟").first.click()
    expect(page.get_by_role("heading", name="لماذا هذه النتيجة؟")).to_be_visible()
    weights = [float(cell) for cell in page.locator("tbody .weight").all_inner_texts()]
    assert sum(weights) == pytest.approx(float(page.locator("tfoot .weight").inner_text()), abs=1e-6)


def test_on_a_phone_the_filters_fold_above_the_results(open_page):
    page = open_page(f"/search?q={WORD}", **PHONE)
    choice = page.locator(".choice").first
    expect(choice).to_be_hidden()
    page.locator(".facets > summary").tap()
    expect(choice).to_be_visible()
    assert choice.bounding_box()["y"] < page.locator(".hit").first.bounding_box()["y"]


def test_on_a_desk_the_filters_stand_beside_the_results(open_page):
    page = open_page(f"/search?q={WORD}", viewport={"width": 1440, "height": 900})
    choice, hit = page.locator(".choice").first.bounding_box(), page.locator(".hit").first.bounding_box()
    assert choice["x"] > hit["x"] + hit["width"]
    expect(page.locator(".facets > summary")).to_be_hidden()


def test_the_keyboard_reaches_everything(open_page):
    page = open_page(f"/search?q={WORD}")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    expect(page.locator(".skip")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    page.keyboard.press("/")
    expect(page.get_by_label("ابحث في الأرشيف")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="بحث")).to_be_focused()
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


def test_a_slash_inside_the_box_is_a_slash(open_page):
    page = open_page("/")
    page.get_by_label("ابحث في الأرشيف").press_sequentially("5/9")
    expect(page.get_by_label("ابحث في الأرشيف")).to_have_value("5/9")


def test_typing_offers_words_of_the_archive(open_page):
    page = open_page("/")
    with page.expect_request(lambda request: "ميناء مدي" in unquote(request.url)):
        page.get_by_label("ابحث في الأرشيف").press_sequentially("ميناء مدي")
    expect(page.locator("#completions option").first).to_have_attribute("value", re.compile("^ميناء مدي"))


def test_english(open_page):
    page = open_page(f"/search?q={WORD}")
    page.get_by_role("link", name="English").click()
    expect(page.locator("html")).to_have_attribute("dir", "ltr")
    page.locator(".hit h2 a").first.click()
    expect(page.locator("html")).to_have_attribute("lang", "en")


LINES = """e => {
  const range = document.createRange();
  range.selectNodeContents(e);
  return range.getClientRects().length;
}"""

TOPS = "links => links.map(link => Math.round(link.getBoundingClientRect().top))"

LEFT_TO_RIGHT = """(e) => {
  const text = e.firstChild;
  const left = (place) => {
    const range = document.createRange();
    range.setStart(text, place);
    range.setEnd(text, place + 1);
    return range.getBoundingClientRect().left;
  };
  return [...text.data].every((_, place) => place === 0 || left(place) > left(place - 1));
}"""
CONTRAST = """() => {
  const read = (c) => c.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((v) => v / 255)
    .map((v) => (v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const ground = (e) => {
    for (; e; e = e.parentElement) {
      const c = read(getComputedStyle(e).backgroundColor);
      if (c.length === 3 || c[3] > 0) return c;
    }
    return [255, 255, 255];
  };
  const weak = [];
  for (const e of document.querySelectorAll("body *")) {
    const own = [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
    if (!own || !e.checkVisibility()) continue;
    const [a, b] = [light(read(getComputedStyle(e).color)), light(ground(e))].sort((x, y) => y - x);
    if ((a + 0.05) / (b + 0.05) < 4.5) weak.push(e.className + ": " + e.textContent.trim().slice(0, 30));
  }
  return weak;
}"""
