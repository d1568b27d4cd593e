//! The protocol as a client meets it: status codes and headers of tus 1.0.0, faults that lose nothing.

use super::stage::{NUMBER, Stage};
use crate::desk::fixture::Answer;
use crate::packages::draft;
use crate::packages::uploads::model::UploadId;
use crate::packages::uploads::{Append, Swept};
use crate::terms::Sha256Hex;
use actix_web::http::{Method, header};
use actix_web::test::TestRequest;
use base64::{Engine, engine::general_purpose::STANDARD};

fn ask(method: Method, path: &str) -> TestRequest {
    TestRequest::default().method(method).uri(path).insert_header(("Tus-Resumable", "1.0.0"))
}

fn new(length: &str, name: &str) -> TestRequest {
    let metadata = format!("filename {},commission {}", STANDARD.encode(name), STANDARD.encode(NUMBER));
    ask(Method::POST, "/api/v1/uploads")
        .insert_header(("Upload-Length", length))
        .insert_header(("Upload-Metadata", metadata))
}

fn piece(path: &str, offset: u64, bytes: &'static [u8]) -> TestRequest {
    ask(Method::PATCH, path)
        .insert_header((header::CONTENT_TYPE, "application/offset+octet-stream"))
        .insert_header(("Upload-Offset", offset))
        .set_payload(bytes)
}

impl Stage {
    async fn evaluator(&self, request: TestRequest) -> Answer {
        self.send("evaluator", request).await
    }

    async fn begun(&self, length: &str, name: &str) -> String {
        let answer = self.evaluator(new(length, name)).await;
        assert_eq!(answer.status, 201, "{}", answer.text());
        answer.header("location").to_owned()
    }

    async fn offset(&self, path: &str) -> String {
        let answer = self.evaluator(ask(Method::HEAD, path)).await;
        assert_eq!((answer.status, answer.header("cache-control")), (200, "no-store"));
        answer.header("upload-offset").to_owned()
    }

    /// `(path, digest)` of the draft.
    fn draft(&self) -> Vec<(String, String)> {
        let files = self.services.db.read(|conn| draft::files(conn, self.commission.id.as_str())).unwrap();
        files.into_iter().map(|f| (f.path, f.sha256.to_string())).collect()
    }
}

fn digest(bytes: &[u8]) -> String {
    Sha256Hex::of(bytes).to_string()
}

#[actix_web::test]
async fn a_file_arrives_in_pieces_and_is_seen_only_when_whole() {
    let stage = Stage::open();
    let path = stage.begun("11", "报告.txt").await;
    assert_eq!(stage.offset(&path).await, "0");
    let answer = stage.evaluator(piece(&path, 0, b"hello ")).await;
    assert_eq!((answer.status, answer.header("upload-offset"), answer.header("tus-resumable")), (204, "6", "1.0.0"));
    assert!(answer.header("upload-expires").ends_with(" GMT"));
    assert_eq!(stage.draft(), []);
    assert_eq!(stage.offset(&path).await, "6");
    assert_eq!(stage.evaluator(piece(&path, 6, b"world")).await.status, 204);
    assert_eq!(stage.draft(), [("报告.txt".to_owned(), digest(b"hello world"))]);
    let answer = stage.evaluator(ask(Method::HEAD, &path)).await;
    assert_eq!((answer.header("upload-offset"), answer.header("upload-length")), ("11", "11"));
    assert!(answer.header("upload-metadata").starts_with("filename "));
    assert_eq!(stage.unfinished(), 0);
}

/// Each refusal of the protocol with its status.
#[actix_web::test]
async fn the_table_of_refusals() {
    let stage = Stage::open();
    let path = stage.begun("11", "a.txt").await;
    stage.evaluator(piece(&path, 0, b"hello")).await;
    let none = format!("/api/v1/uploads/{}", UploadId::new());
    let octets = (header::CONTENT_TYPE, "application/octet-stream");
    let old = TestRequest::default().method(Method::HEAD).uri(&path);
    let bad = |checksum: &'static str| piece(&path, 5, b" world").insert_header(("Upload-Checksum", checksum));
    let cases = [
        ("no version", old, 412),
        ("another version", TestRequest::patch().uri(&path).insert_header(("Tus-Resumable", "0.2.2")), 412),
        ("nothing there", ask(Method::HEAD, &none), 404),
        ("append to nothing", piece(&none, 0, b"x"), 404),
        ("end nothing", ask(Method::DELETE, &none), 404),
        ("sent twice", piece(&path, 0, b"hello"), 409),
        ("ahead of its turn", piece(&path, 6, b"world"), 409),
        (
            "no offset",
            ask(Method::PATCH, &path).insert_header((header::CONTENT_TYPE, "application/offset+octet-stream")),
            400,
        ),
        ("offset is no number", piece(&path, 5, b"").insert_header(("Upload-Offset", "+5")), 400),
        ("another kind of body", piece(&path, 5, b" world").insert_header(octets), 415),
        ("more than announced", piece(&path, 5, b" world and more"), 413),
        ("unknown checksum", bad("crc32 AAAA"), 400),
        ("wrong checksum", bad("sha1 Kq5sNclPz7QV2+lfQIuc6R7oRu0="), 460),
        ("no length", ask(Method::POST, "/api/v1/uploads"), 422),
        ("length of nonsense", new("ten", "a.txt"), 400),
        ("too long", new("1073741825", "a.txt"), 413),
        ("a program", new("1", "a.exe"), 422),
        ("out of the package", new("1", "../a.txt"), 422),
        ("parts that are not there", new("1", "a").insert_header(("Upload-Concat", "final;/x/y")), 404),
        ("joined by nonsense", new("1", "a").insert_header(("Upload-Concat", "whole")), 400),
        ("override of nonsense", ask(Method::POST, &path).insert_header(("X-HTTP-Method-Override", "TRACE")), 400),
    ];
    for (what, request, status) in cases {
        let answer = stage.evaluator(request).await;
        assert_eq!(answer.status, status, "{what}: {}", answer.text());
        assert_eq!(answer.header("tus-resumable"), "1.0.0", "{what}");
        assert_eq!(answer.header("tus-version") == "1.0.0", status == 412, "{what}");
    }
    assert_eq!(stage.offset(&path).await, "5", "none of them moved the upload");
    let good = piece(&path, 5, b" world").insert_header(("Upload-Checksum", "sha1 xFvPaedCIY6rOAGVNUNV8QMGEc0="));
    assert_eq!(stage.evaluator(good).await.status, 460, "the checksum is of the piece, not of the file");
    assert_eq!(stage.evaluator(piece(&path, 5, b" world")).await.status, 204);
    assert_eq!(stage.draft(), [("a.txt".to_owned(), digest(b"hello world"))]);
}

#[actix_web::test]
async fn only_who_hands_the_package_in_may_upload() {
    let stage = Stage::open();
    let path = stage.begun("5", "a.txt").await;
    for (login, status) in [("other", 404), ("handler", 403)] {
        assert_eq!(stage.send(login, new("5", "a.txt")).await.status, status, "{login}");
        assert_eq!(stage.send(login, ask(Method::HEAD, &path)).await.status, status, "{login}");
        assert_eq!(stage.send(login, piece(&path, 0, b"hello")).await.status, status, "{login}");
        assert_eq!(stage.send(login, ask(Method::DELETE, &path)).await.status, status, "{login}");
    }
    let nobody = stage.services.db.read(|conn| draft::files(conn, stage.commission.id.as_str())).unwrap();
    assert!(nobody.is_empty());
}

#[actix_web::test]
async fn the_extensions_work() {
    let stage = Stage::open();
    let options = stage.evaluator(TestRequest::default().method(Method::OPTIONS).uri("/api/v1/uploads")).await;
    assert_eq!(
        (options.status, options.header("tus-version"), options.header("tus-max-size")),
        (204, "1.0.0", "1073741824")
    );

    // creation-with-upload, an empty file, and a length that comes later
    let with = new("5", "with.txt").insert_header((header::CONTENT_TYPE, "application/offset+octet-stream"));
    let answer = stage.evaluator(with.set_payload("hello")).await;
    assert_eq!((answer.status, answer.header("upload-offset")), (201, "5"));
    stage.begun("0", "empty.txt").await;
    let metadata = format!("filename {}", STANDARD.encode("late.txt"));
    let later = ask(Method::POST, &format!("/api/v1/uploads?commission={NUMBER}"))
        .insert_header(("Upload-Defer-Length", "1"))
        .insert_header(("Upload-Metadata", metadata));
    let late = stage.evaluator(later).await.header("location").to_owned();
    assert_eq!(stage.evaluator(piece(&late, 0, b"la")).await.status, 204);
    let answer = stage.evaluator(ask(Method::HEAD, &late)).await;
    assert_eq!((answer.header("upload-defer-length"), answer.header("upload-length")), ("1", ""));
    let last = piece(&late, 2, b"te").insert_header(("Upload-Length", "4"));
    let last = last.method(Method::POST).insert_header(("X-HTTP-Method-Override", "PATCH"));
    assert_eq!(stage.evaluator(last).await.status, 204);

    // concatenation: parts carry no metadata, the whole does
    let mut parts = Vec::new();
    for bytes in [b"one ".as_slice(), b"two"] {
        let part = ask(Method::POST, &format!("/api/v1/uploads?commission={NUMBER}"))
            .insert_header(("Upload-Length", bytes.len()))
            .insert_header(("Upload-Concat", "partial"));
        let path = stage.evaluator(part).await.header("location").to_owned();
        let whole = format!("final;{} {path}", parts.first().unwrap_or(&path));
        let early = new("7", "joined.txt").insert_header(("Upload-Concat", whole));
        assert!([400, 409].contains(&stage.evaluator(early).await.status), "a part is missing or named twice");
        assert_eq!(stage.evaluator(piece(&path, 0, bytes)).await.status, 204);
        parts.push(path);
    }
    let whole = new("7", "joined.txt").insert_header(("Upload-Concat", format!("final;{} {}", parts[0], parts[1])));
    let joined = stage.evaluator(whole).await;
    assert_eq!(joined.status, 201, "{}", joined.text());
    assert_eq!(stage.evaluator(piece(joined.header("location"), 7, b"x")).await.status, 403);
    assert_eq!(stage.evaluator(ask(Method::HEAD, &parts[0])).await.status, 404);

    let expected: [(&str, &[u8]); 4] =
        [("empty.txt", b""), ("joined.txt", b"one two"), ("late.txt", b"late"), ("with.txt", b"hello")];
    let expected = expected.map(|(path, bytes)| (path.to_owned(), digest(bytes)));
    assert_eq!(stage.draft(), expected);
    assert_eq!(stage.unfinished(), 0);
}

#[actix_web::test]
async fn a_file_that_is_not_what_it_says_goes_at_once() {
    let stage = Stage::open();
    let path = stage.begun("4", "a.docx").await;
    let answer = stage.evaluator(piece(&path, 0, b"MZ\x90\0")).await;
    assert_eq!(answer.status, 422);
    assert!(answer.text().contains("可执行程序"), "{}", answer.text());
    assert_eq!((stage.evaluator(ask(Method::HEAD, &path)).await.status, stage.unfinished()), (404, 0));
    assert_eq!(stage.draft(), []);
}

/// A zip of a bag with these files, as bytes.
fn bag(files: &[(&str, &[u8])]) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let [source, bag, zip] = ["s", "b", "b.zip"].map(|name| folder.path().join(name));
    for (name, content) in files {
        let path = source.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content).unwrap();
    }
    let recipe =
        crate::packages::bag::Recipe { algorithms: vec![crate::packages::bag::Algorithm::Sha256], info: vec![] };
    crate::packages::bag::create(&source, &bag, &recipe).unwrap();
    crate::packages::bag::export(&bag, &zip).unwrap();
    std::fs::read(zip).unwrap()
}

#[actix_web::test]
async fn a_bag_is_taken_in_whole_or_not_at_all() {
    let stage = Stage::open();
    let sound = bag(&[("评价报告.txt", b"hello"), ("工作底稿/1.txt", b"")]);
    let hostile = bag(&[("a.txt", b"hello"), ("b.txt", b"MZ\x90\0")]);
    let torn = [&sound[..sound.len() - 1], b"x"].concat();
    let plain = crate::packages::docx::fixture::archive(&[("a.txt", "x")]);
    for (bytes, status, says) in [(hostile, 422, "b.txt"), (torn, 422, ""), (plain, 422, "BagIt"), (sound, 204, "")] {
        let path = stage.begun(&bytes.len().to_string(), "包.zip").await;
        let answer = stage.evaluator(piece(&path, 0, bytes.leak())).await;
        assert_eq!(answer.status, status, "{}", answer.text());
        assert!(answer.text().contains(says), "{}", answer.text());
        assert_eq!(stage.unfinished(), 0, "nothing of it stays behind");
        assert_eq!(stage.draft().is_empty(), status == 422);
    }
    let expected = [("工作底稿/1.txt", b"".as_slice()), ("评价报告.txt", b"hello")];
    assert_eq!(stage.draft(), expected.map(|(path, bytes)| (path.to_owned(), digest(bytes))));
}

#[actix_web::test]
async fn termination_and_expiry_leave_nothing() {
    let stage = Stage::open();
    let ended = stage.begun("5", "a.txt").await;
    assert_eq!(stage.evaluator(ask(Method::DELETE, &ended)).await.status, 204);
    assert_eq!(stage.evaluator(ask(Method::HEAD, &ended)).await.status, 404);
    assert_eq!(stage.unfinished(), 0);
    let left = stage.begun("5", "a.txt").await;
    assert_eq!(stage.services.uploads.sweep().unwrap(), Swept::default());
    stage.wait(73);
    assert_eq!(stage.evaluator(ask(Method::HEAD, &left)).await.status, 410);
    assert_eq!(stage.evaluator(piece(&left, 0, b"hello")).await.status, 410);
    std::fs::write(stage.folder.path().join("uploads/stray"), "x").unwrap();
    assert_eq!(stage.services.uploads.sweep().unwrap(), Swept { expired: 1, completed: 0, strays: 1 });
    assert_eq!((stage.evaluator(ask(Method::HEAD, &left)).await.status, stage.unfinished()), (404, 0));
}

/// What a kill leaves: bytes that no row speaks of, and a whole file that had not reached the store.
#[actix_web::test]
async fn a_killed_server_goes_on_where_it_was_safe() {
    let stage = Stage::open();
    let path = stage.begun("11", "a.txt").await;
    let id = UploadId(path.rsplit('/').next().unwrap().to_owned());
    stage.evaluator(piece(&path, 0, b"hello")).await;
    let file = stage.folder.path().join("uploads").join(id.as_str());
    std::fs::write(&file, b"hellogarbage that was never acknowledged").unwrap();
    assert_eq!(stage.offset(&path).await, "5");
    let append = Append { offset: 5, total: None, checksum: None };
    let mut receiving = stage.services.uploads.append(&id, append).unwrap();
    receiving.take(b" wor").unwrap();
    receiving.break_off().unwrap();
    assert_eq!(stage.offset(&path).await, "9");

    // Killed after the last byte was safe and before the file was stored.
    let append = Append { offset: 9, total: None, checksum: None };
    let mut receiving = stage.services.uploads.append(&id, append).unwrap();
    receiving.take(b"ld").unwrap();
    receiving.break_off().unwrap();
    assert_eq!(stage.draft(), []);
    assert_eq!(stage.services.uploads.sweep().unwrap().completed, 1);
    assert_eq!(stage.draft(), [("a.txt".to_owned(), digest(b"hello world"))]);
    assert_eq!(stage.offset(&path).await, "11");
}

#[actix_web::test]
async fn the_draft_has_a_limit_whatever_is_promised() {
    let stage = Stage::open();
    let gib = 1u64 << 30;
    for name in 0..256 {
        stage
            .services
            .uploads
            .create(&crate::packages::uploads::NewUpload {
                commission_id: stage.commission.id.to_string(),
                owner: "evaluator".into(),
                path: format!("{name}.txt"),
                form: crate::packages::uploads::model::Form::Whole,
                parts: String::new(),
                metadata: String::new(),
                total: Some(gib),
            })
            .unwrap();
    }
    assert_eq!(stage.evaluator(new("1", "a.txt")).await.status, 413);
}
