//! What old browsers, the content policy and an intranet without outside assets demand of our files.

use super::*;

fn static_text(path: &str) -> String {
    String::from_utf8(asset(path).unwrap().bytes.into_owned()).unwrap()
}

#[test]
fn templates_never_switch_escaping_off() {
    for (name, text) in embedded::templates() {
        assert!(!text.contains("{{{") && !text.contains("{{&"), "{name}");
        assert!(!text.contains("{{>") && !text.contains("{{#>"), "{name}: use include, a partial copies the context");
    }
}

#[test]
fn styles_keep_to_what_chromium_69_knows() {
    for path in ["app.css", "parts.css", "print.css", "screen.css"] {
        let css = static_text(path);
        for unknown in [
            ":is(",
            ":where(",
            "aspect-ratio:",
            "color-mix(",
            "inset:",
            ":focus-visible",
            "clamp(",
            "@layer",
            "url(",
            "@import",
        ] {
            assert!(!css.contains(unknown), "{path}: {unknown}");
        }
        let gaps: Vec<&str> = css.split(['{', ';', '}']).filter(|line| line.trim_start().starts_with("gap:")).collect();
        assert_eq!(gaps, Vec::<&str>::new(), "{path}: write grid-gap, flex knows no gap");
    }
}

#[test]
fn scripts_keep_to_what_chromium_69_knows() {
    let script = static_text("app.js") + &static_text("upload.js") + &static_text("recheck-seed.js");
    for unknown in ["?.", "??", "=>", "replaceAll", "import(", "http:", "https:"] {
        assert!(!script.contains(unknown), "{unknown}");
    }
}
