//! Names of fields and codes inside a topic's value, so that a page or terminal shows a pack in the
//! reader's words and not in keys.

use super::codes::{
    Body, DayKind, EvaluationKind, Finding, Grade, LinkageAction, PanelRoute, PoolKind, PriceFormula,
    RectificationState, SubjectKind,
};
use super::packages::Need;
use crate::terms::Wording;

/// The name of a code, if it is one.
type Namer = fn(&str) -> Option<Wording>;

macro_rules! namer {
    ($codes:ident) => {
        |code| $codes::from_code(code).map($codes::name)
    };
}

const NO_CODES: Namer = |_| None;

/// Field, its name, and the codes that it holds. A topic whose value is a bare code stands under its
/// own name.
const FIELDS: &[(&str, &str, &str, Namer)] = &[
    ("commissioners", "主体", "bodies", namer!(Body)),
    ("recheck_by", "主体", "bodies", namer!(Body)),
    ("kinds", "种类", "kinds", namer!(EvaluationKind)),
    ("pools", "库", "libraries", namer!(PoolKind)),
    ("bad_grades", "等次", "grades", namer!(Grade)),
    ("scope", "范围", "scope", NO_CODES),
    ("percent", "百分比", "percent", NO_CODES),
    ("month", "月", "month", NO_CODES),
    ("day", "日", "day", NO_CODES),
    ("days", "天数", "days", NO_CODES),
    ("kind", "计算方式", "counted in", namer!(DayKind)),
    ("what", "事项", "what", NO_CODES),
    ("required_for", "适用", "required for", NO_CODES),
    ("blocks_when_missing", "未开展即拦截", "blocks when missing", NO_CODES),
    ("blocks_grades", "拦截的等次", "grades that block", namer!(Grade)),
    ("bands", "分数段", "bands", NO_CODES),
    ("vetoes", "一票否决", "vetoes", NO_CODES),
    ("from", "自", "from", NO_CODES),
    ("to", "至", "to", NO_CODES),
    ("word", "用语", "word", NO_CODES),
    ("code", "代码", "code", namer!(Grade)),
    ("codes", "等次", "grades", namer!(Grade)),
    ("at_most", "最高等次", "at most", namer!(Grade)),
    ("subjects", "对象", "subjects", namer!(SubjectKind)),
    ("grades", "等次", "grades", namer!(Grade)),
    ("grade", "等级", "grade", NO_CODES),
    ("bad_years", "连续不良年数不少于", "bad years at least", NO_CODES),
    ("rectification", "整改状态", "rectification", namer!(RectificationState)),
    ("findings", "评价发现", "findings", namer!(Finding)),
    ("falls_on", "作用于", "falls on", NO_CODES),
    ("actions", "措施", "actions", NO_CODES),
    ("action", "措施", "action", namer!(LinkageAction)),
    ("decide", "须由人决定", "a person decides", NO_CODES),
    ("choose_one", "择一组", "choose one of", NO_CODES),
    ("basis", "依据", "basis", NO_CODES),
    ("article", "条款", "article", NO_CODES),
    ("text", "内容", "text", NO_CODES),
    ("price_points", "价格分", "price points", NO_CODES),
    ("formula", "价格公式", "formula", namer!(PriceFormula)),
    ("factors", "因素", "factors", NO_CODES),
    ("name", "名称", "name", NO_CODES),
    ("marks", "辨认字样", "known by", NO_CODES),
    ("need", "要求", "need", namer!(Need)),
    ("points", "分值", "points", NO_CODES),
    ("at_least_wan", "下限（万元）", "at least (10,000 yuan)", NO_CODES),
    ("at_most_wan", "上限（万元）", "at most (10,000 yuan)", NO_CODES),
    ("decimals", "小数位", "decimals", NO_CODES),
    ("route", "方式", "route", namer!(PanelRoute)),
    ("members", "人数", "members", NO_CODES),
    ("from_wan", "预算自（万元）", "from a budget of (10,000 yuan)", NO_CODES),
    ("key_members", "重点人数", "members for key kinds", NO_CODES),
    ("key_kinds", "重点种类", "key kinds", namer!(EvaluationKind)),
    ("max_parallel_per_lead_evaluator", "主评人同时承担不超过", "parallel per lead evaluator", NO_CODES),
    ("max_reviews_per_expert_year", "专家每年评审不超过", "reviews per expert and year", NO_CODES),
    ("max_consecutive_years_same_unit", "同一单位连续评价年数不超过", "years running on one unit", NO_CODES),
    ("cool_down_years", "间隔年数", "years of pause", NO_CODES),
    ("weights", "权重", "weights", NO_CODES),
    ("scale", "等级", "scale", NO_CODES),
    ("half_life_months", "半衰期（月）", "half life (months)", NO_CODES),
    ("payment", "付费比例", "payment", NO_CODES),
    ("suspension_months_grade_d", "D级暂停月数", "months of suspension for D", NO_CODES),
    ("suspension_months_veto", "一票否决暂停月数", "months of suspension for a veto", NO_CODES),
    ("shrinkage_assignments", "同类均值折合任务数", "assignments that the peers' mean counts for", NO_CODES),
    ("late_days", "及时性分扣完的逾期天数", "days late until no point of timeliness is left", NO_CODES),
    ("return_points", "每次退回扣分", "points a return takes", NO_CODES),
    ("violation_years", "违规计入年数", "years a violation counts", NO_CODES),
    ("violations", "违规扣分", "points violations take", NO_CODES),
    ("senior_min_reviews_2y", "资深专家两年评审次数不少于", "reviews in 2 years for senior", NO_CODES),
    ("senior_all_at_least", "资深专家每次不低于", "each at least for senior", NO_CODES),
    ("dismiss_mean_below", "解聘线（平均分低于）", "dismissed below a mean of", NO_CODES),
    ("status", "核对状态", "status", |code| super::BasisStatus::from_code(code).map(super::BasisStatus::name)),
];

/// The name of a field; the field itself if it has none.
pub fn field_name(field: &str) -> Wording {
    let known = FIELDS.iter().find(|(key, ..)| *key == field);
    known.map_or_else(|| Wording::new(field, field), |(_, zh, en, _)| Wording::new(*zh, *en))
}

/// Where a field stands among others, so that all values show theirs in one order.
pub fn field_rank(field: &str) -> usize {
    FIELDS.iter().position(|(key, ..)| *key == field).unwrap_or(FIELDS.len())
}

/// The name of a code that stands under a field.
pub fn code_name(field: &str, code: &str) -> Option<Wording> {
    FIELDS.iter().find(|(key, ..)| *key == field).and_then(|(.., namer)| namer(code))
}
