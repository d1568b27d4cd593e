//! A writer of tags that escapes whatever it is given as a value.

/// Escapes for text and for quoted attributes. Most values need nothing, so that is found out first.
pub(super) fn escape(text: &str) -> String {
    let Some(first) = text.find(['&', '<', '>', '"', '\'', '`', '=']) else {
        return text.to_owned();
    };
    let (clean, rest) = text.split_at(first);
    let mut out = String::with_capacity(text.len() + 16);
    out.push_str(clean);
    for c in rest.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#x27;"),
            '`' => out.push_str("&#x60;"),
            '=' => out.push_str("&#x3D;"),
            other => out.push(other),
        }
    }
    out
}

/// HTML under construction. Tag text comes only from `&'static str`, values only escaped.
#[derive(Default)]
pub(super) struct Markup(String);

impl Markup {
    pub(super) fn new() -> Markup {
        Markup::default()
    }

    /// Literal HTML of ours.
    pub(super) fn tag(mut self, html: &'static str) -> Markup {
        self.0.push_str(html);
        self
    }

    /// A value, escaped for text and for quoted attributes alike.
    pub(super) fn text(mut self, value: &str) -> Markup {
        self.0.push_str(&escape(value));
        self
    }

    /// A drawing of `platform::charts`, which escapes its own words.
    pub(super) fn drawing(mut self, svg: &crate::platform::charts::Svg) -> Markup {
        self.0.push_str(svg.as_str());
        self
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_as_handlebars_does() {
        for text in ["", "汉字 plain", "<b a='1' c=\"2\">&`", "一<", "&amp;"] {
            assert_eq!(escape(text), handlebars::html_escape(text), "{text}");
        }
    }
}
