//! What makes a set of marks unusable. Too few marks are no fault: the fit then says what it withholds.

/// Marks further from zero are taken for a slip of the keyboard.
pub const LARGEST_MARK: f64 = 1e9;
/// Most unknowns solved for at once: the smaller of packages and reviewers, and the criteria. The
/// matrix then takes 200 megabytes.
pub const MOST_UNKNOWNS: usize = 5_000;

/// Why no model is fitted.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum FitFault {
    #[error("没有评分 / there is no mark")]
    Empty,
    #[error("第 {place} 条评分：{field} 为空 / mark {place}: {field} is empty")]
    EmptyLabel { place: usize, field: &'static str },
    #[error(
        "第 {place} 条评分 {mark} 不是绝对值不超过十亿的数 / mark {place}: {mark} is not a number of at most 1e9 in size"
    )]
    OutOfRange { place: usize, mark: f64 },
    #[error(
        "{reviewer} 对 {package} 的 {criterion} 打分不止一次，请只保留一条 / {reviewer} marked {package} on {criterion} more than once; keep one"
    )]
    Duplicate { package: String, reviewer: String, criterion: String },
    #[error(
        "评审人与评价包中较少的一方加上指标共 {unknowns} 个，超过 {MOST_UNKNOWNS} 个；请按专业或年度分开计算 / the smaller of packages and reviewers, with the criteria, are {unknowns}, more than {MOST_UNKNOWNS}; fit fields or years apart"
    )]
    TooLarge { unknowns: usize },
}
