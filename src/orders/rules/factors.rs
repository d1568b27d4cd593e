//! Scoring factors and conditions for taking part: what must not be asked, and what the price may weigh; pure.
//!
//! Words are looked for in names, rules of marking and conditions, with blanks and letter width folded. A list
//! of words finds the usual ways of writing; it cannot find every paraphrase, which is why people check.

use super::{Finding, OrderInputs, Severity};
use crate::orders::model::{Factor, FactorKind};
use crate::terms::{Score, text};
use rust_decimal::Decimal;

/// What must be neither condition nor factor.
struct Forbidden {
    words: &'static [&'static str],
    article: &'static str,
    zh: &'static str,
    en: &'static str,
}

const FORBIDDEN: [Forbidden; 9] = [
    Forbidden {
        words: &[
            "注册资本",
            "注册资金",
            "资产总额",
            "总资产",
            "净资产",
            "资产规模",
            "营业收入",
            "营业额",
            "营收",
            "从业人员",
            "职工人数",
            "员工人数",
            "人员规模",
            "企业规模",
            "公司规模",
            "利润",
            "纳税",
            "缴税",
        ],
        article: "财政部令第87号第十七条（P-17）",
        zh: "注册资本、资产、营业收入、从业人员、利润、纳税额等规模条件",
        en: "registered capital, assets, turnover, headcount, profit or tax",
    },
    Forbidden {
        words: &["成立年限", "成立时间", "成立满", "成立不少于", "经营年限", "注册年限"],
        article: "财库〔2019〕38号（F-04）",
        zh: "成立年限",
        en: "years since founding",
    },
    Forbidden {
        words: &["国有企业", "国企", "民营企业", "外资企业", "外商投资企业", "所有制", "股权结构", "企业组织形式"],
        article: "财库〔2019〕38号（F-01）",
        zh: "所有制形式、组织形式或股权结构",
        en: "ownership, form of organisation or shareholding",
    },
    Forbidden {
        words: &["入库机构", "在库机构", "已入库", "入库资格", "备选库", "名录库", "资格库", "机构库", "短名单"],
        article: "财库〔2019〕38号（F-02）",
        zh: "备选库、名录库、资格库",
        en: "being in a pool, name list or qualification library",
    },
    Forbidden {
        words: &[
            "分支机构",
            "分公司",
            "办事处",
            "本地注册",
            "注册地",
            "本地企业",
            "本地机构",
            "本市企业",
            "本市机构",
            "本地办公",
            "预先登记",
            "注册登记备案",
        ],
        article: "财库〔2019〕38号（F-03）；政府采购法实施条例第二十条（P-20）",
        zh: "所在地、设立分支机构或不必要的登记",
        en: "a place of business, a branch or needless registration",
    },
    Forbidden {
        words: &[
            "本地业绩",
            "本市业绩",
            "本省业绩",
            "本区域业绩",
            "本地奖项",
            "本市奖项",
            "本省奖项",
            "特定行业业绩",
            "特定金额业绩",
        ],
        article: "政府采购法实施条例第二十条（P-20）",
        zh: "特定行政区域或特定行业的业绩、奖项",
        en: "work or awards of a certain place or trade",
    },
    Forbidden {
        words: &["购买软件", "指定软件", "购买指定"],
        article: "财库〔2019〕38号（F-05）",
        zh: "购买指定软件",
        en: "the purchase of certain software",
    },
    Forbidden {
        words: &["抽签", "摇号", "随机抽取中标", "随机确定中标", "随机确定成交", "抓阄"],
        article: "财库〔2019〕38号（F-09）",
        zh: "以随机方式确定中标、成交供应商",
        en: "finding the winner at random",
    },
    Forbidden {
        words: &["最低限价", "去掉最高", "去掉最低"],
        article: "财政部令第87号第十二条、第五十五条（P-12、P-55）",
        zh: "最低限价，或去掉最高、最低报价",
        en: "a floor price, or dropping the highest or lowest price",
    },
];

/// Where the price may weigh otherwise with the consent of the finance department (CS-24).
const WITH_CONSENT: &str = "CONSULTATION";

const SCORING: &str = "财政部令第87号第五十五条（P-55）";

/// Everything that is wrong with factors and conditions.
pub(super) fn findings(inputs: &OrderInputs) -> Vec<Finding> {
    let asked = &inputs.requirement;
    let mut findings = Vec::new();
    for (at, factor) in asked.factors.iter().enumerate() {
        let field = format!("factors/{at}");
        findings.extend(forbidden(&field, &format!("{} {}", factor.name, factor.how)));
        findings.extend(form(&field, factor));
    }
    for (at, condition) in asked.qualifications.iter().enumerate() {
        findings.extend(forbidden(&format!("qualifications/{at}"), condition));
    }
    findings.extend(twice(inputs));
    findings.extend(total(&asked.factors));
    findings.extend(price(inputs));
    findings
}

fn forbidden(field: &str, said: &str) -> Vec<Finding> {
    let said = text::code(said);
    let found = FORBIDDEN.iter().filter_map(|rule| {
        let word = rule.words.iter().find(|word| said.contains(**word))?;
        let zh = format!("“{word}”：不得以{}作为资格条件或评审因素。", rule.zh);
        let en = format!("“{word}”: {} may be neither a condition nor a scoring factor.", rule.en);
        Some(Finding::block(field, rule.article, zh, en))
    });
    found.collect()
}

fn form(field: &str, factor: &Factor) -> Vec<Finding> {
    let mut findings = Vec::new();
    if factor.name.trim().is_empty() {
        findings.push(Finding::block(field, SCORING, "评审因素须有名称。", "A factor needs a name."));
    }
    if factor.points <= Score::ZERO {
        let zh = format!("“{}”的分值须大于零。", factor.name);
        findings.push(Finding::block(field, SCORING, zh, format!("{}: points must be above zero.", factor.name)));
    }
    if factor.kind != FactorKind::Price && factor.how.trim().is_empty() {
        let zh = format!("“{}”须量化：写明何种情形得多少分。", factor.name);
        let en = format!("{} must be quantified: say which finding gives how many points.", factor.name);
        findings.push(Finding::block(field, SCORING, zh, en));
    }
    findings
}

/// Names stand once, and a condition for taking part is no factor.
fn twice(inputs: &OrderInputs) -> Vec<Finding> {
    let asked = &inputs.requirement;
    let mut findings = Vec::new();
    for (at, factor) in asked.factors.iter().enumerate() {
        let name = text::code(&factor.name);
        let field = format!("factors/{at}");
        if asked.factors.iter().take(at).any(|earlier| text::code(&earlier.name) == name) {
            let zh = format!("评审因素“{}”重复。", factor.name);
            findings.push(Finding::block(&field, SCORING, zh, format!("{} stands twice.", factor.name)));
        }
        if !name.is_empty() && asked.qualifications.iter().any(|condition| text::code(condition).contains(&name)) {
            let zh = format!("“{}”已是资格条件，不得再作为评审因素。", factor.name);
            let en = format!("{} is a condition for taking part and may not score.", factor.name);
            findings.push(Finding::block(&field, SCORING, zh, en));
        }
    }
    findings
}

fn total(factors: &[Factor]) -> Option<Finding> {
    let total: Score = factors.iter().map(|factor| factor.points).sum();
    (total.0 != Decimal::ONE_HUNDRED).then(|| {
        let (zh, en) = (format!("评审因素分值合计 {total}，应为 100。"), format!("Points add up to {total}, not 100."));
        Finding::block("factors", SCORING, zh, en)
    })
}

fn price(inputs: &OrderInputs) -> Vec<Finding> {
    let prices: Vec<Score> =
        inputs.requirement.factors.iter().filter(|f| f.kind == FactorKind::Price).map(|f| f.points).collect();
    let [weight] = prices.as_slice() else {
        let (zh, en) = ("价格分须有且只有一项。", "There is exactly one factor for the price.");
        return vec![Finding::block("factors", SCORING, zh, en)];
    };
    let Some((from, to, article)) = &inputs.route.price else { return Vec::new() };
    if (*from..=*to).contains(&weight.0) {
        return Vec::new();
    }
    let zh = format!("价格分 {weight} 分不在本采购方式的 {from} 至 {to} 分之间。");
    let en = format!("The price's {weight} points are outside {from} to {to} of this route.");
    let severity = if inputs.route.code == WITH_CONSENT { Severity::NeedsReason } else { Severity::Block };
    vec![Finding::new(severity, "factors", article, zh, en)]
}
