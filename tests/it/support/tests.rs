//! The harnesses themselves, tried: what the other tests stand on must stand.

use super::browser::Browser;
use super::database;
use super::database::block_on;
use super::leash::{self, Ending, Leashed};
use super::on_each_database;
use super::s3::{ACCESS_KEY, BUCKET, ObjectServer, REGION, SECRET_KEY};
use diesel::prelude::*;
use s3::creds::Credentials;
use s3::{Bucket, Region};
use std::io::{BufRead, BufReader};
use std::process::Stdio;
use std::time::{Duration, Instant};

on_each_database!(an_empty_database, |url| {
    if let Some(file) = url.strip_prefix("sqlite://") {
        let mut connection = SqliteConnection::establish(file).expect("the file can be opened");
        diesel::sql_query("CREATE TABLE expert (id TEXT)").execute(&mut connection).expect("a table");
    } else {
        let mut connection = PgConnection::establish(url).expect("the server can be reached");
        diesel::sql_query("CREATE TABLE expert (id TEXT)").execute(&mut connection).expect("a table");
    }
});

on_each_database!(a_database_for_an_async_test, async |url| {
    tokio::task::yield_now().await;
    assert!(url.starts_with("sqlite://") || url.starts_with("postgres://"));
});

#[test]
fn each_test_has_a_database_of_its_own_on_postgres() {
    let (Some(one), Some(other)) = (database::postgres(), database::postgres()) else { return };
    assert_ne!(one.url(), other.url());
    let mut connection = PgConnection::establish(one.url()).expect("the server can be reached");
    diesel::sql_query("CREATE TABLE expert (id TEXT)").execute(&mut connection).expect("a table");
    let mut connection = PgConnection::establish(other.url()).expect("the server can be reached");
    assert!(diesel::sql_query("SELECT * FROM expert").execute(&mut connection).is_err());
}

#[test]
fn an_object_comes_back_from_the_store_and_lies_in_a_file() {
    let server = ObjectServer::start();
    let credentials = Credentials::new(Some(ACCESS_KEY), Some(SECRET_KEY), None, None, None).expect("credentials");
    let region = Region::Custom { region: REGION.to_owned(), endpoint: server.endpoint().to_owned() };
    let bucket = Bucket::new(BUCKET, region, credentials).expect("a bucket").with_path_style();
    block_on(async {
        bucket.put_object("项目/报告 一.pdf", b"report").await.expect("the object is stored");
        let object = bucket.get_object("项目/报告 一.pdf").await.expect("the object is there");
        assert_eq!(object.as_slice(), b"report");
        assert!(bucket.get_object("项目/other.pdf").await.is_err());
    });
    assert_eq!(std::fs::read(server.file_of("项目/报告 一.pdf")).expect("a file"), b"report");
}

#[test]
fn a_server_ends_with_its_leash_and_takes_its_children_and_folder_with_it() {
    let folder = tempfile::tempdir().expect("a temporary folder").keep();
    let mut command = leash::command("sh");
    command.args(["-c", "sleep 60 & echo started; wait"]).stdout(Stdio::piped());
    let mut server = Leashed::start(command, Ending::Kill, &folder);
    let mut output = BufReader::new(server.output().expect("the output is piped"));
    let mut said = String::new();
    output.read_line(&mut said).expect("the server says that it has a child");
    assert!(server.ended().is_none() && folder.exists());
    let before = Instant::now();
    drop(server);
    // The end of the output says that nobody holds it any more, the child neither.
    assert_eq!(output.read_line(&mut said).expect("the output ends"), 0);
    assert!(before.elapsed() < Duration::from_secs(30));
    assert!(!folder.exists());
}

const PAGE: &str = "data:text/html;charset=utf-8,<title>测试</title><h1>专家入库</h1>
<form onsubmit='done.textContent=`${who.value} ${day.value} ${grade.value}`; return false'>
<input name=who id=who value=old><input type=date name=day id=day>
<select name=grade id=grade><option>良</option><option>优</option></select><button>提交</button></form>
<p id=done></p><noscript><p id=plain>无脚本</p></noscript>";

#[test]
fn a_browser_reads_fills_and_presses_and_knows_what_went_wrong() {
    block_on(async {
        let Some(browser) = Browser::open().await else { return };
        browser.goto(PAGE).await;
        assert_eq!(browser.text_of("h1").await, "专家入库");
        browser.fill_form(&[("who", "张三"), ("day", "2021-03-01"), ("grade", "优")]).await;
        browser.click("button").await;
        assert_eq!(browser.text_of("#done").await, "张三 2021-03-01 优");
        assert_eq!(browser.complaints().await, Vec::<String>::new());
        browser.goto("data:text/html,<img src=https://cdn.example.com/logo.png><script>nothing()</script>").await;
        let complaints = browser.complaints().await.join("\n");
        assert!(
            complaints.contains("cdn.example.com") && complaints.contains("nothing is not defined"),
            "{complaints}"
        );
    });
}

#[test]
fn a_browser_takes_the_size_of_a_device_and_a_picture() {
    block_on(async {
        let Some(browser) = Browser::open().await else { return };
        browser.goto("data:text/html;charset=utf-8,<body style='margin:0'><div style='width:800px'>宽</div>").await;
        assert!(!browser.overflows().await);
        browser.resize(390, 844).await;
        assert_eq!(browser.evaluate("return [innerWidth, innerHeight]").await, serde_json::json!([390, 844]));
        assert!(browser.overflows().await);
        let picture = std::fs::read(browser.screenshot("harness").await).expect("a picture");
        assert!(picture.starts_with(b"\x89PNG"));
    });
}

#[test]
fn a_browser_opens_a_page_of_this_process() {
    let server = ObjectServer::start();
    block_on(async {
        let Some(browser) = Browser::open().await else { return };
        browser.goto(&format!("{}/{BUCKET}?list-type=2", server.endpoint())).await;
        assert_eq!(browser.path().await, format!("/{BUCKET}?list-type=2"));
        assert!(browser.text_of("body").await.contains("AccessDenied"));
    });
}

#[test]
fn a_browser_without_scripts_shows_what_is_for_it() {
    block_on(async {
        let Some(browser) = Browser::open_without_scripts().await else { return };
        browser.goto(PAGE).await;
        assert_eq!(browser.text_of("#plain").await, "无脚本");
        assert_eq!(browser.count("h1").await, 1);
        assert_eq!(browser.client().title().await.expect("a title"), "测试");
    });
}
