//! The check by four properties (四性检测, after DA/T 70-2018): authenticity, integrity, usability, security. It
//! says of each item whether it holds, does not, or was not looked at; what was not looked at is never
//! called sound. Pure.

use super::retention::Retention;
use super::service::StampRow;
use crate::commissions::Commission;
use crate::packages::facts::Facts;
use crate::packages::model::{GateFinding, GateLevel, Package};
use crate::terms::Wording;
use serde::Serialize;
use utoipa::ToSchema;

/// The four properties.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Property {
    Authenticity,
    Integrity,
    Usability,
    Security,
}

impl Property {
    fn zh(self) -> &'static str {
        match self {
            Property::Authenticity => "真实性",
            Property::Integrity => "完整性",
            Property::Usability => "可用性",
            Property::Security => "安全性",
        }
    }
}

/// What came of one item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Result {
    Verified,
    Failed,
    NotChecked,
}

impl Result {
    fn zh(self) -> &'static str {
        match self {
            Result::Verified => "通过",
            Result::Failed => "不通过",
            Result::NotChecked => "未检测",
        }
    }

    fn of(holds: bool) -> Result {
        if holds { Result::Verified } else { Result::Failed }
    }
}

/// One item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Item {
    pub property: Property,
    /// Never renamed.
    pub code: &'static str,
    #[schema(value_type = Object)]
    pub name: Wording,
    pub result: Result,
    #[schema(value_type = Object)]
    pub detail: Wording,
}

/// The whole check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Assessment {
    pub commission: String,
    pub package: String,
    pub version: i32,
    /// True where nothing fails.
    pub passed: bool,
    pub retention: Retention,
    pub items: Vec<Item>,
}

/// What became of the files when they were read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fixity {
    /// They stand beside their manifest, by which anybody can check them.
    ByManifest,
    /// They were not read, because they are large.
    NotRead,
    /// All were read; these are damaged or missing.
    Read { bad: Vec<String> },
}

/// What the check rests on.
pub struct Known<'k> {
    pub commission: &'k Commission,
    pub package: &'k Package,
    /// Whether the ledger's record of the gate has its digests; `None` where there is none.
    pub decision_holds: Option<bool>,
    pub stamp: Option<&'k StampRow>,
    pub retention: &'k Retention,
    pub fixity: Fixity,
    /// A virus scanner is set.
    pub is_scanned: bool,
}

/// Makes the check.
pub fn assess(known: &Known<'_>) -> Assessment {
    let items = vec![
        source(known),
        decision(known),
        stamp(known),
        fixity(known),
        documents(known),
        metadata(known),
        formats(known),
        readable(known),
        contents(known),
        scanned(known),
        personal(known),
        retention(known),
    ];
    Assessment {
        commission: known.commission.number.clone(),
        package: known.package.id.clone(),
        version: known.package.version,
        passed: items.iter().all(|item| item.result != Result::Failed),
        retention: known.retention.clone(),
        items,
    }
}

fn item(property: Property, code: &'static str, name: (&str, &str), result: Result, detail: (String, String)) -> Item {
    Item { property, code, name: Wording::new(name.0, name.1), result, detail: Wording::new(detail.0, detail.1) }
}

fn source(known: &Known<'_>) -> Item {
    let at = known.package.submitted_at;
    let name = known.commission.institution_name.as_deref();
    let who = name.unwrap_or("—");
    let detail = (format!("{who}提交，{}", at.shown()), format!("handed in by {who}, {}", at.shown()));
    item(Property::Authenticity, "source", ("来源可靠", "source"), Result::of(name.is_some()), detail)
}

fn decision(known: &Known<'_>) -> Item {
    let result = known.decision_holds.map_or(Result::Failed, Result::of);
    let detail = match known.decision_holds {
        Some(true) => ("验收决定在审计账上，摘要重算一致", "the gate's decision is in the ledger, its digests agree"),
        Some(false) => ("验收决定的摘要与账上不一致", "the digests of the gate's decision differ from the ledger"),
        None => ("审计账上没有验收决定", "the ledger has no decision of the gate"),
    };
    let detail = (detail.0.to_owned(), detail.1.to_owned());
    item(Property::Authenticity, "ledger", ("验收决定可核对", "decision in the ledger"), result, detail)
}

/// An accepted version without a stamp is no fault: not every place has an authority.
fn stamp(known: &Known<'_>) -> Item {
    let stamped = known.stamp.and_then(|stamp| stamp.stamped.as_ref());
    let failure = known.stamp.and_then(|stamp| stamp.failure.as_deref());
    let (result, detail) = match (stamped, failure) {
        (Some((_, at)), _) => (
            Result::Verified,
            (format!("RFC 3161 时间戳 {}", at.shown()), format!("RFC 3161 time stamp {}", at.shown())),
        ),
        (None, Some(why)) => {
            (Result::NotChecked, (format!("尚未取得时间戳：{why}"), format!("no time stamp yet: {why}")))
        }
        (None, None) => {
            let detail = (
                "没有时间戳（未配置时间戳服务，或尚未取得）",
                "no time stamp: no authority is set, or not yet fetched",
            );
            (Result::NotChecked, (detail.0.to_owned(), detail.1.to_owned()))
        }
    };
    item(Property::Authenticity, "time_stamp", ("可信时间", "trusted time"), result, detail)
}

fn fixity(known: &Known<'_>) -> Item {
    let count = known.package.files.len();
    let bytes: u64 = known.package.files.iter().map(|file| file.bytes).sum();
    let (result, detail) = match &known.fixity {
        Fixity::Read { bad } if bad.is_empty() => {
            let zh = format!("{count} 个文件、{bytes} 字节，逐个重算 SHA-256，与清单一致");
            (Result::Verified, (zh, format!("{count} files, {bytes} octets, read again and equal to the manifest")))
        }
        Fixity::Read { bad } => {
            let list = bad.iter().take(5).cloned().collect::<Vec<_>>().join("、");
            let zh = format!("{} 个文件损坏或缺失：{list}", bad.len());
            (Result::Failed, (zh, format!("{} files are damaged or missing: {list}", bad.len())))
        }
        Fixity::ByManifest => {
            let zh = format!("{count} 个文件、{bytes} 字节，以 manifest-sha256.txt 核对");
            (Result::NotChecked, (zh, format!("{count} files, {bytes} octets; check them by manifest-sha256.txt")))
        }
        Fixity::NotRead => {
            let zh = format!("{count} 个文件、{bytes} 字节，过大未在此重算；请用 hengping package assess");
            (
                Result::NotChecked,
                (zh, format!("{count} files, {bytes} octets, too large to read here; use hengping package assess")),
            )
        }
    };
    item(Property::Integrity, "fixity", ("内容未变", "fixity"), result, detail)
}

fn documents(known: &Known<'_>) -> Item {
    let missing: Vec<&GateFinding> = known.package.findings.iter().filter(|f| f.code == "document_missing").collect();
    let names =
        |level| missing.iter().filter(|f| f.level == level).map(|f| f.place.clone()).collect::<Vec<_>>().join("、");
    let (required, advised) = (names(GateLevel::Error), names(GateLevel::Warning));
    let none = |list: &str, empty: &str| if list.is_empty() { empty.to_owned() } else { list.to_owned() };
    let detail = (
        format!("缺必备：{}；缺宜有：{}", none(&required, "无"), none(&advised, "无")),
        format!("required and missing: {}; advised and missing: {}", none(&required, "none"), none(&advised, "none")),
    );
    item(Property::Integrity, "documents", ("文件齐全", "documents"), Result::of(required.is_empty()), detail)
}

fn metadata(known: &Known<'_>) -> Item {
    let Commission { number, project_name, unit_name, fiscal_year, .. } = known.commission;
    let is_whole = [number, project_name, unit_name].iter().all(|text| !text.trim().is_empty());
    let text = format!("{number}，{fiscal_year}，{unit_name}，{project_name}");
    item(Property::Integrity, "metadata", ("元数据齐全", "metadata"), Result::of(is_whole), (text.clone(), text))
}

/// Formats that archives take, by the file's ending; contents were compared with it when they came in.
fn formats(known: &Known<'_>) -> Item {
    const KEPT: [&str; 22] = [
        "ofd", "pdf", "docx", "xlsx", "pptx", "odt", "ods", "odp", "txt", "csv", "md", "xml", "json", "jpg", "jpeg",
        "png", "tif", "tiff", "mp3", "wav", "mp4", "wps",
    ];
    let ending = |path: &str| path.rsplit_once('.').map(|(_, ending)| ending.to_lowercase()).unwrap_or_default();
    let others: Vec<String> =
        known.package.files.iter().map(|f| &f.path).filter(|p| !KEPT.contains(&ending(p).as_str())).cloned().collect();
    let list = others.iter().take(5).cloned().collect::<Vec<_>>().join("、");
    let (result, detail) = match others.is_empty() {
        true => (
            Result::Verified,
            ("均为可长期读取的格式".to_owned(), "all of formats that can be read for long".to_owned()),
        ),
        false => (
            Result::NotChecked,
            (format!("需人工确认能否长期读取：{list}"), format!("ask whether these can be read for long: {list}")),
        ),
    };
    item(Property::Usability, "formats", ("格式可长期读取", "formats"), result, detail)
}

fn readable(known: &Known<'_>) -> Item {
    let facts = known.package.facts.as_ref();
    let unread =
        facts.map(|facts| [facts.table_fault.clone(), report_fault(facts)].into_iter().flatten().collect::<Vec<_>>());
    let (result, detail) = match unread {
        None => (
            Result::NotChecked,
            ("该版本提交时没有读取内容".to_owned(), "contents were not read when this version came in".to_owned()),
        ),
        Some(faults) if faults.is_empty() => (
            Result::Verified,
            ("评分表、评价报告能打开并读出".to_owned(), "table and report open and can be read".to_owned()),
        ),
        Some(faults) => (Result::Failed, (faults.join("；"), faults.join("; "))),
    };
    item(Property::Usability, "readable", ("主要文件可读", "main files can be read"), result, detail)
}

fn report_fault(facts: &Facts) -> Option<String> {
    facts.report.as_ref()?.unreadable.clone()
}

fn contents(known: &Known<'_>) -> Item {
    let is_other = |f: &&GateFinding| !["personal_data", "public_version_unchecked"].contains(&f.code.as_str());
    by_contents(
        known,
        "contents",
        ("无宏、无加密、无程序、无外部引用", "no macros, passwords, programs or outside references"),
        &is_other,
    )
}

fn personal(known: &Known<'_>) -> Item {
    by_contents(known, "personal_data", ("公开版无个人信息", "no personal data in the public version"), &|f| {
        f.code == "personal_data"
    })
}

fn by_contents(
    known: &Known<'_>,
    code: &'static str,
    name: (&str, &str),
    counts: &dyn Fn(&&GateFinding) -> bool,
) -> Item {
    let Some(facts) = &known.package.facts else {
        let detail = (
            "该版本提交时没有检查内容".to_owned(),
            "contents were not looked into when this version came in".to_owned(),
        );
        return item(Property::Security, code, name, Result::NotChecked, detail);
    };
    let found: Vec<String> = facts.contents.iter().filter(counts).map(|f| f.place.clone()).collect();
    let list = found.join("、");
    let detail = match found.is_empty() {
        true => ("未发现".to_owned(), "none found".to_owned()),
        false => (list.clone(), list),
    };
    item(Property::Security, code, name, Result::of(found.is_empty()), detail)
}

fn scanned(known: &Known<'_>) -> Item {
    let detail = match known.is_scanned {
        true => (
            "现设有扫描器，上传时逐个检查；设置以前上传的文件未查",
            "a scanner is set and asked of every upload; files from before were not scanned",
        ),
        false => ("未做病毒扫描", "not scanned for viruses"),
    };
    let result = if known.is_scanned { Result::Verified } else { Result::NotChecked };
    item(Property::Security, "virus", ("病毒", "viruses"), result, (detail.0.to_owned(), detail.1.to_owned()))
}

fn retention(known: &Known<'_>) -> Item {
    let Retention { years, until } = known.retention;
    let detail = (
        format!("保存 {years} 年，至 {until}；系统不删除已提交的版本"),
        format!("kept {years} years, until {until}; submitted versions are never deleted"),
    );
    item(Property::Security, "retention", ("保存期限", "retention"), Result::Verified, detail)
}

impl Assessment {
    /// The report as plain text, for people and for the archive.
    pub fn text(&self) -> String {
        let verdict = if self.passed { "合格" } else { "不合格" };
        let mut text =
            format!("四性检测报告\n\n委托编号：{}　第 {} 版\n结论：{verdict}\n\n", self.commission, self.version);
        for Item { property, name, result, detail, .. } in &self.items {
            text.push_str(&format!("{}　{}：{}　{}\n", property.zh(), name.zh, result.zh(), detail.zh));
        }
        text
    }
}

#[cfg(test)]
#[path = "assess_tests.rs"]
mod tests;
