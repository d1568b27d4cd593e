//! What speaks for choosing a project for the year's plan; pure. Money and the last evaluation are figures of
//! the list; here are the two marks that are read from words.

use crate::policy::codes::EvaluationKind;

/// Sectors that people's daily life hangs on, by the words that lists of projects use (教育, 卫生, 社会保障 and
/// the other pilot fields of livelihood spending; the list is this platform's, no law names one).
const LIVELIHOOD: [&str; 15] = [
    "教育",
    "卫生",
    "医疗",
    "健康",
    "社会保障",
    "社保",
    "就业",
    "住房",
    "养老",
    "民政",
    "环境",
    "环保",
    "农业",
    "农村",
    "水利",
];

/// True for a sector of livelihood.
pub fn is_livelihood(sector: &str) -> bool {
    LIVELIHOOD.iter().any(|word| sector.contains(word))
}

/// True where the project list marks the project because it ends.
pub fn is_expiring(evaluation_kind: &str) -> bool {
    [EvaluationKind::ExpiredFund.code(), EvaluationKind::ExpiredFund.name().zh.as_str()].contains(&evaluation_kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_read_from_words() {
        for (sector, expected) in [("教育科技", true), ("农业农村", true), ("城市基础设施", false), ("", false)]
        {
            assert_eq!(is_livelihood(sector), expected, "{sector}");
        }
        assert!(is_expiring("EXPIRED_FUND") && is_expiring("到期专项评价") && !is_expiring("FIN_KEY"));
    }
}
