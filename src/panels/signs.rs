//! Signs of collusion among opened bids (Order 87 art. 37; regulations 5.6): computed after the opening, shown
//! with weight and evidence; the panel rules on them (`collusion`); pure.

use super::collusion::CollusionGround;
use crate::bids::prints::Print;
use crate::terms::{Fen, Wording};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use utoipa::ToSchema;

/// How heavy a sign is. None of them proves anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Weight {
    Strong,
    Review,
}

/// One sign with what it rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Sign {
    pub code: &'static str,
    pub weight: Weight,
    /// On which the panel rules, where it does.
    pub ground: CollusionGround,
    pub article: &'static str,
    #[schema(value_type = Object)]
    pub sentence: Wording,
    /// Ids of the bids.
    pub bids: Vec<String>,
}

/// What is known of one bid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BidFacts {
    pub bid: String,
    pub name: String,
    pub price: Fen,
    pub legal_representative: String,
    /// Name and number of whoever answers for the bid.
    pub contact: String,
    pub prints: Vec<Print>,
}

const ALIKE: &str = "财政部令第87号第三十七条（P-37）";

/// Everything that stands out, the heaviest first.
pub fn signs(bids: &[BidFacts]) -> Vec<Sign> {
    let mut found = shared(bids, |bid| bid.legal_representative.clone(), &LEGAL);
    found.extend(shared(bids, |bid| bid.contact.clone(), &CONTACT));
    found.extend(shared(bids, |bid| bid.price.to_string(), &PRICE));
    found.extend(printed(bids, |print| Some(print.sha256.to_string()), &FILE));
    found.extend(printed(bids, |print| print.author.clone(), &AUTHOR));
    found.extend(printed(bids, |print| print.last_editor.clone(), &EDITOR));
    found.extend(ladder(bids));
    found.sort_by_key(|sign| sign.weight);
    found
}

/// A thing that several bids should not share.
struct Shared {
    code: &'static str,
    weight: Weight,
    ground: CollusionGround,
    article: &'static str,
    zh: &'static str,
    en: &'static str,
}

const LEGAL: Shared = Shared {
    code: "same_person_in_charge",
    weight: Weight::Strong,
    ground: CollusionGround::SamePersonInCharge,
    article: "政府采购法实施条例第十八条（P-A18）",
    zh: "单位负责人为同一人",
    en: "the same person is in charge",
};
const CONTACT: Shared = Shared {
    code: "same_contact",
    weight: Weight::Strong,
    ground: CollusionGround::SameContact,
    article: ALIKE,
    zh: "联系人和电话相同",
    en: "the same contact person and telephone",
};
const PRICE: Shared = Shared {
    code: "same_price",
    weight: Weight::Review,
    ground: CollusionGround::AlikeOrRegular,
    article: ALIKE,
    zh: "报价完全相同",
    en: "exactly the same price",
};

const FILE: Shared = Shared {
    code: "same_file",
    weight: Weight::Strong,
    ground: CollusionGround::AlikeOrRegular,
    article: ALIKE,
    zh: "投标文件或者陈述完全相同",
    en: "the very same file or statement",
};
const AUTHOR: Shared = Shared {
    code: "same_author",
    weight: Weight::Review,
    ground: CollusionGround::SameAuthor,
    article: WRITTEN,
    zh: "文件属性的作者相同",
    en: "the same author in the files' properties",
};
const EDITOR: Shared = Shared {
    code: "same_last_editor",
    weight: Weight::Review,
    ground: CollusionGround::SameAuthor,
    article: WRITTEN,
    zh: "文件属性的最后修改者相同",
    en: "the same last editor in the files' properties",
};

const WRITTEN: &str = "财政部令第87号第三十七条第一项（P-37、K-11）";
/// Names that office programs write for nobody.
const NOBODY: [&str; 8] =
    ["admin", "administrator", "user", "pc", "windows 用户", "微软用户", "microsoft office user", "python-docx"];

fn shared(bids: &[BidFacts], of: impl Fn(&BidFacts) -> String, what: &Shared) -> Vec<Sign> {
    let mut groups: BTreeMap<String, Vec<&BidFacts>> = BTreeMap::new();
    for bid in bids {
        groups.entry(of(bid)).or_default().push(bid);
    }
    grouped(groups, what)
}

/// What files of several bids share; a bid counts once.
fn printed(bids: &[BidFacts], of: impl Fn(&Print) -> Option<String>, what: &Shared) -> Vec<Sign> {
    let mut groups: BTreeMap<String, Vec<&BidFacts>> = BTreeMap::new();
    for bid in bids {
        let values: BTreeSet<String> = bid.prints.iter().filter_map(&of).collect();
        for value in values.into_iter().filter(|value| !NOBODY.contains(&value.to_lowercase().as_str())) {
            groups.entry(value).or_default().push(bid);
        }
    }
    grouped(groups, what)
}

fn grouped(groups: BTreeMap<String, Vec<&BidFacts>>, what: &Shared) -> Vec<Sign> {
    let several = groups.into_iter().filter(|(value, group)| !value.trim().is_empty() && group.len() > 1);
    let sign = |(value, group): (String, Vec<&BidFacts>)| {
        let names: Vec<&str> = group.iter().map(|bid| bid.name.as_str()).collect();
        Sign {
            code: what.code,
            weight: what.weight,
            ground: what.ground,
            article: what.article,
            sentence: Wording::new(
                format!("{}：{}（{value}）。", names.join("、"), what.zh),
                format!("{}: {} ({value}).", names.join(", "), what.en),
            ),
            bids: group.iter().map(|bid| bid.bid.clone()).collect(),
        }
    };
    several.map(sign).collect()
}

/// Bids from which a series can be told from chance.
const LEAST_SERIES: usize = 4;

/// Prices that rise by the same step, or by the same share, from the lowest to the highest.
fn ladder(bids: &[BidFacts]) -> Option<Sign> {
    let mut ordered: Vec<&BidFacts> = bids.iter().collect();
    ordered.sort_by_key(|bid| bid.price);
    let prices: Vec<i128> = ordered.iter().map(|bid| i128::from(bid.price.0)).collect();
    if prices.len() < LEAST_SERIES {
        return None;
    }
    let pairs = || prices.iter().zip(prices.iter().skip(1));
    let triples = || pairs().zip(prices.iter().skip(2));
    let steady = triples().all(|((a, b), c)| b - a == c - b && b > a);
    // a/b = b/c, exactly: products of integers, no fractions.
    let equal_share = triples().all(|((a, b), c)| a * c == b * b && b > a);
    if !steady && !equal_share {
        return None;
    }
    let (zh, en) = if steady { ("等差", "by equal steps") } else { ("等比", "by equal shares") };
    Some(Sign {
        code: "regular_prices",
        weight: Weight::Strong,
        ground: CollusionGround::AlikeOrRegular,
        article: ALIKE,
        sentence: Wording::new(
            format!("{} 份报价呈{zh}规律。", prices.len()),
            format!("{} prices rise {en}.", prices.len()),
        ),
        bids: ordered.iter().map(|bid| bid.bid.clone()).collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bid(id: &str, price: i64) -> BidFacts {
        BidFacts {
            bid: id.into(),
            name: format!("机构{id}"),
            price: Fen(price),
            legal_representative: format!("法人{id}"),
            contact: format!("联系人{id} 1"),
            prints: Vec::new(),
        }
    }

    fn codes(bids: &[BidFacts]) -> Vec<&'static str> {
        signs(bids).into_iter().map(|sign| sign.code).collect()
    }

    #[test]
    fn honest_bids_show_nothing() {
        assert!(codes(&[bid("a", 100), bid("b", 110), bid("c", 125), bid("d", 131)]).is_empty());
        assert!(codes(&[bid("a", 100), bid("b", 110), bid("c", 120)]).is_empty(), "three may be chance");
        assert!(codes(&[]).is_empty());
    }

    #[test]
    fn regular_prices_are_found_however_they_rise() {
        assert_eq!(codes(&[bid("d", 130), bid("a", 100), bid("c", 120), bid("b", 110)]), ["regular_prices"]);
        assert_eq!(codes(&[bid("a", 1000), bid("b", 1100), bid("c", 1210), bid("d", 1331)]), ["regular_prices"]);
    }

    #[test]
    fn files_that_bids_share_are_found_with_who_made_them() {
        let print = |file: &str, author: &str, editor: &str| Print {
            position: 1,
            name: "方案.docx".into(),
            sha256: crate::terms::Sha256Hex::of(file.as_bytes()),
            author: (!author.is_empty()).then(|| author.to_owned()),
            last_editor: (!editor.is_empty()).then(|| editor.to_owned()),
        };
        let with = |id: &str, price: i64, prints: Vec<Print>| BidFacts { prints, ..bid(id, price) };
        for (a, b, expected) in [
            (print("1", "张三", ""), print("2", "李四", ""), vec![]),
            (print("1", "", ""), print("2", "", ""), vec![]),
            (print("1", "", ""), print("1", "", ""), vec![("same_file", Weight::Strong)]),
            (
                print("1", "张三", "x"),
                print("2", "张三", "x"),
                vec![("same_author", Weight::Review), ("same_last_editor", Weight::Review)],
            ),
            (print("1", "Administrator", "微软用户"), print("2", "administrator", "微软用户"), vec![]),
        ] {
            let found = signs(&[with("a", 100, vec![a.clone(), a]), with("b", 117, vec![b]), with("c", 131, vec![])]);
            let found: Vec<_> = found.iter().map(|sign| (sign.code, sign.weight)).collect();
            assert_eq!(found, expected);
        }
    }

    #[test]
    fn what_bidders_share_is_named_with_all_of_them() {
        let mut bids = [bid("a", 123_457), bid("b", 123_457), bid("c", 99)];
        assert_eq!(codes(&bids), ["same_price"]);
        bids[2].contact = bids[0].contact.clone();
        bids[1].legal_representative = bids[2].legal_representative.clone();
        let found = signs(&bids);
        let found: Vec<_> = found.iter().map(|s| (s.code, s.weight, s.bids.join(""))).collect();
        assert_eq!(
            found,
            [
                ("same_person_in_charge", Weight::Strong, "bc".into()),
                ("same_contact", Weight::Strong, "ac".into()),
                ("same_price", Weight::Review, "ab".into()),
            ]
        );
        for one in &mut bids {
            one.contact.clear();
        }
        assert!(!codes(&bids).contains(&"same_contact"), "nothing known is nothing shared");
    }
}
