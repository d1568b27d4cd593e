//! Uploads through the API, as people send them.

use crate::desk::fixture::{Answer, market_desk as desk};
use crate::intake::{Workbook, read_workbooks, template};
use actix_web::test::TestRequest;
use serde_json::{Value, json};

const ROSTER: &[u8] = include_bytes!("../../../tests/data/import/roster.xls");

async fn upload(login: &str, files: &[(&str, &[u8])]) -> Answer {
    let mut body = Vec::new();
    for (name, content) in files {
        let head = format!(
            "--cut\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\nContent-Type: application/octet-stream\r\n\r\n"
        );
        body.extend([head.as_bytes(), content, b"\r\n"].concat());
    }
    body.extend(b"--cut--\r\n");
    let request = TestRequest::post().uri("/api/v1/imports").set_payload(body);
    let request = request.insert_header(("content-type", "multipart/form-data; boundary=cut"));
    desk().send(login, request.insert_header(("x-csrf-token", desk().form_token(login)))).await
}

async fn post(login: &str, path: &str) -> Answer {
    let request = TestRequest::post().uri(path).insert_header(("x-csrf-token", desk().form_token(login)));
    desk().send(login, request.insert_header(("accept", "application/json"))).await
}

fn address(import: &Value) -> String {
    format!("/api/v1/imports/{}", import["id"].as_str().unwrap())
}

#[actix_web::test]
async fn a_roster_is_checked_taken_in_mended_and_taken_in_again() {
    let handler = "finance_handler";
    let checked = upload(handler, &[("名册.xls", ROSTER)]).await;
    assert_eq!(checked.status, 201, "{}", checked.text());
    let import = checked.json();
    assert_eq!((&import["state"], &import["ready"]), (&json!("checked"), &json!(1)), "{import}");
    let sheet = &import["sheets"][0];
    assert_eq!((&sheet["rows"], &sheet["accepted"], &sheet["rejected"]), (&json!(2), &json!(1), &json!(1)), "{sheet}");
    assert!(sheet["findings"].as_array().unwrap().iter().any(|f| f["row"] == 8 && f["code"] == "id_length"), "{sheet}");

    let path = address(&import);
    assert_eq!(desk().get("stranger", &path).await.status, 404, "another division");
    assert_eq!(desk().get("finance_checker", &path).await.status, 403);
    assert_eq!(post("stranger", &format!("{path}/confirm")).await.status, 404);
    let page = desk().get(handler, &path.replace("/api/v1", "")).await.text();
    assert!(page.contains("导入 1 行无误数据"), "{page}");

    let done = post(handler, &format!("{path}/confirm")).await.json();
    assert_eq!((&done["state"], &done["taken"]["added"]), (&json!("done"), &json!(1)), "{done}");
    assert_eq!(post(handler, &format!("{path}/confirm")).await.status, 409);
    assert_eq!(post(handler, &format!("{path}/cancel")).await.status, 409);

    let copy = desk().get(handler, &format!("{path}/annotated.xlsx")).await;
    assert_eq!(copy.status, 200);
    let mended = upload(handler, &[("改正后.xlsx", &copy.body)]).await.json();
    let again = post(handler, &format!("{}/confirm", address(&mended))).await.json();
    assert_eq!((&again["taken"]["added"], &again["taken"]["unchanged"]), (&json!(0), &json!(1)), "{again}");
    let same = upload(handler, &[("名册.xls", ROSTER)]).await.json();
    let same = post(handler, &format!("{}/confirm", address(&same))).await.json();
    assert!(same["remarks"][0].as_str().unwrap().contains("此前已经导入"), "{same}");
}

#[actix_web::test]
async fn what_must_not_be_read_is_refused_with_a_sentence_and_leaves_nothing() {
    let before = desk().get("finance_handler", "/api/v1/imports").await.json();
    let count =
        |list: &Value, name: &str| list.as_array().unwrap().iter().filter(|i| i["files"][0]["name"] == name).count();
    let cases: [(&str, &[u8], &str); 5] = [
        ("坏.xlsx", b"PK\x03\x04 and nothing", "已损坏"),
        ("坏.xlsx", b"plain words", "不是 Excel 工作簿"),
        ("坏.xlsx", b"", "空文件"),
        ("坏.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "已损坏"),
        ("坏.csv", "甲,乙\n1,2\n".as_bytes(), "没有认得出的工作表"),
    ];
    for (name, content, expected) in cases {
        let answer = upload("finance_handler", &[(name, content)]).await;
        assert_eq!(answer.status, 422, "{}", answer.text());
        let message = answer.json()["errors"][0]["message"].as_str().unwrap().to_owned();
        assert!(message.contains(expected) && message.contains(name), "{message}");
    }
    assert_eq!(upload("finance_handler", &[]).await.status, 422);
    assert_eq!(upload("finance_handler", &[("甲.xls", ROSTER), ("甲.xls", ROSTER)]).await.status, 422);
    assert_eq!(upload("review_expert", &[("甲.xls", ROSTER)]).await.status, 403);
    let after = desk().get("finance_handler", "/api/v1/imports").await.json();
    for name in ["坏.xlsx", "坏.xls", "坏.csv", "甲.xls"] {
        assert_eq!(count(&after, name), count(&before, name), "{name}");
    }
}

#[actix_web::test]
async fn an_upload_that_was_given_up_cannot_go_in() {
    let import = upload("finance_handler", &[("弃.xls", ROSTER)]).await.json();
    let path = address(&import);
    assert_eq!(post("finance_handler", &format!("{path}/cancel")).await.json()["state"], "cancelled");
    assert_eq!(post("finance_handler", &format!("{path}/confirm")).await.status, 409);
    assert_eq!(desk().get("finance_handler", &format!("{path}/annotated.xlsx")).await.status, 410);
}

#[actix_web::test]
async fn the_template_comes_over_the_wire_and_checks_cleanly() {
    let answer = desk().get("finance_handler", "/imports/template.xlsx").await;
    assert_eq!((answer.status, answer.body.len()), (200, template().unwrap().len()));
    let book = Workbook::from_bytes("模板.xlsx", answer.body.clone()).unwrap();
    assert_eq!(read_workbooks(vec![book]).unwrap().report.len(), 13);
    let checked = upload("finance_handler", &[("模板.xlsx", &answer.body)]).await.json();
    assert_eq!((&checked["state"], &checked["ready"]), (&json!("checked"), &json!(0)), "{checked}");
    assert_eq!(post("finance_handler", &format!("{}/confirm", address(&checked))).await.status, 409);
}

#[actix_web::test]
async fn a_row_that_waits_goes_in_with_its_reason_and_no_other() {
    let csv = "姓名,性别,身份证号,工作单位,职称,职称级别,擅长领域,手机号码\n\
               孙待定,男,640300197506010013,示例职业学院,教授,正高级,水利,13800000077\n";
    let import = upload("finance_handler", &[("专家库.csv", csv.as_bytes())]).await.json();
    assert_eq!((&import["ready"], &import["sheets"][0]["needs_reason"]), (&json!(0), &json!(1)), "{import}");
    let path = address(&import);
    let page = desk().get("finance_handler", &path.replace("/api/v1", "")).await.text();
    assert!(page.contains("name=\"reason:2:专家库:专家库.csv\""), "{page}");
    assert_eq!(post("finance_handler", &format!("{path}/confirm")).await.status, 409, "no row may go in yet");
    let confirm = async |row: u32, reason: &str| {
        let reason = json!({"file": "专家库.csv", "sheet": "专家库", "row": row, "reason": reason});
        let request = TestRequest::post().uri(&format!("{path}/confirm"));
        let request = request.insert_header(("x-csrf-token", desk().form_token("finance_handler")));
        desk().send("finance_handler", request.set_json(json!({"reasons": [reason]}))).await
    };
    assert_eq!(confirm(2, "好").await.status, 422);
    let wrong = confirm(3, "身份证原件已核对").await.json();
    assert_eq!(wrong["state"], "checked", "{wrong}");
    assert!(wrong["fault"].as_str().unwrap().contains("第 3 行"), "{wrong}");
    let done = confirm(2, "身份证原件已核对").await.json();
    assert_eq!((&done["state"], &done["taken"]["added"]), (&json!("done"), &json!(1)), "{done}");
    let noted = desk().get("audit_admin", "/api/v1/audit-log?act=import_reason").await.text();
    assert!(noted.contains("身份证原件已核对"), "{noted}");
}
