//! The pages as people use them, in a real browser: in by password, through every entry of the
//! navigation, out again; and nothing on any of them is missing, refused or in error.

use super::serve::Server;
use super::support::browser::Browser;
use super::support::database;
use fantoccini::Locator;

/// A press of a button is done before the page it leads to is there.
async fn arrive(browser: &Browser, css: &str) {
    let found = browser.client().wait().for_element(Locator::Css(css)).await;
    found.unwrap_or_else(|e| panic!("{css} did not come: {e}"));
}

async fn log_in(browser: &Browser, server: &Server, login: &str) {
    browser.goto(&format!("http://{}/login", server.address)).await;
    browser.fill_form(&[("account", login), ("password", &server.password(login))]).await;
    browser.click("form button[type=submit]").await;
    arrive(browser, "form[action='/logout'] button").await;
}

/// Every address of the navigation, as the page gives them.
async fn navigation(browser: &Browser) -> Vec<String> {
    let found = browser.evaluate("return Array.from(document.querySelectorAll('nav a')).map(a => a.pathname)").await;
    let all = found.as_array().unwrap().iter().map(|v| v.as_str().unwrap().to_owned());
    let mut pages: Vec<String> = all.filter(|path| path.len() > 1).collect();
    pages.sort();
    pages.dedup();
    pages
}

#[test]
fn people_find_their_way_and_nothing_is_broken() {
    let dir = tempfile::tempdir().unwrap();
    database::block_on(async {
        let Some(browser) = Browser::open().await else { return };
        let server = Server::demo(dir.path());
        for (role, least) in
            [("finance_handler", 8), ("supervisor", 8), ("institution_admin", 2), ("security_admin", 1)]
        {
            log_in(&browser, &server, role).await;
            let pages = navigation(&browser).await;
            assert!(pages.len() >= least, "{role}: {pages:?}");
            for page in pages {
                browser.goto(&format!("http://{}{page}", server.address)).await;
                let title = browser.text_of("h1").await;
                assert!(!title.is_empty() && !title.contains("无法完成"), "{role} {page}: {title}");
                assert!(!browser.overflows().await, "{role} {page} is wider than the window");
            }
            browser.click("form[action='/logout'] button").await;
            arrive(&browser, "input[name=password]").await;
        }
        assert_eq!(browser.complaints().await, Vec::<String>::new());
    });
}

#[test]
fn a_handler_reads_a_commission_from_bids_to_instruction_in_both_languages() {
    let dir = tempfile::tempdir().unwrap();
    database::block_on(async {
        let Some(browser) = Browser::open().await else { return };
        let server = Server::demo(dir.path());
        log_in(&browser, &server, "finance_handler").await;
        let at = |path: &str| format!("http://{}{path}", server.address);
        browser.goto(&at("/commissions/640300000-2021-001")).await;
        let text = browser.text_of("main").await;
        for word in ["92.8", "优", "优先保障", "报价 6.3 万元高于最高限价 6 万元", "评分表.xlsx"] {
            assert!(text.contains(word), "{word} is missing");
        }
        browser.screenshot("commission").await;
        browser.goto(&at("/commissions/640300000-2021-001?lang=en")).await;
        assert!(browser.text_of("main").await.contains("92.8"));
        browser.goto(&at("/board?lang=zh")).await;
        assert_eq!(browser.text_of("h1").await, "2021年度预算绩效评价总览");
        browser.screenshot("board").await;
        assert_eq!(browser.complaints().await, Vec::<String>::new());
    });
}
