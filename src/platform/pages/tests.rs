//! Every page from its sample in both languages, with honest and with hostile values.

use super::*;
use std::path::PathBuf;

mod static_files;
mod vocabulary;

/// Name and context of every sample under `tests/data/pages`.
fn samples() -> Vec<(String, Value)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data/pages");
    let mut samples: Vec<(String, Value)> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| {
            let path = entry.unwrap().path();
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            (name, serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap())
        })
        .collect();
    samples.sort_by(|a, b| a.0.cmp(&b.0));
    samples
}

/// `commission~sealed.json` is a second sample of the page `commission`.
fn page_of(sample: &str) -> &str {
    sample.split('~').next().unwrap()
}

/// Writes the pages into a folder to look at, where `HENGPING_PAGES_OUT` names one.
fn keep(sample: &str, lang: Lang, html: &str) {
    if let Some(folder) = std::env::var_os("HENGPING_PAGES_OUT").map(PathBuf::from) {
        std::fs::write(folder.join(format!("{sample}.{}.html", lang.code())), html).unwrap();
    }
}

#[test]
fn every_sample_renders_in_both_languages() {
    let pages = Pages::new().unwrap();
    for (sample, context) in samples() {
        for lang in Lang::ALL {
            let html = pages.render(page_of(&sample), lang, &context).unwrap_or_else(|e| panic!("{sample}: {e}"));
            assert!(html.contains(&format!("<html lang=\"{}\"", lang.tag())), "{sample}");
            assert!(html.trim_end().ends_with("</html>"), "{sample}");
            assert!(!html.contains("[object]"), "{sample}: a list or an object was written as text");
            assert_eq!(unclosed(&html), Vec::<String>::new(), "{sample} {lang:?}");
            keep(&sample, lang, &html);
        }
    }
}

#[test]
fn every_page_has_a_sample() {
    let sampled: Vec<String> = samples().iter().map(|(name, _)| page_of(name).to_owned()).collect();
    for (name, _) in embedded::templates().filter(|(name, _)| !name.contains('/')) {
        assert!(sampled.contains(&name), "no sample for the page {name}");
    }
}

/// Tags that were opened and not closed, or closed and not opened.
fn unclosed(html: &str) -> Vec<String> {
    const VOID: [&str; 7] = ["!DOCTYPE", "meta", "link", "input", "br", "rect", "circle"];
    let (mut open, mut wrong) = (Vec::new(), Vec::new());
    for piece in html.split('<').skip(1) {
        let tag = piece.split('>').next().unwrap();
        let name = tag.trim_start_matches('/').split([' ', '/', '\n']).next().unwrap();
        if tag.starts_with('/') {
            if open.pop() != Some(name) {
                wrong.push(format!("</{name}>"));
            }
        } else if !tag.ends_with('/') && !VOID.contains(&name) {
            open.push(name);
        }
    }
    wrong.extend(open.into_iter().map(|name| format!("<{name}>")));
    wrong
}

const HOSTILE: &str = "<img src=x onerror=alert(1)>\"'><script>alert(1)</script>{{t \"x\"}}";

/// Puts [`HOSTILE`] in place of every text, except where a template or helper branches on it.
fn poison(value: &mut Value) {
    match value {
        Value::String(text) => *text = HOSTILE.to_owned(),
        Value::Array(items) => items.iter_mut().for_each(poison),
        Value::Object(fields) => fields
            .iter_mut()
            .filter(|(name, _)| !["kind", "unit", "screen"].contains(&name.as_str()))
            .for_each(|(_, v)| poison(v)),
        _ => {}
    }
}

#[test]
fn hostile_values_stay_text_on_every_page() {
    let pages = Pages::new().unwrap();
    for (sample, mut context) in samples() {
        poison(&mut context);
        for lang in Lang::ALL {
            let html = pages.render(page_of(&sample), lang, &context).unwrap_or_else(|e| panic!("{sample}: {e}"));
            for forbidden in ["<img", "<script>", "\"'>"] {
                assert!(!html.contains(forbidden), "{sample}: {forbidden}");
            }
            assert_eq!(unclosed(&html), Vec::<String>::new(), "{sample}");
        }
    }
}

#[test]
fn nothing_inline_that_the_content_policy_forbids() {
    let pages = Pages::new().unwrap();
    for (sample, context) in samples() {
        let html = pages.render(page_of(&sample), Lang::Zh, &context).unwrap();
        for forbidden in [" style=", "<style", " onclick=", "javascript:", "//cdn", "http://"] {
            let found = html.replace("http://www.w3.org/2000/svg", "").contains(forbidden);
            assert!(!found, "{sample}: {forbidden}");
        }
        let scripts = html.matches("<script").count();
        assert_eq!(scripts, html.matches("<script src=\"/static/").count(), "{sample}");
    }
}

#[test]
fn every_posting_form_carries_the_token() {
    let pages = Pages::new().unwrap();
    for (sample, context) in samples() {
        let html = pages.render(page_of(&sample), Lang::Zh, &context).unwrap();
        for form in html.split("<form").skip(1).filter(|form| form.contains("method=\"post\"")) {
            let body = form.split("</form>").next().unwrap();
            assert!(body.contains("name=\"csrf\" value=\"c3Jm"), "{sample}: {body}");
        }
    }
}

#[test]
fn unknown_pages_and_parts_are_refused() {
    let pages = Pages::new().unwrap();
    for name in ["nothing", "layout/open", "../login", ""] {
        assert!(
            matches!(pages.render(name, Lang::Zh, &serde_json::json!({})), Err(PagesError::NoSuchPage(_))),
            "{name}"
        );
    }
    assert!(matches!(pages.render("login", Lang::Zh, &Value::Null), Err(PagesError::NoObject(_))));
}

/// What a template writes; helpers are tried through the engine that people meet.
fn written(lang: Lang, template: &str, context: &Value) -> String {
    speaking(Handlebars::new(), lang).unwrap().render_template(template, context).unwrap()
}

#[test]
fn values_are_written_as_officials_write_them() {
    let context = serde_json::json!({
        "fen": 837_000_000_i64, "odd": 6_300_050, "none": null, "day": "2021-06-30", "at": "2021-12-31T16:00:05Z",
        "score": "92.80", "count": 1200, "bytes": 123_456, "wording": {"zh": "同意", "en": "Agreed"}, "bad": "32 June"
    });
    let cases = [
        ("{{money_wan fen}}", "837 万元", "CNY 8,370,000"),
        ("{{money_wan odd bare=true}}", "6.30005", "63,000.50"),
        ("{{money_yuan odd}}", "63,000.50 元", "CNY 63,000.50"),
        ("{{money_wan none}}", "—", "—"),
        ("{{day day}}", "2021年6月30日", "2021-06-30"),
        ("{{day bad}}", "32 June", "32 June"),
        ("{{instant at}}", "2022年1月1日 00:00", "2022-01-01 00:00"),
        ("{{instant at seconds=true}}", "2022年1月1日 00:00:05", "2022-01-01 00:00:05"),
        ("{{score score}}", "92.8", "92.8"),
        ("{{count count}}", "1,200", "1,200"),
        ("{{bytes bytes}}", "120.5 KB", "120.5 KB"),
        ("{{say wording}}", "同意", "Agreed"),
        ("{{term \"grade\" \"EXCELLENT\"}}", "优", "Excellent"),
        ("{{term \"grade\" \"NEW_CODE\"}}", "NEW_CODE", "NEW_CODE"),
        ("{{t \"list-total\" total=count}}", "共 1,200 条", "1,200 records"),
    ];
    for (template, zh, en) in cases {
        assert_eq!(written(Lang::Zh, template, &context), zh, "{template}");
        assert_eq!(written(Lang::En, template, &context), en, "{template}");
    }
}

#[test]
fn links_keep_the_filters_and_replace_what_they_name() {
    let context = serde_json::json!({"query": {"q": "王 &=", "page": 3, "sort": "name", "dir": "asc", "none": null, "several": ["a", "b"]}});
    let decoded = |template: &str| written(Lang::Zh, template, &context).replace("&amp;", "&").replace("&#x3D;", "=");
    assert_eq!(decoded("{{qs query page=null}}"), "?dir=asc&q=%E7%8E%8B%20%26%3D&several=a&several=b&sort=name");
    assert_eq!(decoded("{{qs nothing lang=\"en\"}}"), "?lang=en");
    let heading = decoded("{{sort_th query \"name\" \"col-name\"}}");
    assert!(
        heading.contains("aria-sort=\"ascending\"") && heading.contains("dir=desc") && !heading.contains("page="),
        "{heading}"
    );
}
