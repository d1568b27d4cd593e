//! Bags in honest archives: the same answer as for the folder, and the same bytes every time.

use super::super::{Algorithm, BagFault, Recipe, create, export};
use super::bags::{Bag, tree};
use super::make::{entry, zip};
use super::{Code, checked};
use std::fs::{self, File};
use std::path::Path;

/// Every file of a folder as zip entries below `base`.
fn zipped(folder: &Path, base: &str) -> Vec<u8> {
    let entries: Vec<_> =
        tree(folder).into_iter().map(|(name, content)| entry(format!("{base}{name}"), content)).collect();
    zip(&entries)
}

#[test]
fn a_zip_is_as_good_as_its_folder() {
    let bag = Bag::new();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("bag.zip");
    let write = |base: &str| fs::write(&path, zipped(&bag.path(), base)).unwrap();
    write("bag/");
    assert_eq!(checked(&path), (vec![], vec![]));
    write("./bag/");
    assert_eq!(checked(&path), (vec![], vec![]));
    write("other/");
    assert_eq!(checked(&path), (vec![], vec![Code::BaseName]));
    write("");
    assert_eq!(checked(&path), (vec![Code::BaseDirectory], vec![]));
    bag.write("data/a.txt", "b");
    write("bag/");
    assert_eq!(checked(&path), (vec![Code::ChecksumMismatch], vec![]));
}

#[test]
fn names_in_gb18030_without_a_mark() {
    let bag = Bag::new();
    let entries: Vec<_> = tree(&bag.path())
        .into_iter()
        .map(|(name, content)| {
            let mut entry = entry(encoding_rs::GB18030.encode(&format!("bag/{name}")).0, content);
            entry.flags = 0;
            entry
        })
        .collect();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("bag.zip");
    fs::write(&path, zip(&entries)).unwrap();
    assert_eq!(checked(&path), (vec![], vec![Code::NameEncoding]));
    let exported = folder.path().join("utf8.zip");
    assert!(export(&path, &exported).unwrap().report.valid);
    assert_eq!(checked(&exported), (vec![], vec![]));
}

#[test]
fn a_tar_is_as_good_as_its_folder() {
    let (bag, long) = (Bag::new(), "很长的文件名".repeat(12));
    bag.write(&format!("data/{long}"), "x".repeat(2000));
    bag.list(&["data/a.txt", "data/报告/b.txt", &format!("data/{long}")]);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("bag.tar");
    let mut tar = tar::Builder::new(File::create(&path).unwrap());
    tar.append_dir_all("bag", bag.path()).unwrap();
    tar.into_inner().unwrap();
    assert_eq!(checked(&path), (vec![], vec![]));
}

#[test]
fn export_gives_the_same_bytes() {
    let (bag, folder) = (Bag::new(), tempfile::tempdir().unwrap());
    fs::create_dir(folder.path().join("again")).unwrap();
    let (first, second) = (folder.path().join("袋.zip"), folder.path().join("again/袋.zip"));
    assert!(export(&bag.path(), &first).unwrap().report.valid);
    bag.write("data/a.txt", "a");
    assert!(export(&first, &second).unwrap().report.valid);
    assert_eq!(fs::read(&first).unwrap(), fs::read(&second).unwrap());
    assert_eq!(checked(&first), (vec![], vec![]));
    assert!(matches!(export(&bag.path(), &first), Err(BagFault::Exists(_))));
    assert!(matches!(export(&bag.path(), &bag.path().join("data/x.zip")), Err(BagFault::OutInside(_))));
    let refused = folder.path().join("refused.zip");
    bag.write("data/a.txt", "b");
    assert!(!export(&bag.path(), &refused).unwrap().report.valid);
    assert!(!refused.exists());
}

#[test]
fn an_empty_payload_survives() {
    let (folder, recipe) = (tempfile::tempdir().unwrap(), Recipe { algorithms: vec![Algorithm::Sha512], info: vec![] });
    let (source, bag, zip) = (folder.path().join("s"), folder.path().join("b"), folder.path().join("z.zip"));
    fs::create_dir(&source).unwrap();
    create(&source, &bag, &recipe).unwrap();
    assert_eq!(checked(&bag), (vec![], vec![]));
    assert!(export(&bag, &zip).unwrap().report.valid);
    assert_eq!(checked(&zip), (vec![], vec![]));
}

#[test]
fn empty_folders_survive() {
    let (folder, recipe) = (tempfile::tempdir().unwrap(), Recipe { algorithms: vec![Algorithm::Sha256], info: vec![] });
    let (source, bag, zip) = (folder.path().join("s"), folder.path().join("b"), folder.path().join("z.zip"));
    fs::create_dir_all(source.join("空/内")).unwrap();
    create(&source, &bag, &recipe).unwrap();
    assert!(bag.join("data/空/内").is_dir());
    assert!(export(&bag, &zip).unwrap().report.valid);
    assert_eq!(checked(&zip), (vec![], vec![Code::EmptyFolder]));
}

#[test]
fn create_refuses_and_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let (source, bag) = (folder.path().join("s"), folder.path().join("b"));
    fs::create_dir(&source).unwrap();
    fs::write(source.join("f"), "x").unwrap();
    let recipe =
        |key: &str| Recipe { algorithms: vec![Algorithm::Sha256], info: vec![(key.to_owned(), "v".to_owned())] };
    assert!(matches!(create(&source, &bag, &recipe("Payload-Oxum")), Err(BagFault::BadInfo { .. })));
    assert!(matches!(create(&source.join("f"), &bag, &recipe("A")), Err(BagFault::NotAFolder(_))));
    assert!(matches!(create(&source, &source.join("b"), &recipe("A")), Err(BagFault::OutInside(_))));
    assert!(matches!(create(&source, &source, &recipe("A")), Err(BagFault::Exists(_))));
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("f", source.join("l")).unwrap();
        assert!(matches!(create(&source, &bag, &recipe("A")), Err(BagFault::Unbaggable { .. })));
    }
    let left: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left, ["s"]);
}
