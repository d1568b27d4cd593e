//! `hengping recheck`: plans and draws a stratified sample of self-evaluations and compares what was found with it,
//! offline. The record that `sample` writes is checked by `hengping draw verify`. Decided in [`crate::recheck::rules`].

use crate::assignments::draw::{self, DrawRecord, DrawSpec, Seed};
use crate::intake::sheets::RecheckMark;
use crate::intake::{Level, SheetReport, Workbook, read_list};
use crate::policy::Packs;
use crate::recheck::model::{Found, Gaps, Listed, Strata};
use crate::recheck::{lists, rules::gaps, rules::sampling};
use crate::terms::text::defused;
use anyhow::{Context, anyhow, bail};
use clap::{Args, Subcommand};
use serde_json::json;
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

const EXAMPLE: &str = "\
示例 / Example:
  hengping recheck sample 自评.xlsx --id 2021-ZC01 --size 20                          # 公布上下文 the context to publish
  hengping recheck commit 自评.xlsx --id 2021-ZC01 --size 20 --role finance --seed …  # 各方承诺 each party's commitment
  hengping recheck sample 自评.xlsx --id 2021-ZC01 --size 20 --seed finance=… --seed witness=… --record r.json --list s.csv
  hengping draw verify r.json
  hengping recheck gaps 自评.xlsx r.json 复核.csv --policy wuzhong-2021";

/// 自评抽查复核 / spot re-check of self-evaluations
#[derive(Debug, Args)]
#[command(after_help = EXAMPLE)]
pub struct RecheckArgs {
    #[command(subcommand)]
    command: RecheckCommand,
}

#[derive(Debug, Subcommand)]
enum RecheckCommand {
    /// 公布抽样说明；给出各方种子时抽样 / announce the sample; with the parties' seeds, draw it
    #[command(after_help = EXAMPLE)]
    Sample {
        #[command(flatten)]
        plan: PlanArgs,
        /// 一方的种子 ROLE=64位十六进制，至少两方 / a party's seed, at least two parties
        #[arg(long = "seed", value_name = "ROLE=HEX")]
        seeds: Vec<String>,
        /// 抽取记录，任何人可复核 / the record, for anybody to check
        #[arg(long, value_name = "FILE")]
        record: Option<PathBuf>,
        /// 抽中清单（CSV），可直接填写复核得分 / what was drawn as CSV, to be filled in
        #[arg(long = "list", value_name = "FILE")]
        drawn: Option<PathBuf>,
        /// 输出 JSON / print JSON
        #[arg(long)]
        json: bool,
    },
    /// 一方种子的承诺 / the commitment to a party's seed
    #[command(after_help = EXAMPLE)]
    Commit {
        #[command(flatten)]
        plan: PlanArgs,
        #[arg(long)]
        role: String,
        /// 64位十六进制 / 64 hexadecimal digits
        #[arg(long, value_name = "HEX")]
        seed: String,
    },
    /// 比较自评与复核 / compare own scores with what was found
    #[command(after_help = EXAMPLE)]
    Gaps {
        /// 自评清单 / the list of self-evaluations
        list: PathBuf,
        /// 抽取记录 / the record of the sample
        record: PathBuf,
        /// 复核得分（抽样编号，复核得分，未按要求自评，复核意见） / what was found
        marks: PathBuf,
        /// 政策包 / policy pack
        #[arg(long, default_value = "national")]
        policy: String,
        /// 输出 JSON / print JSON
        #[arg(long)]
        json: bool,
    },
}

/// What a sample is planned from.
#[derive(Debug, Args)]
struct PlanArgs {
    /// 自评清单（xlsx、xls、csv）：项目、单位、自评得分、自评等级、金额、部门 / the list
    list: PathBuf,
    /// 抽取编号 / number of the draw
    #[arg(long)]
    id: String,
    /// 抽取多少项 / how many are drawn
    #[arg(long)]
    size: u32,
    /// 分层：department 部门，amount 金额，grade 自评等级 / strata
    #[arg(long, default_value = "department", value_parser = strata)]
    by: Strata,
}

fn strata(word: &str) -> Result<Strata, String> {
    Strata::parse(word).ok_or_else(|| "department, amount, grade".to_owned())
}

/// Runs the verb: 0 done, 1 the list or the record is refused.
///
/// # Errors
/// A file cannot be read, understood or written.
pub fn run(args: RecheckArgs) -> anyhow::Result<u8> {
    let mut out = BufWriter::new(io::stdout().lock());
    let code = match args.command {
        RecheckCommand::Sample { plan, seeds, record, drawn, json } => {
            sample(&mut out, &plan, &seeds, (record.as_deref(), drawn.as_deref()), json)
        }
        RecheckCommand::Commit { plan, role, seed } => commit(&mut out, &plan, &role, &seed),
        RecheckCommand::Gaps { list, record, marks, policy, json } => {
            compare(&mut out, (&list, &record, &marks), &policy, json)
        }
    }?;
    out.flush()?;
    Ok(code)
}

/// The list without a faulty row, or `None` after its faults were told.
fn read_sound(path: &Path) -> anyhow::Result<Option<Vec<Listed>>> {
    let (list, reports) = lists::read(&mut Workbook::open(path)?)?;
    Ok(tell(&reports)?.then_some(list))
}

/// Tells what is wrong; `true` where nothing blocks.
fn tell(reports: &[SheetReport]) -> anyhow::Result<bool> {
    let mut err = io::stderr().lock();
    for report in reports {
        for f in report.findings.iter().filter(|f| f.level > Level::Note) {
            writeln!(
                err,
                "{} / {} 第 {} 行 {}：{}（{}）",
                report.file, report.sheet, f.row, f.column, f.message, f.code
            )?;
        }
    }
    Ok(!reports.iter().any(SheetReport::is_blocking))
}

fn planned(plan: &PlanArgs) -> anyhow::Result<Option<(Vec<Listed>, DrawSpec)>> {
    let Some(list) = read_sound(&plan.list)? else { return Ok(None) };
    let spec = sampling::spec(&plan.id, &list, plan.by, plan.size)?;
    Ok(Some((list, spec)))
}

fn sample(
    out: &mut impl Write,
    plan: &PlanArgs,
    seeds: &[String],
    (record_to, list_to): (Option<&Path>, Option<&Path>),
    json: bool,
) -> anyhow::Result<u8> {
    let Some((list, mut spec)) = planned(plan)? else { return Ok(1) };
    if seeds.is_empty() {
        return announce(out, &list, plan, &spec, json);
    }
    spec.parties = parties(seeds)?;
    let result = draw::run(&spec)?;
    let record = DrawRecord { spec, result };
    if let Some(path) = record_to {
        fs::write(path, serde_json::to_vec(&record)?).with_context(|| path.display().to_string())?;
    }
    let drawn: Vec<&Listed> = list.iter().filter(|l| record.result.selected.contains(&l.id)).collect();
    if let Some(path) = list_to {
        write_drawn(path, &drawn, plan.by)?;
    }
    if json {
        writeln!(out, "{}", json!({"draw_id": record.spec.draw_id, "result": record.result, "drawn": drawn}))?;
    } else {
        writeln!(out, "抽取 {}：自评 {} 项，抽中 {} 项", record.spec.draw_id, list.len(), drawn.len())?;
        for l in drawn {
            writeln!(out, "  {}　{}　{}　自评 {}", l.id, l.project, l.unit, l.score)?;
        }
    }
    Ok(0)
}

fn announce(out: &mut impl Write, list: &[Listed], plan: &PlanArgs, spec: &DrawSpec, json: bool) -> anyhow::Result<u8> {
    let announced = draw::announce(spec)?;
    let strata = sampling::strata(list, plan.by);
    let shares = sampling::shares(&strata, plan.size)?;
    if json {
        let said = json!({
            "draw_id": spec.draw_id, "listed": list.len(), "list_sha256": sampling::digest(list), "strata": strata, "shares": shares,
            "pool_hash": announced.pool_hash.to_string(), "rules_hash": announced.rules_hash.to_string(),
            "context": announced.context.to_string(),
        });
        writeln!(out, "{said}")?;
        return Ok(0);
    }
    writeln!(out, "抽取 {}：自评 {} 项，拟抽 {} 项", spec.draw_id, list.len(), plan.size)?;
    for (name, share) in &shares {
        writeln!(out, "  {name}　{} 项中抽 {share} 项", strata.get(name).copied().unwrap_or_default())?;
    }
    writeln!(out, "清单摘要 {}", sampling::digest(list))?;
    writeln!(out, "上下文 context {}", announced.context)?;
    writeln!(out, "请先公布上下文，各方据此提交承诺后再公开种子。")?;
    Ok(0)
}

fn parties(seeds: &[String]) -> anyhow::Result<BTreeMap<String, String>> {
    let mut parties = BTreeMap::new();
    for seed in seeds {
        let (role, hex) = seed.split_once('=').with_context(|| format!("--seed {seed}：应为 ROLE=HEX"))?;
        if parties.insert(role.to_owned(), hex.to_owned()).is_some() {
            bail!("--seed：{role} 给了两次 / given twice");
        }
    }
    if parties.len() < 2 {
        bail!("--seed：至少两方各给一个种子，一方不能独自决定结果 / at least two parties");
    }
    Ok(parties)
}

fn commit(out: &mut impl Write, plan: &PlanArgs, role: &str, seed: &str) -> anyhow::Result<u8> {
    let Some((_, spec)) = planned(plan)? else { return Ok(1) };
    let context = draw::announce(&spec)?.context;
    let seed = Seed::parse(role, seed)?;
    writeln!(out, "{}", draw::commitment(spec.alg, &context, role, &seed))?;
    Ok(0)
}

/// A spreadsheet opens it and takes the marks in its last three columns; `gaps` reads it back.
fn write_drawn(path: &Path, drawn: &[&Listed], by: Strata) -> anyhow::Result<()> {
    let mut file = BufWriter::new(File::create(path).with_context(|| path.display().to_string())?);
    // The mark by which spreadsheets tell UTF-8.
    file.write_all(b"\xef\xbb\xbf")?;
    let mut writer = csv::Writer::from_writer(file);
    writer.write_record([
        "抽样编号",
        "项目",
        "单位",
        "部门",
        "层",
        "自评分",
        "复核得分",
        "未按要求自评",
        "复核意见",
    ])?;
    for l in drawn {
        let (score, stratum) = (l.score.to_string(), sampling::stratum(l, by));
        let texts = [&l.id, &l.project, &l.unit, &l.department, &stratum, &score].map(|text| defused(text));
        writer.write_record(texts.iter().map(String::as_str).chain([""; 3]))?;
    }
    Ok(writer.flush()?)
}

fn compare(
    out: &mut impl Write,
    (list, record, marks): (&Path, &Path, &Path),
    policy: &str,
    json: bool,
) -> anyhow::Result<u8> {
    let Some(list) = read_sound(list)? else { return Ok(1) };
    let bytes = fs::read(record).with_context(|| record.display().to_string())?;
    let record: DrawRecord = serde_json::from_slice(&bytes).with_context(|| record.display().to_string())?;
    let found = read_list::<RecheckMark>(&mut Workbook::open(marks)?)?;
    if !tell(&found.reports)? {
        return Ok(1);
    }
    if let Some(fault) = disagreement(&list, &record) {
        writeln!(io::stderr(), "hengping: {fault}")?;
        return Ok(1);
    }
    let packs = Packs::embedded()?;
    let marks = found.rows.into_iter().map(|row| row.value);
    let found = marks.map(|mark| (mark.id, Found { score: mark.score, remark: mark.remark }));
    let inputs = gaps::inputs(&list, &record, found, gaps::rule(packs.get(policy)?))
        .map_err(|id| anyhow!("{id} 不在抽中清单内 / was not drawn"))?;
    let found = gaps::of(&inputs);
    if json {
        writeln!(out, "{}", serde_json::to_string(&found)?)?
    } else {
        write_gaps(out, &found)?
    }
    Ok(0)
}

/// Why list and record do not belong together, or the record does not hold.
fn disagreement(list: &[Listed], record: &DrawRecord) -> Option<&'static str> {
    if !draw::verify(record).is_empty() {
        return Some("抽取记录复核不一致，见 hengping draw verify / the record does not hold");
    }
    let announced = serde_json::to_value(&record.spec.rules).ok();
    let announced = announced.as_ref().and_then(|rules| rules["list_sha256"].as_str());
    (announced != Some(sampling::digest(list).as_str()))
        .then_some("自评清单与抽取时公布的摘要不符 / the list is not the one that was announced")
}

fn write_gaps(out: &mut impl Write, found: &Gaps) -> anyhow::Result<()> {
    writeln!(out, "{}\n{}", found.wording.zh, found.wording.en)?;
    if let (Some(distance), Some(estimate)) = (found.mean_distance, found.estimate) {
        writeln!(out, "平均差距 {distance} 分；按层推算全部自评平均高 {estimate} 分。")?;
    }
    for line in &found.strata {
        let mean = line.mean_gap.map_or_else(|| "—".to_owned(), |mean| mean.to_string());
        writeln!(
            out,
            "  {}　{} 项抽 {} 项，平均高 {mean}，通报 {}",
            line.stratum, line.listed, line.checked, line.circulated
        )?;
    }
    for c in &found.circulated {
        let reasons: Vec<String> = c.reasons.iter().map(|reason| reason.name().zh).collect();
        let shown = c.found.map_or_else(|| "—".to_owned(), |found| found.to_string());
        writeln!(
            out,
            "  通报 {}　{}　{}　自评 {}　复核 {shown}：{}",
            c.id,
            c.project,
            c.unit,
            c.own,
            reasons.join("、")
        )?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIST: &str = "项目自评汇总表,,,,,\n项目,单位,自评得分,自评等级,金额（万元）,部门\n\
        学校食堂改造,市一中,95,优,120,教育局\n智慧校园,市二中,92,优,80,教育局\n渠道清淤,水利站,88,良,300,水务局\n";

    fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            fs::write(folder.path().join(name), text).unwrap();
        }
        folder
    }

    fn plan(folder: &tempfile::TempDir, size: u32) -> PlanArgs {
        PlanArgs { list: folder.path().join("list.csv"), id: "2021-ZC01".into(), size, by: Strata::Department }
    }

    #[test]
    fn announce_commit_draw_mark_compare() {
        let folder = folder(&[("list.csv", LIST)]);
        let at = |name: &str| folder.path().join(name);
        let mut said = Vec::new();
        assert_eq!(sample(&mut said, &plan(&folder, 2), &[], (None, None), false).unwrap(), 0);
        let said = String::from_utf8(said).unwrap();
        assert!(said.contains("教育局　2 项中抽 1 项") && said.contains("context"), "{said}");

        let seeds = [("finance", "1a"), ("witness", "2b")].map(|(role, byte)| (role, byte.repeat(32)));
        let typed: Vec<String> = seeds.iter().map(|(role, hex)| format!("{role}={hex}")).collect();
        let (record, drawn) = (at("record.json"), at("drawn.csv"));
        let to = (Some(record.as_path()), Some(drawn.as_path()));
        assert_eq!(sample(&mut Vec::new(), &plan(&folder, 2), &typed, to, true).unwrap(), 0);
        let kept: DrawRecord = serde_json::from_slice(&fs::read(&record).unwrap()).unwrap();
        for (role, hex) in &seeds {
            let mut commitment = Vec::new();
            commit(&mut commitment, &plan(&folder, 2), role, hex).unwrap();
            assert_eq!(String::from_utf8(commitment).unwrap().trim_end(), kept.result.commitments[*role]);
        }
        assert!(kept.result.selected.contains(&"00003".to_owned()), "one of each department");

        // Somebody fills in: 85 for each that was drawn.
        let filled = fs::read_to_string(&drawn).unwrap().replace(",,,\n", ",85,,\n");
        fs::write(&drawn, filled).unwrap();
        let list = at("list.csv");
        let mut out = Vec::new();
        assert_eq!(compare(&mut out, (&list, &record, &drawn), "wuzhong-2021", true).unwrap(), 0);
        let gaps: Gaps = serde_json::from_slice(&out).unwrap();
        assert_eq!((gaps.listed, gaps.checked, gaps.threshold.unwrap().to_string()), (3, 2, "10".into()));
        let big = kept.result.selected.contains(&"00001".to_owned());
        assert_eq!(gaps.circulated.len(), usize::from(big), "95 against 85");

        // A list that was changed after the draw is not taken.
        fs::write(&list, LIST.replace("88", "78")).unwrap();
        assert_eq!(compare(&mut Vec::new(), (&list, &record, &drawn), "wuzhong-2021", false).unwrap(), 1);
    }

    #[test]
    fn a_project_that_looks_like_a_formula_stays_text_in_the_list() {
        let hostile = folder(&[("list.csv", &LIST.replace("渠道清淤", "=1+1"))]);
        let drawn = hostile.path().join("drawn.csv");
        let seeds = ["finance", "witness"].map(|role| format!("{role}={}", "1a".repeat(32)));
        assert_eq!(sample(&mut Vec::new(), &plan(&hostile, 3), &seeds, (None, Some(&drawn)), false).unwrap(), 0);
        let written = fs::read_to_string(&drawn).unwrap();
        assert!(written.contains(",'=1+1,") && !written.contains(",=1+1"), "{written}");
    }

    #[test]
    fn what_is_wrong_is_said() {
        let faulty = folder(&[("list.csv", &LIST.replace("92", "192"))]);
        assert_eq!(sample(&mut Vec::new(), &plan(&faulty, 2), &[], (None, None), false).unwrap(), 1);
        let sound = folder(&[("list.csv", LIST)]);
        let faults = [
            sample(&mut Vec::new(), &plan(&sound, 9), &[], (None, None), false),
            sample(&mut Vec::new(), &plan(&sound, 2), &["finance=00".into()], (None, None), false),
            sample(&mut Vec::new(), &plan(&sound, 2), &["finance".into()], (None, None), false),
        ];
        assert!(faults.iter().all(Result::is_err), "{faults:?}");
    }
}
