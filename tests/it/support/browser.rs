//! A browser for tests that do what a person does: open a page, read, fill in, press, look.
//!
//! Every step waits until its element is there and fails with the element's name. Elements are named
//! by CSS selectors.

use super::chromedriver::Driver;
use fantoccini::elements::Element;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::time::Duration;

const PATIENCE: Duration = Duration::from_secs(20);

/// One window with an empty profile; it closes on drop.
pub struct Browser {
    client: Client,
    driver: Driver,
}

impl Browser {
    /// Opens a window of 1366 × 768; `None`, said on standard error, where no browser is installed.
    pub async fn open() -> Option<Browser> {
        Browser::open_with(true).await
    }

    /// As [`Browser::open`], for a person whose browser runs no scripts.
    pub async fn open_without_scripts() -> Option<Browser> {
        Browser::open_with(false).await
    }

    async fn open_with(scripts: bool) -> Option<Browser> {
        let driver = Driver::start()?;
        let mut builder = ClientBuilder::new(HttpConnector::new());
        builder.capabilities(driver.capabilities(scripts));
        let client = builder.connect(&format!("http://{}", driver.address())).await;
        Some(Browser { client: client.unwrap_or_else(|error| panic!("Chromium does not start: {error}")), driver })
    }

    /// The session itself, for what has no helper here.
    pub fn client(&self) -> &Client {
        &self.client
    }

    pub async fn goto(&self, url: &str) {
        self.client.goto(url).await.unwrap_or_else(|error| panic!("{url} does not open: {error}"));
    }

    /// The path and query of the page that is shown.
    pub async fn path(&self) -> String {
        let url = self.client.current_url().await.expect("a page is open");
        url.query().map_or_else(|| url.path().to_owned(), |query| format!("{}?{query}", url.path()))
    }

    /// The visible text of the first match.
    pub async fn text_of(&self, css: &str) -> String {
        let text = self.element(css).await.text().await;
        text.unwrap_or_else(|error| panic!("the text of {css} cannot be read: {error}"))
    }

    /// How many elements match at this moment.
    pub async fn count(&self, css: &str) -> usize {
        self.client.find_all(Locator::Css(css)).await.expect("a page is open").len()
    }

    /// Presses a link, a button, a box. A page that opens by it is there when the next step looks.
    pub async fn click(&self, css: &str) {
        let clicked = self.element(css).await.click().await;
        clicked.unwrap_or_else(|error| panic!("{css} cannot be clicked: {error}"));
    }

    /// Types `value` into a field, chooses the option of that label, or names a file to upload.
    pub async fn fill(&self, css: &str, value: &str) {
        let field = self.element(css).await;
        let kind = field.prop("type").await.ok().flatten().unwrap_or_default();
        let filled = match kind.as_str() {
            "select-one" | "select-multiple" => field.select_by_label(value).await,
            "file" => field.send_keys(value).await,
            kind if kind.starts_with("date") || ["time", "month", "week"].contains(&kind) => self.set(css, value).await,
            _ => retype(&field, value).await,
        };
        filled.unwrap_or_else(|error| panic!("{css} cannot be filled with {value:?}: {error}"));
    }

    /// Fills fields by their `name`.
    pub async fn fill_form(&self, fields: &[(&str, &str)]) {
        for (name, value) in fields {
            self.fill(&format!("[name='{name}']"), value).await;
        }
    }

    /// Keys for dates depend on the browser's language; their value does not.
    async fn set(&self, css: &str, value: &str) -> Result<(), fantoccini::error::CmdError> {
        let script = "const field = document.querySelector(arguments[0]); field.value = arguments[1];
            for (const kind of ['input', 'change']) field.dispatchEvent(new Event(kind, { bubbles: true }));";
        self.client.execute(script, vec![json!(css), json!(value)]).await.map(drop)
    }

    /// Runs a script in the page; what it returns.
    pub async fn evaluate(&self, script: &str) -> Value {
        let value = self.client.execute(script, Vec::new()).await;
        value.unwrap_or_else(|error| panic!("the script fails: {error}\n{script}"))
    }

    /// Whether a person has to scroll sideways, which no page may ask for.
    pub async fn overflows(&self) -> bool {
        let script = "return document.documentElement.scrollWidth > document.documentElement.clientWidth";
        self.evaluate(script).await == json!(true)
    }

    /// Makes the page area as large as a device's, such as 390 × 844 for a telephone.
    pub async fn resize(&self, width: u32, height: u32) {
        let frame = self.evaluate("return [outerWidth - innerWidth, outerHeight - innerHeight]").await;
        let extra = |index: usize| frame[index].as_u64().and_then(|pixels| u32::try_from(pixels).ok()).unwrap_or(0);
        self.client.set_window_size(width + extra(0), height + extra(1)).await.expect("the window can be resized");
    }

    /// Saves what is visible as `screenshots/NAME.png` in the build folder and says where that is.
    pub async fn screenshot(&self, name: &str) -> PathBuf {
        let picture = self.client.screenshot().await.expect("the page can be pictured");
        let target = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("screenshots");
        let file = target.join(name).with_extension("png");
        std::fs::create_dir_all(&target).expect("the folder for screenshots can be made");
        std::fs::write(&file, picture).expect("the screenshot can be written");
        file
    }

    /// What went wrong in the page since the last call: script errors, refused or missing assets,
    /// violations of the content security policy. One line each.
    pub async fn complaints(&self) -> Vec<String> {
        let session = self.client.session_id().await.ok().flatten().expect("a session is open");
        let answer = self.driver.post(&format!("/session/{session}/se/log"), r#"{"type":"browser"}"#);
        let entries = answer["value"].as_array().expect("the driver keeps a log");
        let severe = entries.iter().filter(|entry| entry["level"] == "SEVERE");
        severe.map(|entry| entry["message"].as_str().unwrap_or_default().to_owned()).collect()
    }

    async fn element(&self, css: &str) -> Element {
        let found = self.client.wait().at_most(PATIENCE).for_element(Locator::Css(css)).await;
        match found {
            Ok(element) => element,
            Err(error) => panic!("{css} is not on the page {}: {error}", self.path().await),
        }
    }
}

async fn retype(field: &Element, value: &str) -> Result<(), fantoccini::error::CmdError> {
    field.clear().await?;
    field.send_keys(value).await
}
