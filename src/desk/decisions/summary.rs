//! One sentence for each kind of decision, made from its recorded outcome; pure. An outcome that has
//! another form than this version writes gets none.

use crate::audit::Decision;
use crate::audit::model::DecisionKind;
use crate::terms::Wording;
use serde_json::Value;

/// What was decided.
pub fn sentence(decision: &Decision) -> Option<Wording> {
    let outcome = &decision.outcome;
    match decision.kind {
        DecisionKind::CommissionerSeparation => serde_json::from_value(outcome["sentence"].clone()).ok(),
        DecisionKind::OrderJudged => {
            let (lawful, noted) = (outcome["lawful"].as_bool()?, outcome["findings"].as_array()?.len());
            let (zh, en) =
                if lawful { ("可以提交复核", "may go to its checker") } else { ("不得提交", "is unlawful") };
            Some(Wording::new(format!("委托单{zh}，提示 {noted} 条。"), format!("The order {en}; {noted} findings.")))
        }
        DecisionKind::ReceiptsFixed => {
            let (count, digest) = (outcome["envelopes"].as_array()?.len(), outcome["digest"].as_str()?);
            let zh = format!("投标截止，固定密封投标清单 {count} 份，清单摘要 {digest}。");
            Some(Wording::new(zh, format!("{count} sealed bids are on the fixed list, digest {digest}.")))
        }
        DecisionKind::Clarification => {
            let (moved, deadline) = (outcome["moved"].as_bool()?, outcome["deadline"].as_str()?);
            let (zh, en) = if moved {
                ("截止时间顺延至", "moves the deadline to")
            } else {
                ("截止时间不变，为", "leaves the deadline at")
            };
            Some(Wording::new(format!("发布澄清，{zh} {deadline}。"), format!("The clarification {en} {deadline}.")))
        }
        DecisionKind::BidsUnsealed => {
            let envelopes = outcome.as_array()?;
            let void = envelopes.iter().filter(|e| !e["void"].is_null()).count();
            let zh = format!("两名保管人到场开启密封投标 {} 份，其中 {void} 份不能作为投标。", envelopes.len());
            Some(Wording::new(zh, format!("Two holders opened {} sealed bids; {void} are void.", envelopes.len())))
        }
        DecisionKind::BidAdmission => admission(outcome.as_array()?),
        DecisionKind::PanelEligibility => {
            let kept_out = outcome.as_array()?.len();
            let zh = format!("名册中 {kept_out} 名专家因利害关系不参加评审小组抽取。");
            Some(Wording::new(zh, format!("{kept_out} experts are kept out of the draw of the panel.")))
        }
        DecisionKind::PanelMarks => {
            let marks = outcome["marks"].as_array()?.len();
            let zh = format!("评审小组全部成员独立评分完毕，共 {marks} 项。");
            Some(Wording::new(zh, format!("All members of the panel marked alone: {marks} marks.")))
        }
        DecisionKind::Award => award(outcome),
        DecisionKind::ReviewerEligibility => {
            let kept_out = outcome.as_array()?.len();
            Some(Wording::new(
                format!("名册中 {kept_out} 名专家因利害关系不参加本次抽取。"),
                format!("{kept_out} experts of the pool are kept out of the draw by conflicts."),
            ))
        }
        DecisionKind::Draw => {
            let drawn = listed(outcome["seats"].as_array()?)?;
            Some(Wording::new(format!("抽中专家 {drawn}。"), format!("Drawn: {drawn}.")))
        }
        DecisionKind::PackageAcceptance => gate(outcome),
        DecisionKind::PackageQuality => {
            let (mean, seats) = (outcome["raw_mean"].as_str()?, outcome["seats"].as_i64()?);
            let zh = format!("{seats} 名专家评审，原始平均分 {mean}。");
            Some(Wording::new(zh, format!("Reviewed by {seats}; raw mean {mean}.")))
        }
        DecisionKind::Grade => {
            let (score, word) = (outcome["score"].as_str()?, outcome["word"].as_str()?);
            let (band, code) = (outcome["band"].as_str()?, outcome["grade"].as_str()?);
            let zh = format!("得分 {score}，按分数段 {band} 定为“{word}”。");
            Some(Wording::new(zh, format!("{score} lies in {band}: {}.", code.to_lowercase())))
        }
        DecisionKind::Instructions => instructions(outcome.as_array()?),
        DecisionKind::InstructionsReissued => instructions(outcome["instructions"].as_array()?),
        DecisionKind::ResultSuperseded => {
            let (score, word, code) =
                (outcome["score"].as_str()?, outcome["word"].as_str()?, outcome["grade"].as_str()?);
            let zh = format!("以新的决定替代原结果：得分 {score}，等次“{word}”。");
            Some(Wording::new(zh, format!("Superseded: {score}, {}.", code.to_lowercase())))
        }
        DecisionKind::Enrolment => {
            let (zh, en) = match (outcome["may_enter"].as_bool()?, outcome["is_relaxed"].as_bool()?) {
                (true, false) => ("符合入库条件，准予入库", "meets the conditions and enters the pool"),
                (true, true) => ("因专业稀缺放宽条件，准予入库", "enters the pool, title or age relaxed"),
                (false, _) => ("不符合入库条件", "does not meet the conditions"),
            };
            Some(Wording::new(format!("申请人{zh}。"), format!("The applicant {en}.")))
        }
        DecisionKind::ContractJudged => {
            let (lawful, stages) = (outcome["lawful"].as_bool()?, outcome["stages_fen"].as_array()?.len());
            let (zh, en) =
                if lawful { ("可以签订", "may be signed") } else { ("不得签订", "may not be signed") };
            Some(Wording::new(
                format!("合同{zh}，分 {stages} 个阶段付款。"),
                format!("The contract {en}; {stages} stages."),
            ))
        }
        DecisionKind::RecheckSample => {
            let drawn = outcome["selected"].as_array()?.len();
            Some(Wording::new(format!("抽中自评 {drawn} 项。"), format!("{drawn} self-evaluations drawn.")))
        }
        DecisionKind::LowPriceRuled
        | DecisionKind::RecheckGaps
        | DecisionKind::CollusionRuled
        | DecisionKind::BiddersLeft
        | DecisionKind::RemedyStep
        | DecisionKind::SuccessionDecided
        | DecisionKind::InstructionSettled
        | DecisionKind::RectificationClosed
        | DecisionKind::PackageReviewed
        | DecisionKind::ResultDisclosed
        | DecisionKind::CreditLevel => serde_json::from_value(outcome["wording"].clone()).ok(),
    }
}

fn admission(bids: &[Value]) -> Option<Wording> {
    let rejected = bids.iter().filter(|b| !b["rejection"].is_null()).count();
    let (all, admitted) = (bids.len(), bids.len().checked_sub(rejected)?);
    Some(Wording::new(
        format!("收到投标 {all} 份，通过 {admitted} 份，未通过 {rejected} 份。"),
        format!("{all} bids: {admitted} admitted, {rejected} rejected."),
    ))
}

fn award(outcome: &Value) -> Option<Wording> {
    let ranked = outcome["ranked"].as_array()?;
    let first = ranked.first()?;
    let (uscc, total) = (first["uscc"].as_str()?, first["total"].as_str()?);
    Some(Wording::new(
        format!("{} 份投标参加排序，{uscc} 以总分 {total} 排名第一。", ranked.len()),
        format!("{} bids ranked; {uscc} comes first with {total}.", ranked.len()),
    ))
}

fn gate(outcome: &Value) -> Option<Wording> {
    let findings = outcome["findings"].as_array()?.len();
    let score = outcome["score"].as_str()?;
    Some(match outcome["standing"].as_str()? {
        "accepted" => Wording::new(
            format!("完整性检查通过，指标得分合计 {score}，提示 {findings} 项。"),
            format!("The package is complete; its scores sum to {score}; {findings} findings."),
        ),
        _ => Wording::new(
            format!("完整性检查未通过，{findings} 项须补正。"),
            format!("The package went back with {findings} findings."),
        ),
    })
}

fn instructions(issued: &[Value]) -> Option<Wording> {
    let said = |lang: &str| -> Vec<&str> { issued.iter().filter_map(|i| i["wording"][lang].as_str()).collect() };
    (!issued.is_empty()).then(|| Wording::new(said("zh").join(""), said("en").join(" ")))
}

fn listed(numbers: &[Value]) -> Option<String> {
    let texts: Option<Vec<&str>> = numbers.iter().map(Value::as_str).collect();
    Some(texts?.join("、"))
}
