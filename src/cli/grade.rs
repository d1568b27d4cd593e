//! `hengping grade`: which grade a score earns under a pack, and by which article.

use crate::policy::{GradeDecision, Pack, Packs, loader};
use crate::terms::Score;
use anyhow::Context;
use clap::Args;
use serde_json::json;
use std::io::Write;
use std::path::PathBuf;

/// 按政策包由得分定等次（grade a score by a policy pack）
#[derive(Args, Debug)]
#[command(after_help = "示例（example）：hengping grade --policy wuzhong-2021 --score 79.995")]
pub struct GradeArgs {
    /// 政策包编号，或 .toml 文件（id of a pack, or a file）
    #[arg(long)]
    pub policy: String,
    /// 得分，0 至 100，精确小数（exact score）
    #[arg(long, allow_hyphen_values = true)]
    pub score: String,
    /// 已认定的一票否决事项，可写多个（vetoes that were established）
    #[arg(long)]
    pub veto: Vec<String>,
    /// 另加政策包的文件夹（folder with further packs）
    #[arg(long)]
    pub policies: Option<PathBuf>,
    /// 输出 JSON
    #[arg(long)]
    pub json: bool,
}

/// Prints the decision. 1 if there is no grade, such as for a score above 100.
pub fn run(args: GradeArgs) -> anyhow::Result<u8> {
    answer(&mut std::io::stdout().lock(), &args)
}

fn answer(out: &mut impl Write, args: &GradeArgs) -> anyhow::Result<u8> {
    let score: Score = args.score.parse().with_context(|| format!("得分 {} 不是精确的小数", args.score))?;
    let packs = Packs::load_with_overrides(args.policies.as_deref())?;
    let pack = loader::load_pack(&packs, &args.policy)?;
    let vetoes: Vec<&str> = args.veto.iter().map(String::as_str).collect();
    match pack.grade(score, &vetoes) {
        Ok(decision) if args.json => {
            let answer = json!({
                "policy": { "id": pack.id, "version": pack.version() },
                "score": decision.score, "grade": decision.code, "word": decision.word,
                "basis": decision.basis.article, "decision": decision,
            });
            writeln!(out, "{answer:#}")?;
            Ok(0)
        }
        Ok(decision) => {
            write_decision(out, &pack, &decision)?;
            Ok(0)
        }
        Err(refusal) if args.json => {
            writeln!(out, "{:#}", json!({ "policy": { "id": pack.id }, "error": refusal.to_string() }))?;
            Ok(1)
        }
        Err(refusal) => {
            writeln!(out, "不能定等次：{refusal}")?;
            Ok(1)
        }
    }
}

fn write_decision(out: &mut impl Write, pack: &Pack, decision: &GradeDecision) -> anyhow::Result<()> {
    let basis = &decision.basis;
    writeln!(out, "等次：{}（{}）", decision.word, decision.code)?;
    writeln!(out, "得分：{}，分数段 {}“{}”", decision.score, decision.band_text, decision.band.word)?;
    for veto in &decision.lowered_by {
        writeln!(out, "一票否决：{}（{}），等次不高于 {}", veto.name.zh, veto.id, veto.at_most)?;
    }
    writeln!(out, "依据：{}（{}；{}）", basis.article, decision.origin.name().zh, basis.status.name().zh)?;
    writeln!(out, "　　　{}", basis.text.zh)?;
    if let Some(note) = &decision.local_note {
        writeln!(out, "当地：{}", note.zh)?;
    }
    writeln!(out, "政策包：{} {}，版本 {}", pack.id, pack.name.zh, pack.version())?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn graded(score: &str, json: bool) -> (anyhow::Result<u8>, String) {
        let (policy, score) = ("wuzhong-2021".to_owned(), score.to_owned());
        let args = GradeArgs { policy, score, veto: Vec::new(), policies: None, json };
        let mut out = Vec::new();
        let code = answer(&mut out, &args);
        (code, String::from_utf8(out).unwrap())
    }

    #[test]
    fn says_grade_and_article_or_no() {
        let cases =
            [("79.995", 0, "中（FAIR）"), ("80", 0, "良（GOOD）"), ("100.01", 1, "100.01"), ("-1", 1, "0 至 100")];
        for (score, code, text) in cases {
            let (found, out) = graded(score, false);
            assert!(found.unwrap() == code && out.contains(text), "{score}: {out}");
        }
        assert!(graded("80", false).1.contains("财预〔2020〕10号"));
        assert!(graded("eighty", false).0.is_err());
    }

    #[test]
    fn json_carries_the_exact_score_and_the_version() {
        let answer: serde_json::Value = serde_json::from_str(&graded("79.995", true).1).unwrap();
        assert_eq!(answer["decision"]["score"], "79.995");
        assert_eq!(answer["policy"]["version"].as_str().unwrap().len(), 64);
        let refusal: serde_json::Value = serde_json::from_str(&graded("101", true).1).unwrap();
        assert!(refusal["error"].is_string());
    }
}
