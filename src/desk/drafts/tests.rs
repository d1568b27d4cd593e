//! A package as its institution makes it: uploaded, checked, submitted, returned, mended.

use crate::desk::fixture::Answer;
use crate::desk::uploads::stage::{NUMBER, Stage};
use crate::packages::draft;
use crate::packages::service as packages;
use crate::replayers::Replayers;
use actix_web::http::header;
use actix_web::test::TestRequest;
use std::path::Path;

const PACKAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/wuzhong-2021/packages/64030021T000001");

fn path(rest: &str) -> String {
    format!("/api/v1/commissions/{NUMBER}/draft{rest}")
}

impl Stage {
    /// Puts the files of a shipped package into the draft.
    fn filled(&self) {
        let folder = crate::intake::read_package(Path::new(PACKAGE)).unwrap();
        for file in &folder.files {
            let mut content = std::fs::File::open(&file.absolute).unwrap();
            let stored = packages::store_file(self.services.files.as_ref(), &file.relative, &mut content).unwrap();
            self.put(&stored);
        }
    }

    fn put(&self, file: &crate::packages::model::PackageFile) {
        let at = self.services.clock.now();
        let id = self.commission.id.as_str();
        self.services.db.write(|conn| draft::put(conn, id, file, "evaluator", at)).unwrap();
    }

    async fn shown(&self) -> serde_json::Value {
        self.send("evaluator", TestRequest::get().uri(&path(""))).await.json()
    }

    async fn submitted(&self) -> Answer {
        self.send("evaluator", TestRequest::post().uri(&path("/submit"))).await
    }
}

#[actix_web::test]
async fn a_package_is_made_returned_mended_and_accepted() {
    let stage = Stage::open();
    assert_eq!(stage.submitted().await.status, 409, "nothing is there to submit");
    stage.filled();
    let report = "评价报告.docx";
    let address = "/files/%E8%AF%84%E4%BB%B7%E6%8A%A5%E5%91%8A.docx";
    let gone = stage.send("evaluator", TestRequest::delete().uri(&path(address))).await;
    assert_eq!(gone.status, 204, "{}", gone.text());
    let again = stage.send("evaluator", TestRequest::delete().uri(&path(address))).await;
    assert_eq!(again.status, 404);
    assert_eq!(stage.shown().await["check"]["standing"], "returned");
    let answer = stage.submitted().await;
    assert_eq!((answer.status, answer.json()["standing"].as_str()), (201, Some("returned")));
    assert_eq!(answer.json()["findings"][0]["place"], "评价报告");

    let other = TestRequest::delete().uri(&path("/files/%E8%AF%84%E5%88%86%E8%A1%A8.xlsx"));
    assert_eq!(stage.send("evaluator", other).await.status, 204);
    let carried = stage.send("evaluator", TestRequest::post().uri(&path("/carry-over"))).await;
    assert_eq!(carried.status, 204, "{}", carried.text());
    assert_eq!(stage.shown().await["earlier"]["files"], serde_json::json!([]), "all files of the version before");
    stage.filled();
    let shown = stage.shown().await;
    assert_eq!(shown["is_scanned"], false);
    assert_eq!(shown["earlier"]["files"], serde_json::json!([{"path": report, "change": "added"}]));
    assert_eq!(shown["check"]["standing"], "accepted");
    assert_eq!(stage.submitted().await.json()["standing"], "accepted");
    let versions = stage.services.db.read(|conn| packages::of_commission(conn, stage.commission.id.as_str())).unwrap();
    assert_eq!(versions.iter().map(|v| v.files.len()).collect::<Vec<_>>(), [7, 6], "the first stays as it was");

    assert_eq!(stage.submitted().await.status, 409);
    let late = stage.send("evaluator", TestRequest::delete().uri(&path(address))).await;
    assert_eq!(late.status, 409, "a submitted package takes no change");
    let replayed = Replayers::new(&stage.services.vault).replay_all(&stage.services.db, |_| {}).unwrap();
    assert_eq!((replayed.replayed, replayed.different), (2, 0), "{:?}", replayed.differences);
}

#[actix_web::test]
async fn who_does_not_hand_it_in_does_not_see_it() {
    let stage = Stage::open();
    for (login, status) in [("other", 404), ("handler", 403)] {
        assert_eq!(stage.send(login, TestRequest::get().uri(&path(""))).await.status, status, "{login}");
        let submit = TestRequest::post().uri(&path("/submit"));
        assert_eq!(stage.send(login, submit).await.status, status, "{login}");
        let page = TestRequest::get().uri(&format!("/commissions/{NUMBER}/draft"));
        assert_eq!(stage.send(login, page).await.status, status, "{login}");
    }
}

#[actix_web::test]
async fn the_plain_form_takes_several_files_and_the_page_shows_them() {
    let stage = Stage::open();
    let form = |name: &str, content: &str| {
        format!("--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n{content}\r\n")
    };
    let send = |body: String| {
        TestRequest::post()
            .uri(&format!("/commissions/{NUMBER}/draft/files"))
            .insert_header((header::CONTENT_TYPE, "multipart/form-data; boundary=b"))
            .set_payload(body + "--b--\r\n")
    };
    let both = form("一.txt", "hello") + &form("二.txt", "");
    assert_eq!(stage.send("evaluator", send(both)).await.status, 303);
    assert_eq!(stage.send("evaluator", send(form("..\\..\\a.txt", "x"))).await.status, 303, "only the name counts");
    for body in [form("CON", "x"), form("", ""), String::new()] {
        assert_eq!(stage.send("evaluator", send(body.clone())).await.status, 422, "{body}");
    }
    let page = stage.send("evaluator", TestRequest::get().uri(&format!("/commissions/{NUMBER}/draft"))).await;
    assert_eq!(page.status, 200);
    for name in ["一.txt", "二.txt", "a.txt"] {
        assert!(page.text().contains(name), "{name}");
    }
    assert!(!page.text().contains("CON"));
    assert_eq!(stage.unfinished(), 0, "a refused file leaves nothing");
}
