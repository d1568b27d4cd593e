//! The terms that a draft begins with; pure. People change them before anybody signs.

use super::model::{ContractTerms, StageTerms};
use crate::terms::{Day, Fen, Score};

/// Per cent of the price that the plan earns; the report earns the rest, by its quality.
const PLAN_SHARE: i64 = 30;

/// Terms for a project: a plan first, the report on its day, the larger part paid by quality (C-07, C-08).
pub fn usual(project: &str, deliverables: &str, from: Day, report_due_on: Day) -> ContractTerms {
    let report = report_due_on.max(from);
    let halfway = from.plus_days((report.0 - from.0).num_days() / 2);
    let stage = |name: &str, due_on: Day, share: i64, by_quality: bool| StageTerms {
        name: name.to_owned(),
        due_on,
        share: Score(share.into()),
        by_quality,
    };
    ContractTerms {
        task: format!("{project}绩效评价"),
        deliverables: deliverables.to_owned(),
        from,
        until: report,
        stages: vec![
            stage("提交并通过评价工作方案", halfway, PLAN_SHARE, false),
            stage("提交评价报告并通过验收", report, 100 - PLAN_SHARE, true),
        ],
        confidentiality: "乙方对履行合同中知悉的国家秘密、工作秘密、商业秘密和个人信息保密；资料归甲方所有，未经甲方书面同意不得对外提供。".to_owned(),
        liability: "乙方逾期交付的，每逾期一日按逾期阶段价款的千分之一支付违约金；成果经补正仍未通过验收的，甲方可以解除合同并不支付该阶段价款。甲方逾期付款的，按逾期金额每日万分之五支付逾期利息。".to_owned(),
        bond_fen: Fen(0),
        may_subcontract: false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contracts::rules;

    #[test]
    fn what_a_draft_begins_with_is_lawful_whatever_the_days() {
        let day = |text: &str| text.parse::<Day>().unwrap();
        for (from, report) in [("2026-10-12", "2026-12-15"), ("2026-10-12", "2026-10-12"), ("2026-12-20", "2026-12-15")]
        {
            let terms = usual("某项目", "评价报告", day(from), day(report));
            assert_eq!(rules::terms(&terms, Fen(5_300_000)), [], "{from} {report}");
        }
    }
}
