//! `hengping linkage`: what results do to the budget under one pack, or under all for comparison.

use crate::policy::codes::{Finding, Grade, RectificationState, SubjectKind};
use crate::policy::{GradeDecision, GradeError, Instruction, LinkageQuestion, Pack, Packs, loader};
use crate::terms::{Fen, Score};
use anyhow::Context;
use clap::Args;
use serde::{Deserialize, Serialize};
use std::io::Write;
use std::path::{Path, PathBuf};

/// 评价结果与预算挂钩的指令（budget instructions that follow from results）
#[derive(Args, Debug)]
#[command(after_help = r#"示例（example）：hengping linkage --policy wuzhong-2021 result.json
result.json：{"project_code":"64030021T000001","subject_kind":"PROJECT","score":"92.8","budget_fen":837000000}
多个结果写成列表；--policy all 用全部政策包比较。格式见 docs/schemas/linkage-result.schema.json"#)]
pub struct LinkageArgs {
    /// 政策包编号、.toml 文件，或 all（id of a pack, a file, or all）
    #[arg(long)]
    pub policy: String,
    /// 评价结果文件（JSON）
    pub result: PathBuf,
    /// 另加政策包的文件夹（folder with further packs）
    #[arg(long)]
    pub policies: Option<PathBuf>,
    /// 输出 JSON
    #[arg(long)]
    pub json: bool,
}

/// One result as the file states it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ResultCase {
    project_code: String,
    subject_kind: SubjectKind,
    /// Exact points as text; `grade` may be given instead.
    score: Option<Score>,
    /// A grade code or a word of the pack.
    grade: Option<String>,
    #[serde(default)]
    vetoes: Vec<String>,
    #[serde(default)]
    consecutive_bad_years: u32,
    #[serde(default = "none_required")]
    rectification: RectificationState,
    #[serde(default)]
    findings: Vec<Finding>,
    budget_fen: Fen,
}

fn none_required() -> RectificationState {
    RectificationState::NotRequired
}

#[derive(Serialize)]
struct PolicyRef {
    id: String,
    version: String,
}

/// What one pack says to one result.
#[derive(Serialize)]
struct Row {
    project_code: String,
    policy: PolicyRef,
    grade: Option<Grade>,
    /// `None` where the file gave the grade itself.
    decision: Option<GradeDecision>,
    instructions: Vec<Instruction>,
    error: Option<String>,
}

/// Prints the instructions. 1 if some result gets no grade under some pack.
pub fn run(args: LinkageArgs) -> anyhow::Result<u8> {
    report(&mut std::io::stdout().lock(), &args)
}

fn report(out: &mut impl Write, args: &LinkageArgs) -> anyhow::Result<u8> {
    let cases = read_cases(&args.result)?;
    let packs = Packs::load_with_overrides(args.policies.as_deref())?;
    let chosen: Vec<Pack> = match args.policy.as_str() {
        "all" => packs.iter().cloned().collect(),
        one => vec![loader::load_pack(&packs, one)?],
    };
    let versions: Vec<String> = chosen.iter().map(|pack| pack.version().to_string()).collect();
    let asked =
        cases.iter().flat_map(|case| chosen.iter().zip(&versions).map(move |(pack, version)| (case, pack, version)));
    let rows: Vec<Row> = asked.map(|(case, pack, version)| answer(case, pack, version)).collect();
    if args.json {
        writeln!(out, "{:#}", serde_json::json!({ "results": rows }))?;
    } else {
        rows.iter().try_for_each(|row| write_row(out, row))?;
    }
    Ok(u8::from(rows.iter().any(|row| row.error.is_some())))
}

/// A single result or a list of them.
fn read_cases(path: &Path) -> anyhow::Result<Vec<ResultCase>> {
    let shown = path.display();
    let bytes = std::fs::read(path).with_context(|| format!("无法读取 {shown}"))?;
    let text = String::from_utf8(bytes).with_context(|| format!("{shown} 不是 UTF-8 文本"))?;
    let text = text.trim_start_matches('\u{feff}');
    let cases = if text.trim_start().starts_with('[') {
        serde_json::from_str(text)
    } else {
        serde_json::from_str(text).map(|case| vec![case])
    };
    cases.with_context(|| format!("{shown} 不是评价结果文件（得分写成带引号的文字，如 \"92.8\"）"))
}

fn answer(case: &ResultCase, pack: &Pack, version: &str) -> Row {
    let mut row = Row {
        project_code: case.project_code.clone(),
        policy: PolicyRef { id: pack.id.clone(), version: version.to_owned() },
        grade: None,
        decision: None,
        instructions: Vec::new(),
        error: None,
    };
    match grade(case, pack) {
        Ok((grade, decision)) => {
            row.grade = Some(grade);
            row.decision = decision;
            row.instructions = pack.instructions(&question(case, grade));
        }
        Err(refusal) => row.error = Some(refusal),
    }
    row
}

fn grade(case: &ResultCase, pack: &Pack) -> Result<(Grade, Option<GradeDecision>), String> {
    let vetoes: Vec<&str> = case.vetoes.iter().map(String::as_str).collect();
    let graded: Result<(Grade, Option<GradeDecision>), GradeError> = match (case.score, &case.grade) {
        (Some(score), None) => pack.grade(score, &vetoes).map(|decision| (decision.code, Some(decision))),
        (None, Some(word)) => pack.grade_of_word(word).map(|grade| (grade, None)),
        _ => return Err("score 与 grade 须写且只写一个（write either score or grade）".to_owned()),
    };
    graded.map_err(|refusal| refusal.to_string())
}

fn question(case: &ResultCase, grade: Grade) -> LinkageQuestion {
    LinkageQuestion {
        subject_kind: case.subject_kind,
        grade,
        consecutive_bad_years: case.consecutive_bad_years,
        rectification_state: case.rectification,
        findings: case.findings.clone(),
        budget: case.budget_fen,
    }
}

fn write_row(out: &mut impl Write, row: &Row) -> anyhow::Result<()> {
    writeln!(out, "项目 {}　政策包 {}", row.project_code, row.policy.id)?;
    if let Some(error) = &row.error {
        writeln!(out, "  不能定等次：{error}")?;
    }
    if let Some(decision) = &row.decision {
        writeln!(
            out,
            "  得分 {}，等次“{}”（{}），分数段 {}",
            decision.score, decision.word, decision.code, decision.band_text
        )?;
    }
    for (i, instruction) in row.instructions.iter().enumerate() {
        let status = instruction.basis.status.name().zh;
        let person = if instruction.needs_person { "　【须由人决定】" } else { "" };
        writeln!(out, "  {}. {}　{}{person}", i + 1, instruction.action, instruction.wording.zh)?;
        writeln!(out, "     {}；{}", instruction.origin.name().zh, status)?;
    }
    if row.error.is_none() && row.instructions.is_empty() {
        writeln!(out, "  当地和国家都没有规定措施")?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
