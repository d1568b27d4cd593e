//! The words of one language, from all files in `templates/messages/<code>/`. A key stands in one of
//! them only.

use super::{Lang, embedded};
use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};
use thiserror::Error;
use unic_langid::LanguageIdentifier;

/// Why a message file could not be used.
#[derive(Debug, Error)]
pub enum MessagesError {
    #[error("there is no embedded message file in messages/{0}/")]
    Missing(&'static str),
    #[error("{file}: {detail}")]
    Faulty { file: String, detail: String },
}

/// The messages of one language.
pub(super) struct Messages {
    lang: Lang,
    bundle: FluentBundle<FluentResource>,
}

impl Messages {
    /// Reads the embedded files of `lang`.
    pub(super) fn new(lang: Lang) -> Result<Messages, MessagesError> {
        let code = lang.code();
        let locale: LanguageIdentifier =
            lang.tag().parse().map_err(|e| MessagesError::Faulty { file: code.to_owned(), detail: format!("{e}") })?;
        let mut bundle = FluentBundle::new_concurrent(vec![locale]);
        // Isolation marks (U+2068, U+2069) would travel into exported text and copied codes.
        bundle.set_use_isolating(false);
        bundle.set_formatter(Some(group_whole_numbers));
        let mut files = 0;
        for (file, text) in embedded::messages(code) {
            add(&mut bundle, text).map_err(|detail| MessagesError::Faulty { file, detail })?;
            files += 1;
        }
        if files == 0 { Err(MessagesError::Missing(code)) } else { Ok(Messages { lang, bundle }) }
    }

    pub(super) fn lang(&self) -> Lang {
        self.lang
    }

    /// The message `key`; `None` where the file has none.
    pub(super) fn text(&self, key: &str, args: Option<&FluentArgs<'_>>) -> Option<String> {
        let pattern = self.bundle.get_message(key)?.value()?;
        Some(self.bundle.format_pattern(pattern, args, &mut Vec::new()).into_owned())
    }

    /// The word for `code` in `family` (message `family-code`), or the code itself: a pack or a
    /// later version may bring codes that the message files do not know yet. Dots in a code
    /// (`third_party.pools`) are hyphens in a key.
    pub(super) fn term(&self, family: &str, code: &str) -> String {
        self.text(&format!("{family}-{}", code.replace('.', "-")), None).unwrap_or_else(|| code.to_owned())
    }
}

/// Adds one file's messages; a key that another file has already is an error.
fn add(bundle: &mut FluentBundle<FluentResource>, text: String) -> Result<(), String> {
    let resource = FluentResource::try_new(text).map_err(|(_, errors)| format!("{errors:?}"))?;
    bundle.add_resource(resource).map_err(|errors| format!("{errors:?}"))
}

/// `1200` to `1,200`; numbers with a fraction are left to Fluent.
fn group_whole_numbers<M>(value: &FluentValue<'_>, _: &M) -> Option<String> {
    let FluentValue::Number(number) = value else { return None };
    let text = number.as_string();
    text.parse::<i64>().ok().map(super::helpers::grouped)
}
