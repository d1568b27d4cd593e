//! `{{pager query pager}}`: which rows of how many are shown, and links to the other pages.

use super::{Markup, Outcome, format::grouped, links, value};
use crate::platform::pages::messages::Messages;
use fluent_bundle::FluentArgs;
use handlebars::Helper;
use serde_json::{Map, Value};

/// Pages beside the present one that get a link of their own.
const NEIGHBOURS: i64 = 2;

/// Where a list stands; the JSON object is `{"page": 1, "per": 50, "total": 1200}`.
struct Place {
    page: i64,
    per: i64,
    total: i64,
}

impl Place {
    fn read(value: &Value) -> Place {
        let number = |name: &str| value.get(name).and_then(Value::as_i64).unwrap_or(0);
        Place { page: number("page").max(1), per: number("per").max(1), total: number("total").max(0) }
    }

    fn pages(&self) -> i64 {
        self.total.saturating_add(self.per - 1).max(1) / self.per
    }

    fn first_row(&self) -> i64 {
        (self.page - 1).saturating_mul(self.per).saturating_add(1)
    }

    fn last_row(&self) -> i64 {
        self.page.saturating_mul(self.per).min(self.total)
    }

    /// First, last and the neighbours of the present page, in order, without repeats.
    fn linked_pages(&self) -> Vec<i64> {
        let near = (self.page.saturating_sub(NEIGHBOURS))..=(self.page.saturating_add(NEIGHBOURS));
        let mut pages: Vec<i64> = near.chain([1, self.pages()]).filter(|p| (1..=self.pages()).contains(p)).collect();
        pages.sort_unstable();
        pages.dedup();
        pages
    }
}

pub(super) fn pager(messages: &Messages, h: &Helper<'_>) -> Outcome<Markup> {
    let (query, place) = (value(h, 0).as_object(), Place::read(value(h, 1)));
    if place.total == 0 {
        return Ok(Markup::new());
    }
    let words = |key: &str| messages.text(key, None).unwrap_or_default();
    let html = Markup::new().tag("<nav class=\"pager\" aria-label=\"").text(&words("pager-label")).tag("\"><p>");
    let html = html.text(&range_text(messages, &place)).tag("</p><ul>");
    let html = step(html, query, place.page > 1, place.page - 1, &words("pager-previous"));
    let html = numbers(html, query, &place);
    let html = step(html, query, place.page < place.pages(), place.page + 1, &words("pager-next"));
    Ok(html.tag("</ul></nav>"))
}

fn range_text(messages: &Messages, place: &Place) -> String {
    let mut args = FluentArgs::new();
    args.set("first", grouped(place.first_row()));
    args.set("last", grouped(place.last_row()));
    args.set("total", grouped(place.total));
    messages.text("pager-range", Some(&args)).unwrap_or_default()
}

fn numbers(mut html: Markup, query: Option<&Map<String, Value>>, place: &Place) -> Markup {
    let mut before = 0;
    for page in place.linked_pages() {
        if page > before + 1 {
            html = html.tag("<li class=\"pager-gap\" aria-hidden=\"true\">…</li>");
        }
        let label = grouped(page);
        html = if page == place.page {
            html.tag("<li><span class=\"pager-here\" aria-current=\"page\">").text(&label).tag("</span></li>")
        } else {
            link(html, query, page, &label)
        };
        before = page;
    }
    html
}

fn step(html: Markup, query: Option<&Map<String, Value>>, there: bool, page: i64, label: &str) -> Markup {
    if there {
        link(html, query, page, label)
    } else {
        html.tag("<li><span class=\"pager-off\">").text(label).tag("</span></li>")
    }
}

fn link(html: Markup, query: Option<&Map<String, Value>>, page: i64, label: &str) -> Markup {
    let address = links::encode(query, [("page", &Value::from(page))].into_iter());
    html.tag("<li><a href=\"").text(&address).tag("\">").text(label).tag("</a></li>")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_the_ends_and_the_neighbours() {
        let cases: [(i64, i64, &[i64]); 4] =
            [(1, 24, &[1, 2, 3, 24]), (12, 24, &[1, 10, 11, 12, 13, 14, 24]), (24, 24, &[1, 22, 23, 24]), (1, 1, &[1])];
        for (page, pages, expected) in cases {
            let place = Place { page, per: 50, total: pages * 50 };
            assert_eq!(place.linked_pages(), expected, "page {page} of {pages}");
        }
    }

    #[test]
    fn counts_a_last_page_that_is_not_full() {
        let place = Place { page: 3, per: 50, total: 101 };
        assert_eq!((place.pages(), place.first_row(), place.last_row()), (3, 101, 101));
    }

    #[test]
    fn hostile_numbers_do_not_overflow() {
        let place = Place::read(&serde_json::json!({"page": i64::MAX, "per": i64::MAX, "total": i64::MAX}));
        assert!(place.linked_pages().contains(&1));
        assert!(place.first_row() >= place.last_row() || place.pages() >= 1);
    }
}
