//! The rendering engine of the pages for people: Handlebars templates, messages in two languages
//! and static assets, all inside the binary.
//!
//! What it is not: it knows no room of the trade and no route. A service hands it a page's name, a
//! language and plain JSON (`templates/README.md` says which fields); it hands back HTML.
//!
//! Invariants: templates never switch escaping off, no context carries ready-made HTML, and every
//! message that a template names exists in both languages. Tests hold all three.

mod embedded;
mod helpers;
mod messages;
#[cfg(test)]
mod tests;

pub use embedded::{Asset, asset};
pub use messages::MessagesError;

use handlebars::{Context, Handlebars, RenderError, TemplateError};
use messages::Messages;
use serde_json::Value;
use std::sync::Arc;
use thiserror::Error;

/// A language of the pages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Lang {
    #[default]
    Zh,
    En,
}

impl Lang {
    pub const ALL: [Lang; 2] = [Lang::Zh, Lang::En];

    /// The tag that goes into `<html lang>`.
    pub fn tag(self) -> &'static str {
        match self {
            Lang::Zh => "zh-CN",
            Lang::En => "en",
        }
    }

    /// The short code of links and cookies, and the name of the message file.
    pub fn code(self) -> &'static str {
        match self {
            Lang::Zh => "zh",
            Lang::En => "en",
        }
    }

    /// Reads what [`Lang::code`] writes; anything else is `None`.
    pub fn parse(code: &str) -> Option<Lang> {
        Lang::ALL.into_iter().find(|lang| lang.code() == code)
    }

    fn other(self) -> Lang {
        match self {
            Lang::Zh => Lang::En,
            Lang::En => Lang::Zh,
        }
    }
}

/// Why the pages could not be set up, or a page not be written.
#[derive(Debug, Error)]
pub enum PagesError {
    #[error("the embedded template {name} does not parse: {source}")]
    Template { name: String, source: Box<TemplateError> },
    #[error(transparent)]
    Messages(#[from] MessagesError),
    #[error("there is no page named {0}")]
    NoSuchPage(String),
    #[error("the context of page {0} is no JSON object")]
    NoObject(String),
    #[error("page {name} could not be written: {source}")]
    Render { name: String, source: Box<RenderError> },
}

/// The templates of both languages, parsed once and shared by all workers.
pub struct Pages {
    zh: Handlebars<'static>,
    en: Handlebars<'static>,
}

impl Pages {
    /// Parses every embedded template and both message files.
    pub fn new() -> Result<Pages, PagesError> {
        let templates = parsed_templates()?;
        Ok(Pages { zh: speaking(templates.clone(), Lang::Zh)?, en: speaking(templates, Lang::En)? })
    }

    /// Writes the page `name` (a template of the top level, such as `experts`).
    ///
    /// `context` must be an object; the engine adds `template`, `lang` and `other_lang` to it.
    pub fn render(&self, name: &str, lang: Lang, context: &Value) -> Result<String, PagesError> {
        let registry = match lang {
            Lang::Zh => &self.zh,
            Lang::En => &self.en,
        };
        if name.contains('/') || !registry.has_template(name) {
            return Err(PagesError::NoSuchPage(name.to_owned()));
        }
        let Value::Object(mut root) = context.clone() else {
            return Err(PagesError::NoObject(name.to_owned()));
        };
        root.insert("template".into(), name.into());
        root.insert("lang".into(), lang.tag().into());
        root.insert("other_lang".into(), lang.other().code().into());
        let failed = |source| PagesError::Render { name: name.to_owned(), source: Box::new(source) };
        registry.render_with_context(name, &Context::from(Value::Object(root))).map_err(failed)
    }
}

fn parsed_templates() -> Result<Handlebars<'static>, PagesError> {
    let mut registry = Handlebars::new();
    for (name, text) in embedded::templates() {
        let failed = |source| PagesError::Template { name: name.clone(), source: Box::new(source) };
        registry.register_template_string(&name, text).map_err(failed)?;
    }
    Ok(registry)
}

/// One registry per language, so that helpers hold their words instead of looking them up.
fn speaking(mut registry: Handlebars<'static>, lang: Lang) -> Result<Handlebars<'static>, PagesError> {
    helpers::register(&mut registry, Arc::new(Messages::new(lang)?));
    Ok(registry)
}
