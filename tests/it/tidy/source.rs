//! The project's files, all of them or only the Rust ones, with or without tests.

use super::code;
use std::fs;
use std::path::Path;

/// Folders that hold no source of ours: the build, the data of a running server, packages of tools.
const NOT_OURS: [&str; 4] = ["target", "data", "node_modules", ".git"];

/// One file of the project.
pub struct Source {
    /// From the project's folder, with `/`.
    pub path: String,
    pub text: String,
}

impl Source {
    pub fn new(path: &str, text: &str) -> Source {
        Source { path: path.to_owned(), text: text.to_owned() }
    }

    pub fn length(&self) -> usize {
        self.text.lines().count()
    }

    /// The parts of the path, such as `["src", "bids", "rules.rs"]`.
    pub fn parts(&self) -> Vec<&str> {
        self.path.split('/').collect()
    }

    /// The code, tests included: no comments, no literals; every line keeps its number.
    pub fn code(&self) -> String {
        code::without_comments_and_literals(&self.text)
    }

    /// The code of the product: no comments, no literals, no tests; every line keeps its number.
    pub fn product_code(&self) -> String {
        code::without_test_items(&self.code())
    }

    /// Where the modules lie that this file declares for tests only, such as `src/bids/tests`.
    fn test_modules(&self) -> Vec<String> {
        code::test_modules(&self.code()).iter().map(|name| format!("{}/{name}", self.folder_of_modules())).collect()
    }

    fn folder_of_modules(&self) -> &str {
        let path = self.path.strip_suffix(".rs").unwrap_or(&self.path);
        ["/mod", "/lib", "/main"].iter().find_map(|name| path.strip_suffix(name)).unwrap_or(path)
    }

    fn is_within(&self, module: &str) -> bool {
        self.path.strip_prefix(module).is_some_and(|rest| rest == ".rs" || rest.starts_with('/'))
    }
}

/// The Rust files of the product, without files that are only tests.
pub fn product_sources() -> Vec<Source> {
    without_test_files(rust_sources(&["src"]))
}

fn without_test_files(mut sources: Vec<Source>) -> Vec<Source> {
    let tests: Vec<String> = sources.iter().flat_map(Source::test_modules).collect();
    let is_test = |file: &Source| file.path.ends_with("_tests.rs") || tests.iter().any(|module| file.is_within(module));
    sources.retain(|file| !is_test(file));
    sources
}

/// The Rust files under these folders of the project; a folder that is not there has none.
pub fn rust_sources(folders: &[&str]) -> Vec<Source> {
    let is_ours = |file: &Source| file.path.ends_with(".rs") && folders.contains(&file.parts()[0]);
    project_files().into_iter().filter(is_ours).collect()
}

/// Every text file of the project, in the order of their paths.
pub fn project_files() -> Vec<Source> {
    let mut files = Vec::new();
    collect(Path::new(env!("CARGO_MANIFEST_DIR")), "", &mut files);
    files.sort_by(|one, other| one.path.cmp(&other.path));
    files
}

fn collect(folder: &Path, prefix: &str, files: &mut Vec<Source>) {
    for entry in fs::read_dir(folder).expect("a folder of the project can be read") {
        let entry = entry.expect("an entry of a folder can be read");
        let path = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if NOT_OURS.contains(&path.as_str()) {
            // `.git` is a file where the project is checked out beside another copy.
            continue;
        }
        if entry.path().is_dir() {
            collect(&entry.path(), &format!("{path}/"), files);
        } else if let Ok(text) = fs::read_to_string(entry.path()) {
            files.push(Source { path, text });
        }
    }
}

#[test]
fn a_module_declared_for_tests_is_no_product() {
    let names = |sources: Vec<Source>| sources.into_iter().map(|file| file.path).collect::<Vec<_>>();
    let sources = vec![
        Source::new("src/bids/mod.rs", "mod rules;\n#[cfg(test)]\nmod stories;"),
        Source::new("src/bids/rules.rs", "#[cfg(test)]\nmod tests;"),
        Source::new("src/bids/rules/tests.rs", ""),
        Source::new("src/bids/stories/award.rs", ""),
        Source::new("src/bids/stories_told.rs", ""),
    ];
    assert_eq!(
        names(without_test_files(sources)),
        ["src/bids/mod.rs", "src/bids/rules.rs", "src/bids/stories_told.rs"]
    );
}
