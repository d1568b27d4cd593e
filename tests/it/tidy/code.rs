//! Rust text without what a rule must not look at: comments, literals, items for tests.
//!
//! What is taken away becomes blanks, line breaks stay: every place keeps its line and column.

/// What a piece of text begins with.
enum Piece {
    Comment,
    Literal,
    Code,
}

const TEST_MARK: &str = "#[cfg(test)]";

/// Blanks comments, strings and characters; lifetimes stay.
pub fn without_comments_and_literals(text: &str) -> String {
    let mut code = String::with_capacity(text.len());
    let mut rest = text;
    while !rest.is_empty() {
        let (piece, length) = next_piece(rest);
        let (taken, left) = rest.split_at(length);
        match piece {
            Piece::Code => code.push_str(taken),
            Piece::Comment | Piece::Literal => blank(taken, &mut code),
        }
        rest = left;
    }
    code
}

/// The kind and the length in bytes of what `text`, which is not empty, begins with.
fn next_piece(text: &str) -> (Piece, usize) {
    if text.starts_with("//") {
        (Piece::Comment, text.find('\n').unwrap_or(text.len()))
    } else if text.starts_with("/*") {
        (Piece::Comment, block_comment(text))
    } else if text.starts_with('"') {
        (Piece::Literal, quoted(text, '"'))
    } else if let Some(length) = raw_string(text).or_else(|| character(text)) {
        (Piece::Literal, length)
    } else {
        (Piece::Code, word_or_letter(text))
    }
}

/// A whole word, so that its end is not taken for the mark of a raw string, or what is no word.
fn word_or_letter(text: &str) -> usize {
    let word = text.find(|letter| !is_word(letter)).unwrap_or(text.len());
    if word > 0 { word } else { text.chars().next().map_or(0, char::len_utf8) }
}

/// `'a'`, `'\n'`; `None` for a lifetime.
fn character(text: &str) -> Option<usize> {
    let mut letters = text.strip_prefix('\'')?.chars();
    let is_literal = letters.next()? == '\\' || letters.next()? == '\'';
    is_literal.then(|| quoted(text, '\''))
}

/// Comments nest.
fn block_comment(text: &str) -> usize {
    let mut depth = 0_usize;
    let mut at = 0;
    loop {
        let rest = &text[at..];
        match rest.chars().next() {
            None => return text.len(),
            Some(_) if rest.starts_with("/*") => (depth, at) = (depth + 1, at + 2),
            Some(_) if rest.starts_with("*/") => (depth, at) = (depth - 1, at + 2),
            Some(letter) => at += letter.len_utf8(),
        }
        if depth == 0 {
            return at;
        }
    }
}

fn quoted(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, letter) in text.char_indices().skip(1) {
        if letter == quote && !escaped {
            return at + quote.len_utf8();
        }
        escaped = letter == '\\' && !escaped;
    }
    text.len()
}

/// `r"…"`, `r#"…"#`, `br"…"` and so on; `None` where no raw string begins, as at a raw name `r#type`.
fn raw_string(text: &str) -> Option<usize> {
    let marked = ["r", "br", "cr"].iter().find_map(|prefix| text.strip_prefix(prefix))?;
    let opened = marked.trim_start_matches('#');
    let end = format!("\"{}", "#".repeat(marked.len() - opened.len()));
    let inside = opened.strip_prefix('"')?;
    let length = inside.find(&end).map_or(inside.len(), |at| at + end.len());
    Some(text.len() - inside.len() + length)
}

/// Blanks everything marked `#[cfg(test)]`, up to the end of the item that it marks.
pub fn without_test_items(code: &str) -> String {
    let mut product = String::with_capacity(code.len());
    let mut rest = code;
    while let Some(at) = rest.find(TEST_MARK) {
        let (before, marked) = rest.split_at(at);
        let (item, left) = marked.split_at(item_length(marked));
        product.push_str(before);
        blank(item, &mut product);
        rest = left;
    }
    product + rest
}

/// An item ends at a semicolon or a closing brace outside all brackets.
fn item_length(code: &str) -> usize {
    let mut depth = 0_i32;
    for (at, letter) in code.char_indices() {
        match letter {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth -= 1,
            _ => {}
        }
        if depth < 0 || (depth == 0 && (letter == ';' || letter == '}')) {
            return at + letter.len_utf8();
        }
    }
    code.len()
}

/// The names in `#[cfg(test)] mod name;`, whoever may see the module.
pub fn test_modules(code: &str) -> Vec<&str> {
    let items = code.match_indices(TEST_MARK).map(|(at, _)| &code[at..at + item_length(&code[at..])]);
    items.filter_map(|item| item.strip_suffix(';')?.rsplit_once("mod ")).map(|(_, name)| name.trim()).collect()
}

fn blank(text: &str, code: &mut String) {
    code.extend(text.chars().map(|letter| if letter == '\n' { '\n' } else { ' ' }));
}

/// Whether a letter can be part of a name.
pub fn is_word(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One space between words and none at the ends of lines.
    fn squeezed(code: &str) -> String {
        code.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn comments_and_literals_are_blank_and_code_stays() {
        let cases = [
            ("a // .unwrap()\nb", "a\nb"),
            ("a /* x /* y */ .unwrap() */ b", "a b"),
            (r#"f("a \" // b", c)"#, "f( , c)"),
            (r##"f(r#"a " b"#, br"\", r#type)"##, "f( , , r#type)"),
            ("f('\"', '\\'', b'x', '中')", "f( , , b , )"),
            ("fn f<'a>(x: &'a str, y: &'static str)", "fn f<'a>(x: &'a str, y: &'static str)"),
            ("var\"x\" y", "var y"),
            ("\"never closed", ""),
            ("/* never closed", ""),
        ];
        for (text, expected) in cases {
            let code = without_comments_and_literals(text);
            assert_eq!(squeezed(&code), expected, "{text}");
            assert_eq!(code.chars().count(), text.chars().count(), "{text}");
        }
    }

    #[test]
    fn an_item_for_tests_ends_where_it_ends() {
        let cases = [
            ("a\n#[cfg(test)]\nmod tests { fn f() { g(); } }\nb", "a\n\n\nb"),
            ("#[cfg(test)]\nmod tests;\nb", "\n\nb"),
            ("#[cfg(test)] const A: [u8; 2] = [1, 2]; b", "b"),
            ("#[cfg(test)] #[allow(x)] fn f(a: [u8; 2]) {} b", "b"),
            ("#[cfg(test)] mod never {", ""),
        ];
        for (code, expected) in cases {
            assert_eq!(squeezed(&without_test_items(code)), expected, "{code}");
        }
    }

    #[test]
    fn modules_for_tests_are_named() {
        let code = "mod a;\n#[cfg(test)]\nmod b;\n#[cfg(test)]\npub(crate) mod c;\n#[cfg(test)]\nmod d { }";
        assert_eq!(test_modules(code), ["b", "c"]);
    }
}
