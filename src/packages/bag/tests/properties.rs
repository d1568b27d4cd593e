//! Random folders: what is made of them is valid, and any change of it is found and named.

use super::super::{Algorithm, Recipe, create, export, validate};
use super::Code;
use super::bags::tree;
use proptest::collection::btree_map;
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::fs;
use tempfile::TempDir;

type Files = BTreeMap<String, Vec<u8>>;

/// Names with everything that manifests must encode or might confuse. No name is another's folder.
fn files() -> impl Strategy<Value = Files> {
    let name = "[a-z测é%*~#\\\\ \n\r]{0,6}[a-z测]";
    let path = prop_oneof![name.prop_map(|n| format!("f{n}")), (name, name).prop_map(|(d, n)| format!("d{d}/f{n}"))];
    btree_map(path, prop::collection::vec(any::<u8>(), 0..40), 1..8)
}

fn bagged(files: &Files, algorithms: Vec<Algorithm>) -> TempDir {
    let folder = TempDir::new().unwrap();
    for (path, content) in files {
        let path = folder.path().join("source").join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }
    let info = vec![("Source-Organization".to_owned(), "某机构".to_owned())];
    create(&folder.path().join("source"), &folder.path().join("bag"), &Recipe { algorithms, info }).unwrap();
    folder
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn what_is_made_is_valid_and_whole(files in files(), two: bool) {
        let algorithms = if two { vec![Algorithm::Sha512, Algorithm::Sha256] } else { vec![Algorithm::Sha256] };
        let folder = bagged(&files, algorithms);
        let report = validate(&folder.path().join("bag")).unwrap();
        prop_assert!(report.valid, "{:?}", report.errors);
        prop_assert_eq!(report.payload.files, files.len() as u64);
        prop_assert_eq!(report.payload.octets, files.values().map(|content| content.len() as u64).sum::<u64>());
        let payload: Files = tree(&folder.path().join("bag/data")).into_iter().collect();
        prop_assert_eq!(payload, files);
    }

    #[test]
    fn one_byte_changed_is_named(files in files(), which: prop::sample::Index, at: prop::sample::Index) {
        let folder = bagged(&files, vec![Algorithm::Sha256]);
        let bag = folder.path().join("bag");
        let (name, mut content) = tree(&bag).swap_remove(which.index(tree(&bag).len()));
        prop_assume!(!content.is_empty());
        let at = at.index(content.len());
        content[at] ^= 1;
        fs::write(bag.join(&name), content).unwrap();
        let report = validate(&bag).unwrap();
        prop_assert!(!report.valid);
        let is_named = report.errors.iter().any(|error| error.path == name);
        prop_assert!(is_named || name.starts_with("tagmanifest"), "{} {:?}", name, report.errors);
    }

    #[test]
    fn one_file_less_or_more_is_named(files in files(), which: prop::sample::Index, is_less: bool) {
        let folder = bagged(&files, vec![Algorithm::Sha256]);
        let bag = folder.path().join("bag");
        let name = format!("data/{}", files.keys().nth(which.index(files.len())).unwrap());
        let (name, code) = if is_less { (name, Code::Missing) } else { (format!("{name}+"), Code::Unlisted) };
        if is_less { fs::remove_file(bag.join(&name)).unwrap() } else { fs::write(bag.join(&name), "").unwrap() }
        let report = validate(&bag).unwrap();
        prop_assert!(report.errors.iter().any(|error| error.code == code && error.path == name), "{:?}", report.errors);
    }

    #[test]
    fn a_zip_holds_the_same_bag(files in files()) {
        prop_assume!(files.keys().all(|path| !path.contains('\\')));
        let folder = bagged(&files, vec![Algorithm::Sha256]);
        let zip = folder.path().join("out.zip");
        prop_assert!(export(&folder.path().join("bag"), &zip).unwrap().report.valid);
        let report = validate(&zip).unwrap();
        prop_assert!(report.valid, "{:?}", report.errors);
        prop_assert_eq!(report.payload.files, files.len() as u64);
    }
}
