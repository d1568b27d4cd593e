//! `hengping policy`: checks a pack file with line numbers, lists packs, shows one topic by topic.

use crate::policy::pack::WrittenPack;
use crate::policy::reading::Fault;
use crate::policy::{Pack, Packs, TopicView, labels, loader};
use clap::{Args, Subcommand};
use serde_json::{Map, Value, json};
use std::io::Write;
use std::path::{Path, PathBuf};

/// 政策包：检查、列出、查看（policy packs: check, list, show）
#[derive(Args, Debug)]
#[command(after_help = "示例（example）：hengping policy check 本地政策包.toml")]
pub struct PolicyArgs {
    #[command(subcommand)]
    pub verb: PolicyVerb,
}

#[derive(Subcommand, Debug)]
pub enum PolicyVerb {
    /// 检查政策包文件，逐条指出行号、错误和改法（report every fault with its line）
    #[command(after_help = "示例（example）：hengping policy check packs/mycity.toml --json")]
    Check {
        /// 政策包文件（TOML）
        file: PathBuf,
        /// 输出 JSON
        #[arg(long)]
        json: bool,
    },
    /// 列出政策包（list the packs）
    #[command(after_help = "示例（example）：hengping policy list")]
    List {
        /// 另加政策包的文件夹（folder with further packs）
        #[arg(long)]
        policies: Option<PathBuf>,
        /// 输出 JSON
        #[arg(long)]
        json: bool,
    },
    /// 逐项查看政策包：取值、来源和依据（show a pack topic by topic）
    #[command(after_help = "示例（example）：hengping policy show wuzhong-2021")]
    Show {
        /// 政策包编号，或 .toml 文件
        id: String,
        /// 另加政策包的文件夹（folder with further packs）
        #[arg(long)]
        policies: Option<PathBuf>,
        /// 输出 JSON
        #[arg(long)]
        json: bool,
    },
}

/// Runs the verb. 1 if a checked file has faults.
pub fn run(args: PolicyArgs) -> anyhow::Result<u8> {
    let mut out = std::io::stdout().lock();
    match args.verb {
        PolicyVerb::Check { file, json } => check(&mut out, &file, json),
        PolicyVerb::List { policies, json } => list(&mut out, &Packs::load_with_overrides(policies.as_deref())?, json),
        PolicyVerb::Show { id, policies, json } => {
            let packs = Packs::load_with_overrides(policies.as_deref())?;
            show(&mut out, &loader::load_pack(&packs, &id)?, json)
        }
    }
}

fn check(out: &mut impl Write, file: &Path, as_json: bool) -> anyhow::Result<u8> {
    let text = loader::read_text(file)?;
    let shown = file.display().to_string();
    match WrittenPack::parse(&text) {
        Ok(written) => {
            let pack = Packs::embedded()?.complete(written);
            if as_json {
                writeln!(
                    out,
                    "{:#}",
                    json!({ "file": shown, "ok": true, "id": pack.id, "version": pack.version(), "faults": [] })
                )?;
            } else {
                writeln!(out, "{shown}：没有错误。编号 {}，版本 {}", pack.id, pack.version())?;
            }
            Ok(0)
        }
        Err(faults) => {
            write_faults(out, &shown, &faults, as_json)?;
            Ok(1)
        }
    }
}

fn write_faults(out: &mut impl Write, shown: &str, faults: &[Fault], as_json: bool) -> anyhow::Result<()> {
    if as_json {
        writeln!(out, "{:#}", json!({ "file": shown, "ok": false, "faults": faults }))?;
        return Ok(());
    }
    writeln!(out, "{shown}：{} 处错误", faults.len())?;
    for fault in faults {
        writeln!(out, "  {fault}")?;
    }
    Ok(())
}

fn list(out: &mut impl Write, packs: &Packs, as_json: bool) -> anyhow::Result<u8> {
    if as_json {
        let rows: Vec<Value> = packs.iter().map(|pack| {
            json!({ "id": pack.id, "name": pack.name, "document": pack.document, "jurisdiction": pack.jurisdiction, "version": pack.version() })
        }).collect();
        writeln!(out, "{:#}", json!({ "packs": rows }))?;
        return Ok(0);
    }
    for pack in packs.iter() {
        writeln!(out, "{}　{}　{}　{}", pack.id, pack.name.zh, pack.jurisdiction.mof_div_code, pack.document.zh)?;
    }
    Ok(0)
}

fn show(out: &mut impl Write, pack: &Pack, as_json: bool) -> anyhow::Result<u8> {
    if as_json {
        let answer = json!({
            "id": pack.id, "name": pack.name, "document": pack.document, "jurisdiction": pack.jurisdiction,
            "version": pack.version(), "topics": pack.overview(), "conflicts": pack.conflicts,
        });
        writeln!(out, "{answer:#}")?;
        return Ok(0);
    }
    writeln!(out, "{}　{}", pack.id, pack.name.zh)?;
    writeln!(out, "文件：{}", pack.document.zh)?;
    writeln!(out, "版本：{}", pack.version())?;
    pack.overview().iter().try_for_each(|topic| write_topic(out, topic))?;
    Ok(0)
}

fn write_topic(out: &mut impl Write, topic: &TopicView) -> anyhow::Result<()> {
    writeln!(out, "\n{}（{}）", topic.name.zh, topic.path)?;
    let field = topic.path.rsplit('.').next().unwrap_or_default();
    match &topic.value {
        Some(Value::Array(items)) if items.iter().any(Value::is_object) => {
            items.iter().try_for_each(|item| writeln!(out, "  · {}", plain(field, item)))?;
        }
        Some(value) => writeln!(out, "  {}", plain(field, value))?,
        None => writeln!(out, "  没有规定")?,
    }
    if let (Some(basis), Some(origin)) = (&topic.basis, topic.origin) {
        writeln!(out, "  依据：{}（{}；{}）", basis.article, origin.name().zh, basis.status.name().zh)?;
    }
    for note in &topic.notes {
        writeln!(out, "  说明：{}", note.zh)?;
    }
    Ok(())
}

/// A value on one line, in Chinese; absent fields and empty lists are left out.
fn plain(field: &str, value: &Value) -> String {
    match value {
        Value::String(text) => labels::code_name(field, text).map_or_else(|| text.clone(), |name| name.zh),
        Value::Bool(flag) => if *flag { "是" } else { "否" }.to_owned(),
        Value::Array(items) if items.iter().any(Value::is_object) => {
            items.iter().map(|item| format!("〔{}〕", plain(field, item))).collect()
        }
        Value::Array(items) => items.iter().map(|item| plain(field, item)).collect::<Vec<_>>().join("、"),
        Value::Object(fields) => plain_object(fields),
        other => other.to_string(),
    }
}

fn plain_object(fields: &Map<String, Value>) -> String {
    if let Some(zh) = fields.get("zh") {
        return plain("", zh);
    }
    let given = fields.iter().filter(|(_, value)| !value.is_null() && !value.as_array().is_some_and(Vec::is_empty));
    let mut given: Vec<_> = given.collect();
    given.sort_by_key(|(key, _)| labels::field_rank(key));
    let pairs = given.into_iter().map(|(key, value)| format!("{} {}", labels::field_name(key).zh, plain(key, value)));
    pairs.collect::<Vec<_>>().join("，")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checked(text: &[u8], json: bool) -> (anyhow::Result<u8>, String) {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("pack.toml");
        std::fs::write(&path, text).unwrap();
        let mut out = Vec::new();
        let code = check(&mut out, &path, json);
        (code, String::from_utf8(out).unwrap())
    }

    const SOUND: &str = include_str!("../policy/packs/wuzhong-2021.toml");

    #[test]
    fn a_sound_file_is_yes_a_faulty_one_no_an_unreadable_one_neither() {
        assert_eq!(checked(SOUND.as_bytes(), false).0.unwrap(), 0);
        let (code, out) = checked(SOUND.replace("\"SUSPEND\"", "\"SUSPENDED\"").as_bytes(), false);
        assert!(code.unwrap() == 1 && out.contains("3 处错误") && out.contains("是否想写 SUSPEND"), "{out}");
        assert!(checked(b"\xb2\xe2", false).0.is_err());
        assert!(check(&mut Vec::new(), Path::new("no such file.toml"), false).is_err());
    }

    #[test]
    fn json_faults_carry_line_and_column() {
        let (code, out) = checked(b"id = 3\n", true);
        let report: Value = serde_json::from_str(&out).unwrap();
        assert_eq!((code.unwrap(), &report["ok"]), (1, &json!(false)));
        let fault = report["faults"].as_array().unwrap().iter().find(|fault| fault["path"] == "id").unwrap();
        assert_eq!((&fault["line"], &fault["column"]), (&json!(1), &json!(6)));
    }

    #[test]
    fn shows_every_topic_in_chinese() {
        let packs = Packs::embedded().unwrap();
        for pack in packs.iter() {
            let mut out = Vec::new();
            show(&mut out, pack, false).unwrap();
            let text = String::from_utf8(out).unwrap();
            for code in ["EXCELLENT", "FINANCE", "CUT_UNSPECIFIED", "OPEN_TENDER", "confirmed"] {
                assert!(!text.contains(code), "{} shows {code}", pack.id);
            }
        }
        let mut out = Vec::new();
        list(&mut out, &packs, false).unwrap();
        assert_eq!(String::from_utf8(out).unwrap().lines().count(), 5);
    }
}
