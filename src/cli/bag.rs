//! `hengping bag`: checks, makes and exports bags (RFC 8493), without a database.
//!
//! Exit codes: 0 valid or done (warnings are listed apart), 1 invalid, with every reason, 2 could
//! not run.

use crate::packages::bag::{Algorithm, Finding, Recipe, Report, create, export, validate};
use anyhow::{Context, Result, anyhow};
use clap::{Args, Subcommand, ValueEnum};
use serde_json::json;
use std::io::{BufWriter, Write};
use std::path::PathBuf;

const VALIDATE_HELP: &str = "示例 / Example:
  hengping bag validate 评价包.zip --json

退出码：0 有效，1 无效，2 无法检查 / exit code: 0 valid, 1 invalid, 2 could not run";

const CREATE_HELP: &str = "示例 / Example:
  hengping bag create 材料/ --out 评价包 --alg sha256 --alg sha512 --info Source-Organization=某机构";

const EXPORT_HELP: &str = "示例 / Example:
  hengping bag export 评价包/ --out 评价包.zip

退出码：0 已写出，1 袋无效、未写出，2 无法运行 / exit code: 0 written, 1 invalid and not written, 2 could not run";

/// 评价包的打包与校验（BagIt 1.0）/ bags of files with checksums
#[derive(Debug, Args)]
pub struct BagArgs {
    #[command(subcommand)]
    command: BagCommand,
}

#[derive(Debug, Subcommand)]
enum BagCommand {
    /// 校验：是否完整、内容是否被改动 / is the bag complete and unchanged?
    #[command(after_help = VALIDATE_HELP)]
    Validate {
        /// 文件夹、zip 或 tar / folder, zip or tar
        #[arg(value_name = "PATH")]
        path: PathBuf,
        /// 输出 JSON / print JSON
        #[arg(long)]
        json: bool,
    },
    /// 装袋：复制文件夹并生成清单 / make a bag of a folder
    #[command(after_help = CREATE_HELP)]
    Create {
        /// 要装袋的文件夹，不会改动 / the folder, which is left as it is
        #[arg(value_name = "FOLDER")]
        folder: PathBuf,
        /// 新袋的文件夹 / the new folder
        #[arg(long, value_name = "BAG")]
        out: PathBuf,
        /// 校验算法，可写多个 / checksum algorithms
        #[arg(long, value_name = "ALG", default_value = "sha256")]
        alg: Vec<WrittenAlgorithm>,
        /// bag-info.txt 中的一项，可写多个 / an element of bag-info.txt
        #[arg(long, value_name = "KEY=VALUE", value_parser = element)]
        info: Vec<(String, String)>,
        /// 输出 JSON / print JSON
        #[arg(long)]
        json: bool,
    },
    /// 导出为 zip：同样的袋得到同样的字节 / write a zip, the same bytes for the same bag
    #[command(after_help = EXPORT_HELP)]
    Export {
        /// 袋：文件夹、zip 或 tar / the bag
        #[arg(value_name = "BAG")]
        bag: PathBuf,
        /// 新的 zip 文件 / the new file
        #[arg(long, value_name = "FILE.zip")]
        out: PathBuf,
        /// 输出 JSON / print JSON
        #[arg(long)]
        json: bool,
    },
}

/// Algorithms that new bags are made with; weaker ones are only read.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum WrittenAlgorithm {
    Sha256,
    Sha512,
}

impl From<WrittenAlgorithm> for Algorithm {
    fn from(chosen: WrittenAlgorithm) -> Algorithm {
        match chosen {
            WrittenAlgorithm::Sha256 => Algorithm::Sha256,
            WrittenAlgorithm::Sha512 => Algorithm::Sha512,
        }
    }
}

fn element(text: &str) -> Result<(String, String)> {
    let (key, value) = text.split_once('=').ok_or_else(|| anyhow!("应为 KEY=VALUE"))?;
    Ok((key.to_owned(), value.to_owned()))
}

/// Runs the command and prints to standard output.
///
/// # Errors
/// Nothing could be read or written; see the sentences of [`crate::packages::bag::BagFault`].
pub fn run(args: BagArgs) -> Result<u8> {
    let mut out = BufWriter::new(std::io::stdout().lock());
    let code = answer(&mut out, args.command)?;
    out.flush().context("cannot write the answer")?;
    Ok(code)
}

fn answer(out: &mut impl Write, command: BagCommand) -> Result<u8> {
    match command {
        BagCommand::Validate { path, json } => {
            let report = validate(&path)?;
            write_report(out, &report, json)?;
            Ok(u8::from(!report.valid))
        }
        BagCommand::Create { folder, out: bag, alg, info, json } => {
            let recipe = Recipe { algorithms: alg.into_iter().map(Algorithm::from).collect(), info };
            let payload = create(&folder, &bag, &recipe)?.payload;
            if json {
                writeln!(out, "{:#}", json!({ "bag": bag.display().to_string(), "payload": payload }))?;
            } else {
                writeln!(out, "已装袋 {}：{} 个文件，{} 字节", bag.display(), payload.files, payload.octets)?;
            }
            Ok(0)
        }
        BagCommand::Export { bag, out: zip, json } => {
            let report = export(&bag, &zip)?.report;
            if report.valid && !json {
                writeln!(out, "已导出 {}", zip.display())?;
            } else {
                write_report(out, &report, json)?;
            }
            Ok(u8::from(!report.valid))
        }
    }
}

fn write_report(out: &mut impl Write, report: &Report, json: bool) -> Result<()> {
    if json {
        writeln!(out, "{}", serde_json::to_string_pretty(report)?)?;
        return Ok(());
    }
    let verdict = if report.valid { "有效" } else { "无效" };
    let unknown = "未知";
    writeln!(out, "{}：{verdict}", printable(&report.path))?;
    writeln!(
        out,
        "  BagIt {}，{}，{}；内容 {} 个文件，{} 字节",
        printable(report.version.as_deref().unwrap_or(unknown)),
        printable(report.encoding.as_deref().unwrap_or(unknown)),
        if report.algorithms.is_empty() { "无清单".to_owned() } else { report.algorithms.join("、") },
        report.payload.files,
        report.payload.octets
    )?;
    write_findings(out, "问题", &report.errors)?;
    write_findings(out, "提示", &report.warnings)
}

fn write_findings(out: &mut impl Write, heading: &str, findings: &[Finding]) -> Result<()> {
    if !findings.is_empty() {
        writeln!(out, "{heading}（{} 处）：", findings.len())?;
    }
    for finding in findings {
        let path = if finding.path.is_empty() { "整体" } else { &finding.path };
        writeln!(out, "  {}：{}", printable(path), printable(&finding.message))?;
    }
    Ok(())
}

/// Names come from outside: control characters would command the terminal, and marks of direction
/// would show another name.
fn printable(text: &str) -> String {
    let is_misleading = |c: char| {
        c.is_control() || matches!(c, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
    };
    text.chars().map(|c| if is_misleading(c) { '\u{FFFD}' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;
    use std::path::Path;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        bag: BagArgs,
    }

    fn ran(words: &[&str]) -> (Result<u8>, String) {
        let line = Line::try_parse_from([&["bag"], words].concat()).unwrap();
        let mut out = Vec::new();
        let code = answer(&mut out, line.bag.command);
        (code, String::from_utf8(out).unwrap())
    }

    fn text(path: &Path) -> &str {
        path.to_str().unwrap()
    }

    #[test]
    fn make_check_break_and_export() {
        let folder = tempfile::tempdir().unwrap();
        let [source, bag, zip] = ["材料", "袋", "袋.zip"].map(|name| folder.path().join(name));
        std::fs::create_dir(&source).unwrap();
        std::fs::write(source.join("报告.txt"), "x").unwrap();
        let made =
            ran(&["create", text(&source), "--out", text(&bag), "--alg", "sha512", "--info", "Contact-Name=王=五"]);
        assert!(made.0.unwrap() == 0 && made.1.contains("1 个文件，1 字节"), "{}", made.1);
        assert!(std::fs::read_to_string(bag.join("bag-info.txt")).unwrap().starts_with("Contact-Name: 王=五\n"));
        assert_eq!(ran(&["export", text(&bag), "--out", text(&zip)]).0.unwrap(), 0);
        assert_eq!(ran(&["validate", text(&zip)]).0.unwrap(), 0);
        assert!(ran(&["export", text(&bag), "--out", text(&zip)]).0.is_err(), "nothing is overwritten");

        std::fs::write(bag.join("data/报告.txt"), "y").unwrap();
        let (code, said) = ran(&["validate", text(&bag)]);
        assert!(code.unwrap() == 1 && said.contains("data/报告.txt：内容与 manifest-sha512.txt 不符"), "{said}");
        assert!(ran(&["validate", text(&folder.path().join("nothing"))]).0.is_err());
    }

    #[test]
    fn json_has_the_documented_shape() {
        let folder = tempfile::tempdir().unwrap();
        let (code, said) = ran(&["validate", "--json", text(folder.path())]);
        assert_eq!(code.unwrap(), 1);
        let found: serde_json::Value = serde_json::from_str(&said).unwrap();
        assert_eq!(found["valid"], false);
        assert_eq!(found["version"], serde_json::Value::Null);
        assert_eq!(found["payload"], json!({ "files": 0, "octets": 0 }));
        let codes: Vec<_> = found["errors"].as_array().unwrap().iter().map(|error| error["code"].clone()).collect();
        assert_eq!(codes, ["declaration_missing", "payload_directory_missing", "manifest_missing"]);
        assert_eq!(found["warnings"], json!([]));
    }

    #[test]
    fn names_cannot_command_the_terminal() {
        assert_eq!(printable("a\u{1b}[31m\n\u{202E}b"), "a\u{FFFD}[31m\u{FFFD}\u{FFFD}b");
        assert_eq!(printable("评价报告 “一”"), "评价报告 “一”");
    }
}
