//! The query string of a list, read strictly: a parameter that the list does not know, one given
//! twice and one with an impossible value are refused by name, so that nobody takes the whole list
//! for the part that was asked for.

use super::export::{Format, MAX_EXPORT};
use crate::platform::failure::{Failure, Outcome};
use crate::platform::paging::{Page, PageAsked};
use actix_web::{HttpRequest, web};
use std::collections::BTreeMap;

/// What a list can be asked for.
#[derive(Clone, Copy, Debug)]
pub struct ListSpec {
    /// Names of the filters, beside `q`.
    pub filters: &'static [&'static str],
    /// Columns to sort by, the usual one first; empty: the list has one order.
    pub sorts: &'static [&'static str],
}

/// Parameters that every address of the product takes.
const EVERYWHERE: [&str; 2] = ["lang", "text"];
const LONGEST_VALUE: usize = 200;

/// A query as it was understood.
#[derive(Clone, Debug)]
pub struct ListQuery {
    pub spec: ListSpec,
    /// The words of the search box.
    pub q: Option<String>,
    filters: BTreeMap<&'static str, String>,
    /// The column asked for, if any.
    sort: Option<&'static str>,
    pub descending: bool,
    pub asked: PageAsked,
    /// A file instead of a page.
    pub format: Option<Format>,
}

impl ListQuery {
    /// Reads the query of a request.
    pub fn of(request: &HttpRequest, spec: ListSpec) -> Outcome<ListQuery> {
        ListQuery::parse(request.query_string(), spec)
    }

    /// Reads a query string; an empty value counts as none, because forms send all their fields.
    pub fn parse(query: &str, spec: ListSpec) -> Outcome<ListQuery> {
        let fields = web::Query::<Vec<(String, String)>>::from_query(query)
            .map_err(|_| Failure::field("query", "地址中的查询参数无法读取 (unreadable query)"))?;
        let mut given: BTreeMap<String, String> = BTreeMap::new();
        for (name, value) in fields.into_inner() {
            let value = value.trim().to_owned();
            if value.chars().count() > LONGEST_VALUE {
                return Err(Failure::field(&name, format!("最多 {LONGEST_VALUE} 个字 (too long)")));
            }
            // PostgreSQL takes no text with this character.
            if value.contains('\0') {
                return Err(Failure::field(&name, "含有不可用的字符 (unusable character)"));
            }
            if !value.is_empty() && given.insert(name.clone(), value).is_some() {
                return Err(Failure::field(&name, "只能给出一次 (given twice)"));
            }
        }
        ListQuery::understood(given, spec)
    }

    fn understood(mut given: BTreeMap<String, String>, spec: ListSpec) -> Outcome<ListQuery> {
        for name in EVERYWHERE {
            given.remove(name);
        }
        let q = given.remove("q");
        let page = number(&mut given, "page")?;
        let per = number(&mut given, "per")?;
        let size = number(&mut given, "size")?.or(per);
        let format = given.remove("format").map(|code| Format::parse(&code)).transpose()?;
        let (sort, descending) = order(&mut given, spec)?;
        let known = spec.filters.iter().filter_map(|name| Some((*name, given.remove(*name)?)));
        let filters: BTreeMap<&'static str, String> = known.collect();
        if let Some(unknown) = given.into_keys().next() {
            return Err(Failure::field(&unknown, "没有这个查询参数 (no such parameter)"));
        }
        let asked = PageAsked::checked(page, size)?;
        Ok(ListQuery { spec, q, filters, sort, descending, asked, format })
    }

    /// The value of a filter, as it was given.
    pub fn filter(&self, name: &str) -> Option<&str> {
        self.filters.get(name).map(String::as_str)
    }

    /// The value of a filter, read; the refusal names the filter and says what may stand there.
    pub fn filter_as<T>(&self, name: &str, allowed: &str, read: impl FnOnce(&str) -> Option<T>) -> Outcome<Option<T>> {
        let refused = || Failure::field(name, format!("可选：{allowed} (one of these)"));
        self.filter(name).map(|value| read(value).ok_or_else(refused)).transpose()
    }

    /// The column to sort by: the one asked for, or the list's usual one.
    pub fn sort(&self) -> Option<&'static str> {
        self.sort.or(self.spec.sorts.first().copied())
    }

    /// What part to load: the page asked for, or everything that an export may hold.
    pub fn to_load(&self) -> PageAsked {
        match self.format {
            Some(_) => PageAsked { page: 1, size: MAX_EXPORT },
            None => self.asked,
        }
    }

    /// The part of a list that is whole in memory, as short lists are.
    pub fn cut<T>(&self, found: Vec<T>) -> Page<T> {
        let asked = self.to_load();
        let total = i64::try_from(found.len()).unwrap_or(i64::MAX);
        let skip = usize::try_from(asked.offset()).unwrap_or(usize::MAX);
        let take = usize::try_from(asked.size).unwrap_or_default();
        Page::new(found.into_iter().skip(skip).take(take).collect(), total, asked)
    }

    /// The column asked for; `None` leaves the list in its natural order.
    pub fn order_asked(&self) -> Option<&'static str> {
        self.sort
    }

    /// The conditions by name, for links.
    pub(super) fn conditions(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let q = self.q.as_deref().map(|q| ("q", q));
        q.into_iter().chain(self.filters.iter().map(|(name, value)| (*name, value.as_str())))
    }

    /// Name and direction of the order, where one was asked for.
    pub(super) fn order(&self) -> Option<(&'static str, &'static str)> {
        self.sort.map(|sort| (sort, if self.descending { "desc" } else { "asc" }))
    }
}

fn number(given: &mut BTreeMap<String, String>, name: &str) -> Outcome<Option<i64>> {
    let read = |text: String| text.parse().map_err(|_| Failure::field(name, "应为整数 (a whole number)"));
    given.remove(name).map(read).transpose()
}

fn order(given: &mut BTreeMap<String, String>, spec: ListSpec) -> Outcome<(Option<&'static str>, bool)> {
    let sort = match given.remove("sort") {
        None => None,
        Some(asked) => {
            let column = spec.sorts.iter().copied().find(|column| *column == asked);
            let refused = || Failure::field("sort", format!("可选：{} (one of these)", spec.sorts.join("、")));
            Some(column.ok_or_else(refused)?)
        }
    };
    let descending = match given.remove("dir").as_deref() {
        None | Some("asc") => false,
        Some("desc") => true,
        Some(_) => return Err(Failure::field("dir", "可选：asc、desc (one of these)")),
    };
    Ok((sort, descending))
}
