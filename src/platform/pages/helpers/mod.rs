//! The helpers of the templates.
//!
//! A *text helper* returns plain text and the registry escapes it; a *markup helper* writes tags
//! through [`Markup`], which escapes every value it is given. So no helper can let a value through
//! unescaped.

mod badges;
mod chart;
mod format;
mod include;
mod links;
mod markup;
mod pager;
mod words;

pub(super) use format::grouped;
use markup::Markup;

use super::messages::Messages;
use handlebars::{
    Context, Handlebars, Helper, HelperDef, HelperResult, Output, RenderContext, RenderError, RenderErrorReason,
    ScopedJson,
};
use serde_json::Value;
use std::sync::Arc;

/// What is shown where there is no value.
const NOTHING: &str = "—";

type Outcome<T> = Result<T, RenderError>;
type TextFn = fn(&Messages, &Helper<'_>) -> Outcome<String>;
type MarkupFn = fn(&Messages, &Helper<'_>) -> Outcome<Markup>;

/// A helper that answers with plain text.
struct TextHelper(Arc<Messages>, TextFn);

impl HelperDef for TextHelper {
    fn call_inner<'reg: 'rc, 'rc>(
        &self,
        h: &Helper<'rc>,
        _: &'reg Handlebars<'reg>,
        _: &'rc Context,
        _: &mut RenderContext<'reg, 'rc>,
    ) -> Outcome<ScopedJson<'rc>> {
        (self.1)(&self.0, h).map(|text| ScopedJson::Derived(Value::String(text)))
    }
}

/// A helper that writes tags.
struct MarkupHelper(Arc<Messages>, MarkupFn);

impl HelperDef for MarkupHelper {
    fn call<'reg: 'rc, 'rc>(
        &self,
        h: &Helper<'rc>,
        _: &'reg Handlebars<'reg>,
        _: &'rc Context,
        _: &mut RenderContext<'reg, 'rc>,
        out: &mut dyn Output,
    ) -> HelperResult {
        let markup = (self.1)(&self.0, h)?;
        Ok(out.write(markup.as_str())?)
    }
}

/// Registers every helper, and the escaping of values, for the language of `messages`.
pub(super) fn register(registry: &mut Handlebars<'static>, messages: Arc<Messages>) {
    let text: [(&str, TextFn); 14] = [
        ("t", words::message),
        ("term", words::term),
        ("say", words::say),
        ("money_wan", format::money_wan),
        ("money_yuan", format::money_yuan),
        ("day", format::day),
        ("instant", format::instant),
        ("score", format::score),
        ("count", format::count),
        ("percent", format::percent),
        ("short_hash", format::short_hash),
        ("bytes", format::bytes),
        ("qs", links::query_string),
        ("asset", links::asset),
    ];
    for (name, helper) in text {
        registry.register_helper(name, Box::new(TextHelper(messages.clone(), helper)));
    }
    let markup: [(&str, MarkupFn); 6] = [
        ("sort_th", links::sort_heading),
        ("pager", pager::pager),
        ("grade_badge", badges::grade),
        ("state_badge", badges::state),
        ("due_badge", badges::due),
        ("chart", chart::chart),
    ];
    for (name, helper) in markup {
        registry.register_helper(name, Box::new(MarkupHelper(messages.clone(), helper)));
    }
    registry.register_escape_fn(markup::escape);
    registry.register_helper("include", Box::new(include::Include));
}

/// The parameter at `index`; `Null` where it is missing.
fn value<'a>(h: &'a Helper<'_>, index: usize) -> &'a Value {
    h.param(index).map_or(&Value::Null, |param| param.value())
}

/// The parameter at `index` as the template author wrote it: a literal text is required.
fn literal<'a>(h: &'a Helper<'_>, index: usize) -> Outcome<&'a str> {
    value(h, index).as_str().ok_or_else(|| fault(h, &format!("parameter {index} is no text")))
}

/// Whether the named argument `name` is given and true.
fn flag(h: &Helper<'_>, name: &str) -> bool {
    h.hash_get(name).is_some_and(|v| v.value() == &Value::Bool(true))
}

/// A mistake of the template's author.
fn fault(h: &Helper<'_>, detail: &str) -> RenderError {
    RenderErrorReason::Other(format!("helper {}: {detail}", h.name())).into()
}

/// A JSON scalar as text; `None` for null, empty text, lists and objects.
fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(truth) => Some(truth.to_string()),
        _ => None,
    }
}
