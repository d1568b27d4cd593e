//! `hengping package`: the completeness gate on a folder, without a database; and of submitted versions the
//! archival check, the archive and the time stamps.
//!
//! Exit codes: 0 accepted (warnings are listed apart), 1 returned, 2 could not run.

mod archive;

use super::options::Options;
use crate::intake::{PackageFolder, read_package};
use crate::packages::examine::{Context as For, Examined, compare, examine, refused_content};
use crate::packages::indicator_table::IndicatorTable;
use crate::packages::inspect::inspect;
use crate::packages::model::{GateFinding, GateLevel, PackageFile, Standing};
use crate::packages::rules::{GateDecision, GateInputs, decide};
use crate::platform::files;
use crate::policy::codes::EvaluationKind;
use crate::policy::{Pack, Packs, loader};
use crate::terms::Fen;
use anyhow::{Context, Result, anyhow};
use clap::{Args, Subcommand};
use rust_decimal::Decimal;
use serde_json::json;
use std::io::{BufReader, Write};
use std::path::{Path, PathBuf};

const CHECK_HELP: &str = "示例 / Example:
  hengping package check 资料包/ --policy wuzhong-2021 --json

退出码：0 通过，1 退回，2 无法检查 / exit code: 0 accepted, 1 returned, 2 could not run";

/// 评价资料包的完整性检查 / the completeness gate
#[derive(Debug, Args)]
pub struct PackageArgs {
    #[command(subcommand)]
    command: PackageCommand,
}

#[derive(Debug, Subcommand)]
enum PackageCommand {
    /// 检查：缺什么、哪里对不上、怎么改 / what is missing, what does not add up, how to mend it
    #[command(after_help = CHECK_HELP)]
    Check(CheckArgs),
    /// 四性检测：一个已提交的版本 / authenticity, integrity, usability, security of a submitted version
    #[command(after_help = archive::ASSESS_HELP)]
    Assess(archive::AssessArgs),
    /// 导出档案：脱离本系统也能核对 / the archive of a submitted version, which any machine can check
    #[command(after_help = archive::ARCHIVE_HELP)]
    Archive(archive::ArchiveArgs),
    /// 取回到期的时间戳（RFC 3161）/ fetch the time stamps that are due
    #[command(after_help = archive::STAMP_HELP)]
    Stamp(archive::StampArgs),
}

#[derive(Debug, Args)]
struct CheckArgs {
    /// 资料包所在的文件夹 / folder of the package
    #[arg(value_name = "DIR")]
    dir: PathBuf,
    /// 政策包编号，或 .toml 文件 / id of a pack, or a file
    #[arg(long, default_value = "national")]
    policy: String,
    /// 评价种类代码 / kind of evaluation
    #[arg(long, default_value = "FIN_KEY")]
    kind: String,
    /// 项目预算，万元；给出时核对报告 / the project's budget in 10,000 yuan
    #[arg(long, value_name = "WAN")]
    budget: Option<Decimal>,
    /// 上一版本的文件夹；给出时指明改动的行 / the version before, to name the rows that changed
    #[arg(long, visible_alias = "against", value_name = "DIR")]
    earlier: Option<PathBuf>,
    /// 委托编号；与库中通过的（或最新的）版本比对，指明改动的行 / compare with the version in the database
    #[arg(long, value_name = "NUMBER", conflicts_with = "earlier")]
    commission: Option<String>,
    /// 另加政策包的文件夹 / folder with further packs
    #[arg(long)]
    policies: Option<PathBuf>,
    /// 输出 JSON / print JSON
    #[arg(long)]
    json: bool,
}

/// Runs the command and prints to standard output.
pub fn run(args: PackageArgs, options: &Options) -> Result<u8> {
    let out = &mut std::io::stdout().lock();
    match args.command {
        PackageCommand::Check(args) => {
            let known = args.commission.as_ref().map(|number| archive::known(number, &options.services()?));
            answer(out, &args, known.transpose()?.as_ref())
        }
        PackageCommand::Assess(args) => archive::assess(out, &args, &options.services()?),
        PackageCommand::Archive(args) => archive::archive(out, &args, &options.services()?),
        PackageCommand::Stamp(args) => archive::stamp(out, &args, &options.services()?),
    }
}

/// `known` is the indicator table of the version in the database that was asked for.
fn answer(out: &mut impl Write, args: &CheckArgs, known: Option<&IndicatorTable>) -> Result<u8> {
    let packs = Packs::load_with_overrides(args.policies.as_deref())?;
    let pack = loader::load_pack(&packs, &args.policy)?;
    let kind = EvaluationKind::from_code(&args.kind);
    let kind = kind.ok_or_else(|| anyhow!("--kind {}：没有这种评价（no such kind）", args.kind))?;
    let budget = args.budget.map(|wan| Fen::from_wan(wan).ok_or_else(|| anyhow!("--budget {wan}：不是金额")));
    let context = For { pack: &pack, kind: kind.code(), budget: budget.transpose()? };
    let (files, Examined { table, mut facts }) = examined(&context, &args.dir)?;
    if let Some(earlier) = &args.earlier {
        compare(&mut facts, &examined(&context, earlier)?.1.table);
    } else if let Some(known) = known {
        compare(&mut facts, known);
    }
    let decision = decide(&GateInputs { files, table, facts: Some(facts) });
    if args.json {
        write_json(out, args, &pack, &decision)?;
    } else {
        write_text(out, args, &pack, &decision)?;
    }
    Ok(u8::from(decision.standing == Standing::Returned))
}

fn examined(context: &For<'_>, dir: &Path) -> Result<(Vec<PackageFile>, Examined)> {
    let folder = read_package(dir)?;
    let files = folder.files.iter().map(|f| stored(&f.absolute, &f.relative)).collect::<Result<Vec<_>>>()?;
    let mut examined = examine(context, &files, &mut |file| Ok(content(&folder, file)?))?;
    for file in &folder.files {
        let content = std::fs::File::open(&file.absolute).and_then(|f| inspect(&file.relative, BufReader::new(f)));
        let content = content.with_context(|| format!("{} 无法读取（cannot be read）", file.absolute.display()))?;
        examined.facts.contents.extend(content.err().map(|refusal| refused_content(&file.relative, refusal)));
    }
    Ok((files, examined))
}

fn stored(path: &Path, relative: &str) -> Result<PackageFile> {
    let unreadable = || format!("{} 无法读取（cannot be read）", path.display());
    let mut file = std::fs::File::open(path).with_context(unreadable)?;
    let stored = files::digest(&mut file).with_context(unreadable)?;
    Ok(PackageFile::of(relative, &stored))
}

fn content(folder: &PackageFolder, file: &PackageFile) -> Result<Vec<u8>> {
    let found = folder.files.iter().find(|f| f.relative == file.path);
    let path = &found.ok_or_else(|| anyhow!("{}：没有这个文件", file.path))?.absolute;
    std::fs::read(path).with_context(|| format!("{} 无法读取（cannot be read）", path.display()))
}

fn of_level(decision: &GateDecision, level: GateLevel) -> Vec<&GateFinding> {
    decision.findings.iter().filter(|f| f.level == level).collect()
}

fn grade_word(pack: &Pack, decision: &GateDecision) -> Option<String> {
    pack.grade(decision.score, &[]).ok().map(|grade| grade.word)
}

fn write_json(out: &mut impl Write, args: &CheckArgs, pack: &Pack, decision: &GateDecision) -> Result<()> {
    let answer = json!({
        "package": args.dir.display().to_string(),
        "policy": { "id": pack.id, "version": pack.version() },
        "standing": decision.standing,
        "score": decision.score,
        "grade": grade_word(pack, decision),
        "errors": of_level(decision, GateLevel::Error),
        "warnings": of_level(decision, GateLevel::Warning),
    });
    Ok(writeln!(out, "{answer:#}")?)
}

fn write_text(out: &mut impl Write, args: &CheckArgs, pack: &Pack, decision: &GateDecision) -> Result<()> {
    let standing = match decision.standing {
        Standing::Accepted => "通过",
        Standing::Returned => "退回",
    };
    let grade = grade_word(pack, decision).unwrap_or_else(|| "无等次".to_owned());
    writeln!(out, "{}：{standing}，评分表合计 {}（{grade}）", args.dir.display(), decision.score)?;
    for (heading, level) in [("问题", GateLevel::Error), ("提示", GateLevel::Warning)] {
        let findings = of_level(decision, level);
        if !findings.is_empty() {
            writeln!(out, "{heading}（{} 处）：", findings.len())?;
        }
        for finding in findings {
            writeln!(out, "  {}：{}", finding.place, finding.message)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ran(dir: &Path, earlier: Option<&Path>) -> (u8, serde_json::Value) {
        let args = CheckArgs {
            dir: dir.to_owned(),
            policy: "wuzhong-2021".into(),
            kind: "FIN_KEY".into(),
            budget: None,
            earlier: earlier.map(Path::to_owned),
            commission: None,
            policies: None,
            json: true,
        };
        let mut out = Vec::new();
        let code = answer(&mut out, &args, None).unwrap();
        (code, serde_json::from_slice(&out).unwrap())
    }

    fn packages() -> PathBuf {
        PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/wuzhong-2021/packages"))
    }

    #[test]
    fn the_packages_of_the_year_pass_with_their_published_results() {
        let results = std::fs::read(packages().join("../expected-results.json")).unwrap();
        let results: serde_json::Value = serde_json::from_slice(&results).unwrap();
        for project in results["projects"].as_array().unwrap() {
            let (code, answer) = ran(&packages().join(project["project"].as_str().unwrap()), None);
            assert_eq!((code, &answer["errors"]), (0, &json!([])), "{project}");
            let published: crate::terms::Score = project["score"].to_string().parse().unwrap();
            assert_eq!(answer["score"], published.to_string(), "{project}");
            assert!(project["grade"].to_string().contains(answer["grade"].as_str().unwrap()), "{project}");
        }
    }

    #[test]
    fn what_is_no_package_is_returned_with_what_it_lacks() {
        let folder = tempfile::tempdir().unwrap();
        let (code, answer) = ran(folder.path(), None);
        let codes: Vec<&str> =
            answer["errors"].as_array().unwrap().iter().map(|e| e["code"].as_str().unwrap()).collect();
        assert_eq!(code, 1);
        assert_eq!(
            codes,
            ["document_missing", "document_missing", "document_missing", "document_missing", "table_unreadable"]
        );
    }
}
