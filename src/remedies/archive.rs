//! What the file of a procurement must hold (政府采购法 art. 42, kept at least fifteen years), and whether it is there;
//! pure.

use crate::terms::Wording;
use serde::Serialize;
use utoipa::ToSchema;

/// What is known of a commission's papers: how many of each there are, or whether there need be any.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Papers {
    pub has_order: bool,
    /// It has a page on the market: bids of a year that came in by import have none.
    pub has_tender: bool,
    /// Its contract was written here: a year that came in by import has none.
    pub has_contract: bool,
    pub is_announced: bool,
    pub clarifications: usize,
    pub questions: usize,
    pub envelopes: usize,
    pub is_opened: bool,
    pub bids: usize,
    pub panel_members: usize,
    pub marks_finished: bool,
    pub is_awarded: bool,
    pub result_published: bool,
    pub contract_signed: bool,
    pub work_accepted: bool,
    pub challenges: usize,
    pub answers: usize,
    pub complaints: usize,
    pub rulings: usize,
    /// It failed or was terminated: what comes after need not be there.
    pub ended_early: bool,
}

/// Whether a paper is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = PaperState)]
pub enum State {
    Present,
    Missing,
    /// Nothing asks for it in this commission.
    NotNeeded,
}

/// One line of the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ArchivePaper)]
pub struct Paper {
    pub id: &'static str,
    #[schema(value_type = Object)]
    pub name: Wording,
    pub state: State,
    /// Where it is, as a path of this service; `None` where it is not there.
    pub place: Option<String>,
}

/// The list for a commission, in the order of the law.
pub fn list(number: &str, papers: &Papers) -> Vec<Paper> {
    use State::*;
    let needed = |there: bool, needed: bool| match (there, needed) {
        (true, _) => Present,
        (false, true) => Missing,
        (false, false) => NotNeeded,
    };
    let goes_on = !papers.ended_early;
    let opened = papers.is_opened;
    let market = format!("/market/{number}");
    let tender =
        |page: &str| if papers.has_tender { format!("{market}{page}") } else { format!("/commissions/{number}") };
    let contract = if papers.has_contract { format!("{market}/contract") } else { format!("/commissions/{number}") };
    let lines: [(&'static str, &str, &str, State, String); 13] = [
        ("records", "采购活动记录", "record of the procurement", Present, format!("/commissions/{number}")),
        ("budget", "采购预算与委托单", "budget and order", needed(papers.has_order, true), format!("/orders/{number}")),
        ("documents", "采购文件与公告", "documents and announcement", needed(papers.is_announced, true), tender("")),
        (
            "clarifications",
            "询问与澄清",
            "questions and clarifications",
            needed(papers.clarifications > 0, papers.questions > 0),
            tender(""),
        ),
        (
            "bids",
            "投标文件",
            "bids",
            needed(papers.envelopes > 0 || papers.bids > 0, papers.is_announced && goes_on),
            tender(""),
        ),
        (
            "opening",
            "开标记录与资格审查",
            "opening and admission",
            needed(opened, papers.is_announced && goes_on),
            format!("/commissions/{number}"),
        ),
        (
            "standard",
            "评标标准与评审小组",
            "criteria and panel",
            needed(papers.panel_members > 0, opened && goes_on && papers.bids > 0),
            tender("/panel"),
        ),
        (
            "report",
            "评估报告（评分与排名）",
            "evaluation report (marks and ranking)",
            needed(papers.marks_finished, opened && goes_on && papers.bids > 0),
            tender("/panel"),
        ),
        (
            "award",
            "定标文件与结果公告",
            "award and notice of the result",
            needed(papers.is_awarded && papers.result_published, opened && goes_on && papers.bids > 0),
            format!("{market}/remedies"),
        ),
        (
            "contract",
            "合同文本",
            "contract",
            needed(papers.contract_signed, papers.is_awarded && goes_on),
            contract.clone(),
        ),
        (
            "acceptance",
            "验收证明",
            "proof of acceptance",
            needed(papers.work_accepted, papers.contract_signed && goes_on),
            contract,
        ),
        (
            "answers",
            "质疑答复",
            "answers to challenges",
            needed(papers.challenges > 0 && papers.answers == papers.challenges, papers.challenges > 0),
            format!("{market}/remedies"),
        ),
        (
            "rulings",
            "投诉处理决定",
            "rulings on complaints",
            needed(papers.complaints > 0 && papers.rulings == papers.complaints, papers.complaints > 0),
            format!("{market}/remedies"),
        ),
    ];
    let paper = |(id, zh, en, state, place): (&'static str, &str, &str, State, String)| Paper {
        id,
        name: Wording::new(zh, en),
        state,
        place: (state == Present).then_some(place),
    };
    lines.into_iter().map(paper).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whole() -> Papers {
        Papers {
            has_order: true,
            has_tender: true,
            has_contract: true,
            is_announced: true,
            clarifications: 1,
            questions: 1,
            envelopes: 5,
            is_opened: true,
            bids: 5,
            panel_members: 3,
            marks_finished: true,
            is_awarded: true,
            result_published: true,
            contract_signed: true,
            work_accepted: true,
            challenges: 1,
            answers: 1,
            complaints: 1,
            rulings: 1,
            ended_early: false,
        }
    }

    fn states(papers: &Papers, wanted: State) -> Vec<&'static str> {
        list("n", papers).into_iter().filter(|paper| paper.state == wanted).map(|paper| paper.id).collect()
    }

    #[test]
    fn every_paper_of_the_law_is_looked_for() {
        assert!(states(&whole(), State::Missing).is_empty() && states(&whole(), State::NotNeeded).is_empty());
        type Change = fn(&mut Papers);
        let cases: [(Change, &[&str]); 8] = [
            (|p| p.has_order = false, &["budget"]),
            (|p| p.clarifications = 0, &["clarifications"]),
            (|p| p.result_published = false, &["award"]),
            (|p| p.contract_signed = false, &["contract"]),
            (|p| p.work_accepted = false, &["acceptance"]),
            (|p| p.answers = 0, &["answers"]),
            (|p| p.rulings = 0, &["rulings"]),
            (|p| (p.panel_members, p.marks_finished) = (0, false), &["standard", "report"]),
        ];
        for (change, missing) in cases {
            let mut papers = whole();
            change(&mut papers);
            assert_eq!(states(&papers, State::Missing), missing);
        }
    }

    #[test]
    fn papers_lie_where_there_is_a_page() {
        let place =
            |papers: &Papers, id: &str| list("n", papers).into_iter().find(|p| p.id == id).and_then(|p| p.place);
        assert_eq!(place(&whole(), "report").as_deref(), Some("/market/n/panel"));
        assert_eq!(place(&whole(), "contract").as_deref(), Some("/market/n/contract"));
        let imported = Papers { has_tender: false, has_contract: false, ..whole() };
        assert_eq!(place(&imported, "contract").as_deref(), Some("/commissions/n"));
        assert_eq!(place(&imported, "report").as_deref(), Some("/commissions/n"));
        assert_eq!(place(&imported, "bids").as_deref(), Some("/commissions/n"));
        assert_eq!(place(&Papers { is_awarded: false, ..whole() }, "award"), None, "what is missing is nowhere");
    }

    #[test]
    fn what_nothing_asks_for_is_not_missing() {
        let quiet =
            Papers { clarifications: 0, questions: 0, challenges: 0, answers: 0, complaints: 0, rulings: 0, ..whole() };
        assert_eq!(states(&quiet, State::NotNeeded), ["clarifications", "answers", "rulings"]);
        let failed = Papers { has_order: true, is_announced: true, ended_early: true, ..Papers::default() };
        assert!(states(&failed, State::Missing).is_empty(), "{:?}", list("n", &failed));
    }
}
