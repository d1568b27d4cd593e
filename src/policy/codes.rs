//! The code lists that packs and results speak in (regulations sections 5.6a, 7, 11.1).
//!
//! Not here: local words for a grade or an action; those are data of a pack.

use super::reading::codes;

codes! {
    /// The canonical grade behind every local word, from worst to best so that they compare.
    pub enum Grade {
        Poor = "POOR", "差", "poor";
        Fair = "FAIR", "中", "fair";
        Good = "GOOD", "良", "good";
        Excellent = "EXCELLENT", "优", "excellent";
    }
}

codes! {
    /// Grade of an institution's finished assignment, from worst to best.
    pub enum RatingGrade {
        D = "D", "D级", "D";
        C = "C", "C级", "C";
        B = "B", "B级", "B";
        A = "A", "A级", "A";
    }
}

codes! {
    /// What an institution can be found to have done (regulations 11.3).
    pub enum InstitutionViolation {
        FalseReport = "FALSE_REPORT", "出具虚假报告", "false report";
        Subcontract = "SUBCONTRACT", "未经同意分包", "subcontracting without consent";
        WholeTransfer = "WHOLE_TRANSFER", "转包", "transfer of the whole job";
        NameLending = "NAME_LENDING", "出借名义", "lending of the name";
        UndeclaredCoi = "UNDECLARED_COI", "应回避未申报", "undeclared conflict of interest";
        Leak = "LEAK", "泄露秘密", "leak";
        Lowball = "LOWBALL", "恶意低价竞争", "abusive price";
        UnqualifiedStaff = "UNQUALIFIED_STAFF", "人员不合资格", "unqualified staff";
        Late = "LATE", "严重逾期", "gravely late";
        DropOut = "DROP_OUT", "中选后退出", "dropping out after selection";
        RefuseSupervision = "REFUSE_SUPERVISION", "拒绝监督", "refusing supervision";
    }
}

codes! {
    /// What was evaluated, as far as linkage rules tell it apart.
    pub enum SubjectKind {
        Project = "PROJECT", "项目", "project";
        OneOffProject = "ONE_OFF_PROJECT", "一次性项目", "one-off project";
        ContinuingProject = "CONTINUING_PROJECT", "延续性项目", "continuing project";
        Policy = "POLICY", "政策", "policy";
        DeptOverall = "DEPT_OVERALL", "部门整体", "whole department";
        LowerGov = "LOWER_GOV", "下级政府", "lower government";
    }
}

impl SubjectKind {
    /// Whether a rule for `self` speaks of `subject`: a rule for projects covers both sorts.
    pub fn covers(self, subject: SubjectKind) -> bool {
        let is_project = matches!(subject, SubjectKind::OneOffProject | SubjectKind::ContinuingProject);
        self == subject || (self == SubjectKind::Project && is_project)
    }
}

codes! {
    /// What a result does to the budget (regulations section 7).
    pub enum LinkageAction {
        Prioritise = "PRIORITISE", "优先保障", "give priority";
        Maintain = "MAINTAIN", "正常安排", "maintain";
        HoldNew = "HOLD_NEW", "暂缓安排新增资金", "hold new money";
        ImproveOnly = "IMPROVE_ONLY", "改进完善", "improve";
        CutPct = "CUT_PCT", "按比例压减", "cut by a percentage";
        CutUnspecified = "CUT_UNSPECIFIED", "压减（幅度待定）", "cut, extent to be decided";
        Suspend = "SUSPEND", "暂停执行或拨款", "suspend execution or payment";
        Cancel = "CANCEL", "取消安排", "cancel";
        Reclaim = "RECLAIM", "收回资金", "reclaim";
        Redirect = "REDIRECT", "整合调整", "redirect";
        Incentive = "INCENTIVE", "奖励", "incentive";
        NoNewSimilar = "NO_NEW_SIMILAR", "不再安排同类新增项目", "no new similar project";
        Notify = "NOTIFY", "通报", "circulate a notice";
        Interview = "INTERVIEW", "约谈", "interview";
    }
}

impl LinkageAction {
    /// Whether the action does the subject good, so that it cannot stand beside one that does not
    /// without a person deciding.
    pub fn favours(self) -> bool {
        matches!(self, LinkageAction::Prioritise | LinkageAction::Maintain | LinkageAction::Incentive)
    }

    /// Whether the action leaves its extent open, so that a person has to fix it before it is sent.
    pub fn leaves_extent_open(self) -> bool {
        matches!(
            self,
            LinkageAction::CutUnspecified | LinkageAction::Reclaim | LinkageAction::Redirect | LinkageAction::Incentive
        )
    }
}

codes! {
    /// How far rectification of an earlier finding has come.
    pub enum RectificationState {
        NotRequired = "NOT_REQUIRED", "无整改要求", "none required";
        Pending = "PENDING", "整改期内", "within its term";
        Done = "DONE", "已整改", "done";
        Poor = "POOR", "整改不到位", "done poorly";
        Overdue = "OVERDUE", "逾期未整改", "overdue";
    }
}

codes! {
    /// What an evaluation has established besides its score, where local rules act on it.
    pub enum Finding {
        Overlapping = "OVERLAPPING", "交叉重复、碎片化", "overlapping or fragmented";
        Inefficient = "INEFFICIENT", "低效无效", "inefficient or of no effect";
        LongIdle = "LONG_IDLE", "资金长期沉淀", "money long idle";
        OffGoal = "OFF_GOAL", "明显偏离绩效目标", "clearly off its goal";
    }
}

codes! {
    /// Bodies that commission, evaluate or check.
    pub enum Body {
        Finance = "FINANCE", "财政部门", "finance department";
        MainDept = "MAIN_DEPT", "业务主管部门", "competent department";
        BudgetUnit = "BUDGET_UNIT", "预算单位", "budget unit";
        Audit = "AUDIT", "审计部门", "audit office";
    }
}

codes! {
    /// Kinds of evaluation (regulations 11.1).
    pub enum EvaluationKind {
        ExAnte = "EX_ANTE", "事前绩效评估", "ex-ante evaluation";
        GoalReview = "GOAL_REVIEW", "绩效目标审核", "goal review";
        Monitoring = "MONITORING", "运行监控", "monitoring";
        SelfEval = "SELF_EVAL", "单位/项目自评", "self-evaluation";
        DeptOverallSelf = "DEPT_OVERALL_SELF", "部门整体自评", "department's overall self-evaluation";
        DeptKey = "DEPT_KEY", "部门重点评价", "key evaluation by a department";
        FinKey = "FIN_KEY", "财政重点评价", "key evaluation by finance";
        DeptOverall = "DEPT_OVERALL", "部门整体评价", "evaluation of a whole department";
        ExpiredFund = "EXPIRED_FUND", "到期专项评价", "evaluation of an expiring fund";
        LowerGov = "LOWER_GOV", "下级政府财政运行综合评价", "evaluation of a lower government's finances";
        SelfEvalRecheck = "SELF_EVAL_RECHECK", "自评抽查复核", "re-check of a self-evaluation";
        ReEval = "RE_EVAL", "再评价", "re-evaluation";
        PurchasedService = "PURCHASED_SERVICE", "购买服务第三方评价", "evaluation of a purchased service";
        Policy = "POLICY", "政策评价", "policy evaluation";
    }
}

codes! {
    /// Libraries that a place's text allows to be built.
    pub enum PoolKind {
        Experts = "EXPERTS", "专家库", "expert library";
        Institutions = "INSTITUTIONS", "第三方机构库", "institution pool";
    }
}

codes! {
    /// Routes of a commission that have a panel (regulations 5.6a).
    pub enum PanelRoute {
        Framework = "FRAMEWORK", "框架协议采购", "framework agreement";
        Consultation = "CONSULTATION", "竞争性磋商", "competitive consultation";
        OpenTender = "OPEN_TENDER", "公开招标", "open tender";
        InvitedTender = "INVITED_TENDER", "邀请招标", "invited tender";
    }
}

codes! {
    /// How a price becomes points.
    pub enum PriceFormula {
        /// The lowest price divided by the own price (P-55, CS-24).
        LowPriceFirst = "LOW_PRICE_FIRST", "低价优先法", "lowest price first";
    }
}

codes! {
    /// How a term is counted (P-85).
    pub enum DayKind {
        Calendar = "CALENDAR", "日", "calendar days";
        Working = "WORKING", "工作日", "working days";
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grades_compare_from_worst_to_best() {
        assert!(Grade::Poor < Grade::Fair && Grade::Fair < Grade::Good && Grade::Good < Grade::Excellent);
        assert!(RatingGrade::D < RatingGrade::A);
    }

    #[test]
    fn codes_are_the_same_in_files_and_in_json() {
        for action in LinkageAction::ALL {
            assert_eq!(serde_json::to_value(action).unwrap(), action.code());
            assert_eq!(LinkageAction::from_code(action.code()), Some(*action));
        }
    }

    #[test]
    fn a_rule_for_projects_covers_both_sorts() {
        assert!(SubjectKind::Project.covers(SubjectKind::OneOffProject));
        assert!(!SubjectKind::OneOffProject.covers(SubjectKind::Project));
        assert!(!SubjectKind::Project.covers(SubjectKind::DeptOverall));
    }
}
