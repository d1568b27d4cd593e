//! `hengping quality fit`: separates the reviewers' severity from the packages' quality, offline, from
//! a CSV file. What is computed is computed in [`crate::quality::fit`]; here are files and words only.

use crate::quality::fit::model::{Agreement, Basis, CriterionFit, Fit, PackageFit, ReviewerFit};
use crate::quality::fit::{self, reading};
use anyhow::Context;
use clap::{Args, Subcommand};
use std::fs;
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

const EXAMPLE: &str = "\
示例 / Example:
  hengping quality fit marks.csv
  hengping quality fit marks.csv --json > fit.json

marks.csv:
  package,reviewer,criterion,mark
  PKG-001,ZJ-0007,数据可靠,82.5

退出码 / Exit code: 0 完成 done，2 文件无法读取或内容有误 the file cannot be read or is not sound";

/// 评价质量模型 / the quality model
#[derive(Debug, Args)]
pub struct QualityArgs {
    #[command(subcommand)]
    command: QualityCommand,
}

#[derive(Debug, Subcommand)]
enum QualityCommand {
    /// 区分评审人宽严与成果质量 / separate reviewers' severity from packages' quality
    #[command(after_help = EXAMPLE)]
    Fit {
        /// 评分（CSV：package,reviewer,criterion,mark），- 表示标准输入 / the marks, - for standard input
        #[arg(value_name = "MARKS.csv")]
        marks: PathBuf,
        /// 输出 JSON / print JSON
        #[arg(long)]
        json: bool,
    },
}

/// Fits the model and prints it; 0.
///
/// # Errors
/// When the file cannot be read, or its marks are not sound.
pub fn run(args: QualityArgs) -> anyhow::Result<u8> {
    let QualityCommand::Fit { marks, json } = args.command;
    let mut out = BufWriter::new(io::stdout().lock());
    fit_file(&mut out, &marks, json)?;
    out.flush()?;
    Ok(0)
}

fn fit_file(out: &mut impl Write, path: &Path, json: bool) -> anyhow::Result<()> {
    let place = path.display().to_string();
    let marks = reading::read(&bytes(path)?).with_context(|| place.clone())?;
    let fit = fit::fit(&marks).context(place)?;
    if json {
        serde_json::to_writer(&mut *out, &fit)?;
        Ok(writeln!(out)?)
    } else {
        Ok(write_fit(out, &fit)?)
    }
}

fn bytes(path: &Path) -> anyhow::Result<Vec<u8>> {
    let read = if path == Path::new("-") {
        let mut bytes = Vec::new();
        io::stdin().lock().read_to_end(&mut bytes).map(|_| bytes)
    } else {
        fs::read(path)
    };
    read.with_context(|| format!("无法读取 / cannot read {}", path.display()))
}

fn write_fit(out: &mut impl Write, fit: &Fit) -> io::Result<()> {
    write_summary(out, fit)?;
    writeln!(out, "\n评价包（原始分始终保留；校正后分数只供参考，不作为得分或付款依据）：")?;
    fit.packages.iter().try_for_each(|package| write_package(out, package))?;
    writeln!(out, "\n评审人宽严（正数偏严，即比一般评审人少打的分；负数偏宽）：")?;
    fit.reviewers.iter().try_for_each(|reviewer| write_reviewer(out, reviewer))?;
    writeln!(out, "\n指标：")?;
    fit.criteria.iter().try_for_each(|criterion| write_criterion(out, criterion))
}

fn write_summary(out: &mut impl Write, fit: &Fit) -> io::Result<()> {
    let (packages, reviewers, criteria) = (fit.packages.len(), fit.reviewers.len(), fit.criteria.len());
    writeln!(out, "评分 {} 条：评价包 {packages} 个，评审人 {reviewers} 名，指标 {criteria} 项", fit.marks)?;
    if let Some(found) = &fit.components {
        let (package, reviewer, residual) = (found.package, found.reviewer, found.residual);
        writeln!(out, "方差：质量差异 {package:.4}，宽严差异 {reviewer:.4}，其余 {residual:.4}")?;
    }
    if let Some(found) = &fit.reliability {
        writeln!(out, "信度：单个评分 {:.4}，评价包平均分 {:.4}", found.single, found.mean)?;
    }
    writeln!(out, "评审人一致性：{}", alphas(&fit.agreement))?;
    for group in fit.groups.iter().filter(|_| fit.groups.len() > 1) {
        writeln!(out, "第 {} 组：评价包 {} 个，评审人 {} 名", group.group, group.packages, group.reviewers)?;
    }
    fit.notes.iter().try_for_each(|note| writeln!(out, "注意：{}。", note.text.zh))
}

fn write_package(out: &mut impl Write, package: &PackageFit) -> io::Result<()> {
    let basis = if package.basis == Basis::Corrected { "校正" } else { "原始" };
    writeln!(out, "  {}　{:.2}（{basis}，{} 条评分）", package.package, package.shown, package.marks)?;
    writeln!(out, "    {}", package.sentence.zh)
}

fn write_reviewer(out: &mut impl Write, reviewer: &ReviewerFit) -> io::Result<()> {
    let ReviewerFit { reviewer: name, packages, marks, .. } = reviewer;
    write!(out, "  {name}　评价包 {packages} 个，评分 {marks} 条　")?;
    match (reviewer.severity, reviewer.standard_error) {
        (Some(severity), Some(error)) => write!(out, "{severity:+.2}（误差约 ±{error:.2}）")?,
        _ => write!(out, "评分不足，不作估计")?,
    }
    if let Some(drift) = &reviewer.drift {
        let (per_month, error) = (drift.per_month, drift.standard_error);
        write!(out, "，{} 至 {} 每 30 天变化 {per_month:+.2}（误差约 ±{error:.2}）", drift.first, drift.last)?;
    }
    writeln!(out)
}

fn write_criterion(out: &mut impl Write, criterion: &CriterionFit) -> io::Result<()> {
    write!(out, "  {}　原始平均 {:.2}", criterion.criterion, criterion.raw_mean)?;
    if let (Some(mean), Some(effect), Some(error)) = (criterion.mean, criterion.effect, criterion.standard_error) {
        write!(out, "，校正后平均 {mean:.2}，与各指标平均相差 {effect:+.2}（误差约 ±{error:.2}）")?;
    }
    writeln!(out, "，一致性 {}", alphas(&criterion.agreement))
}

/// Krippendorff's alphas, or that there are none.
fn alphas(agreement: &Agreement) -> String {
    let shown = |alpha: Option<f64>| alpha.map_or("无".to_owned(), |alpha| format!("{alpha:.4}"));
    format!("α 等距 {}，α 定序 {}", shown(agreement.interval), shown(agreement.ordinal))
}

#[cfg(test)]
mod tests {
    use super::*;

    const MARKS: &str = include_str!("../../tests/data/quality/unbalanced.csv");

    fn fitted(text: &str, json: bool) -> Result<String, String> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("marks.csv");
        fs::write(&path, text).unwrap();
        let mut out = Vec::new();
        fit_file(&mut out, &path, json).map_err(|fault| format!("{fault:#}"))?;
        Ok(String::from_utf8(out).unwrap())
    }

    #[test]
    fn says_raw_and_corrected_and_which_way_severity_runs() {
        let said = fitted(MARKS, false).unwrap();
        for wanted in ["原始平均分", "校正后", "正数偏严", "只有 1 名评审人打分", "α 等距 0.5899"]
        {
            assert!(said.contains(wanted), "{wanted}: {said}");
        }
    }

    #[test]
    fn json_reads_back_as_the_fit() {
        let fit: Fit = serde_json::from_str(&fitted(MARKS, true).unwrap()).unwrap();
        assert_eq!(fit, crate::quality::fit::fit(&reading::read(MARKS.as_bytes()).unwrap()).unwrap());
    }

    #[test]
    fn a_fault_names_file_and_line() {
        let fault = fitted("package,reviewer,criterion,mark\nP1,R1,c,many\n", false).unwrap_err();
        assert!(fault.contains("marks.csv") && fault.contains("line 2, column mark"), "{fault}");
        let missing = fit_file(&mut Vec::new(), Path::new("no such file"), false).unwrap_err();
        assert!(missing.to_string().contains("no such file"));
    }
}
