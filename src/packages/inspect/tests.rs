//! Files that a package may hold, and files made to do harm.

use super::*;
use crate::packages::docx::fixture::{archive, document};
use std::io::Cursor;

const TYPES: (&str, &str) = ("[Content_Types].xml", "<Types/>");

fn code(name: &str, bytes: impl AsRef<[u8]>) -> &'static str {
    match inspect(name, Cursor::new(bytes.as_ref())).unwrap() {
        Ok(()) => "ok",
        Err(refusal) => refusal.code,
    }
}

fn joined(parts: &[&[u8]]) -> Vec<u8> {
    parts.concat()
}

fn wide(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

#[test]
fn the_files_of_the_year_are_allowed() {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/wuzhong-2021/packages/64030021T000001");
    for file in crate::intake::read_package(std::path::Path::new(root)).unwrap().files {
        let bytes = std::fs::read(&file.absolute).unwrap();
        assert_eq!(code(&file.relative, &bytes), "ok", "{}", file.relative);
    }
}

#[test]
fn the_table_of_contents() {
    let docx = document(&["正文"]);
    let (gb, _, _) = encoding_rs::GB18030.encode("编号,满意度\n1,5\n");
    let rels = |mode: &str| {
        format!("<R><Relationship Type=\"http://x/{mode}\" Target=\"http://evil\" TargetMode=\"External\"/></R>")
    };
    let (link, template) = (rels("hyperlink"), rels("attachedTemplate"));
    let ole = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1\0\0";
    let png = b"\x89PNG\r\n\x1A\n\0\0";
    let cases: Vec<(&str, Vec<u8>, &str)> = vec![
        ("a.docx", docx.clone(), "ok"),
        ("a.DOCX", docx.clone(), "ok"),
        ("a.csv", gb.to_vec(), "ok"),
        ("a.txt", b"MZ is the start of this line".to_vec(), "ok"),
        ("a.txt", Vec::new(), "ok"),
        ("a.pdf", b"%PDF-1.7\n1 0 obj".to_vec(), "ok"),
        ("a.png", png.to_vec(), "ok"),
        ("a.amr", b"#!AMR\n\0\x01".to_vec(), "ok"),
        ("a.doc", ole.to_vec(), "ok"),
        ("a.docx", archive(&[TYPES, ("word/_rels/document.xml.rels", &link)]), "ok"),
        // what a name says and a content is not
        ("a.pdf", docx.clone(), "kind_differs"),
        ("a.png", b"%PDF-1.7".to_vec(), "kind_differs"),
        ("a.docx", b"plain".to_vec(), "kind_differs"),
        ("a.pdf", b"\n\n%PDF-1.7".to_vec(), "kind_differs"),
        // what no package may hold
        ("a.exe", b"MZ\x90\0".to_vec(), "program"),
        ("a.docx", b"MZ\x90\0".to_vec(), "program"),
        ("a.txt", b"#!/bin/sh\nrm -rf /".to_vec(), "program"),
        ("a.txt", b"\x7FELF\x02".to_vec(), "program"),
        ("a.txt", b" <!DOCTYPE html><script>".to_vec(), "page"),
        ("a.xml", b"<?xml version=\"1.0\"?><svg onload=\"x\"/>".to_vec(), "page"),
        ("a.html", b"hello".to_vec(), "kind_not_allowed"),
        ("a", b"hello".to_vec(), "kind_not_allowed"),
        ("a.docx", b"\0\x01\x02".to_vec(), "kind_differs"),
        // archives
        ("a.zip", archive(&[("a.txt", "x")]), "nested_archive"),
        ("a.docx", archive(&[("a.txt", "x")]), "nested_archive"),
        ("a.pdf", b"Rar!\x1A\x07\0".to_vec(), "nested_archive"),
        ("a.txt", b"\x1F\x8B\x08".to_vec(), "nested_archive"),
        // what could act
        ("a.docm", docx.clone(), "macros"),
        ("a.docx", archive(&[TYPES, ("word/vbaProject.bin", "x")]), "macros"),
        ("a.xlsx", archive(&[TYPES, ("xl/macrosheets/sheet1.xml", "x")]), "macros"),
        ("a.docx", archive(&[TYPES, ("word/_rels/settings.xml.rels", &template)]), "external_reference"),
        ("a.docx", archive(&[TYPES, ("../../etc/passwd", "x")]), "unsafe_path"),
        ("a.doc", joined(&[ole, &wide("_VBA_PROJECT")]), "macros"),
        ("a.docx", joined(&[ole, &wide("EncryptedPackage")]), "encrypted"),
        ("a.pdf", b"%PDF-1.7\n/OpenAction << /S /JavaScript >>".to_vec(), "active_content"),
        ("a.pdf", b"%PDF-1.7\ntrailer << /Encrypt 5 0 R >>".to_vec(), "encrypted"),
        // two files in one
        ("a.png", joined(&[png, &archive(&[("a.txt", "x")])]), "polyglot"),
        ("a.pdf", joined(&[b"%PDF-1.7\n", &docx]), "polyglot"),
        ("a.docx", docx[..docx.len() / 2].to_vec(), "damaged"),
    ];
    for (name, bytes, expected) in cases {
        assert_eq!(code(name, &bytes), expected, "{name} {:?}", String::from_utf8_lossy(&bytes[..bytes.len().min(40)]));
    }
}

#[test]
fn a_document_that_unpacks_without_measure_is_refused() {
    let zeros = "0".repeat(80 << 20);
    assert_eq!(code("a.docx", archive(&[TYPES, ("word/document.xml", &zeros)])), "zip_bomb");
}

#[test]
fn marks_across_two_reads_are_found() {
    let mut pdf = b"%PDF-1.7\n".to_vec();
    pdf.resize((1 << 20) - 4, b' ');
    pdf.extend_from_slice(b"/JavaScript");
    assert_eq!(code("a.pdf", pdf), "active_content");
}
