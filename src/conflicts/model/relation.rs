//! Kinship words as people declare them, and the degree that each implies.
//!
//! A registry holds `叔侄` with a name, not the chain of parents and siblings behind it. The table
//! follows the civil meaning of the words; a word that is not in it is left to a person.

use crate::terms::text;
use serde::{Deserialize, Serialize};

/// The closeness of kin in the sense of E-16.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Degree {
    /// 配偶
    Spouse,
    /// 直系血亲
    Lineal,
    /// 三代以内旁系血亲
    Collateral,
    /// 近姻亲: the spouse's parent, child, sibling; the spouse of one's parent, child, sibling.
    CloseAffinity,
    /// A known relation outside the listed degrees (妯娌, 连襟, 姑父 …).
    Beyond,
}

const SPOUSE: &str = "夫妻 配偶 丈夫 妻子";

const LINEAL: &str = "父子 父女 母子 母女 父亲 母亲 父母 儿子 女儿 子女 祖孙 祖父 祖母 爷孙 婆孙 爷爷 奶奶 \
    外祖父 外祖母 外公 外婆 姥爷 姥姥 外祖孙 孙子 孙女 外孙 外孙女 曾祖孙 养父子 养父女 养母子 \
    养母女 直系血亲";

const COLLATERAL: &str = "兄弟 姐妹 兄妹 姐弟 姊妹 姊弟 哥哥 弟弟 姐姐 妹妹 兄弟姐妹 叔侄 伯侄 姑侄 舅甥 姨甥 \
    叔侄女 伯父 叔父 叔叔 伯伯 姑母 姑姑 舅父 舅舅 姨母 姨妈 侄子 侄女 外甥 外甥女 \
    三代以内旁系血亲";

const CLOSE_AFFINITY: &str = "岳父女婿 岳母女婿 翁婿 公公儿媳 婆婆儿媳 公媳 婆媳 岳父 岳母 公公 婆婆 女婿 儿媳 叔嫂 伯媳 \
    姑嫂 姐夫 妹夫 嫂子 弟媳 弟妹 姐夫妻弟 姐夫妻妹 妹夫妻兄 妹夫妻姐 郎舅 大伯 小叔 大姑 小姑 \
    内兄 内弟 妻兄 妻弟 妻姐 妻妹 大舅哥 小舅子 大姨子 小姨子 继父子 继父女 继母子 继母女 继父 \
    继母 继子 继女 近姻亲";

const BEYOND: &str = "妯娌 连襟 亲家 姑父 姑丈 姨父 姨丈 舅母 舅妈 婶母 婶婶 伯母 侄媳 侄女婿 外甥媳 外甥女婿 \
    表姐夫 堂姐夫 表嫂 堂嫂 远亲";

/// The degree that a declared word implies; `None` for a word the table does not hold. Children
/// of siblings are first cousins whatever the compound (堂兄弟, 姑表兄弟, 姨表姐妹 …).
pub fn degree_of(word: &str) -> Option<Degree> {
    let word = text::name(word);
    let word = word.strip_suffix("关系").unwrap_or(&word);
    let tables = [
        (SPOUSE, Degree::Spouse),
        (LINEAL, Degree::Lineal),
        (COLLATERAL, Degree::Collateral),
        (CLOSE_AFFINITY, Degree::CloseAffinity),
        (BEYOND, Degree::Beyond),
    ];
    let listed =
        tables.into_iter().find(|(words, _)| words.split(' ').any(|known| known == word)).map(|(_, degree)| degree);
    listed.or_else(|| is_first_cousin(word).then_some(Degree::Collateral))
}

/// 堂/表, optionally with the side (姑表, 姨表, 舅表), and a word for siblings.
fn is_first_cousin(word: &str) -> bool {
    const SIBLINGS: &[&str] =
        &["兄弟", "姐妹", "兄妹", "姐弟", "姊妹", "哥", "弟", "姐", "妹", "兄", "亲兄弟", "兄弟姐妹"];
    ["堂", "表", "姑表", "姨表", "舅表", "姑舅表"]
        .iter()
        .any(|side| word.strip_prefix(side).is_some_and(|rest| SIBLINGS.contains(&rest)))
}

#[cfg(test)]
mod tests {
    use super::{Degree::*, degree_of};

    #[test]
    fn words_of_registries() {
        let cases = [
            ("夫妻", Some(Spouse)),
            ("母子", Some(Lineal)),
            ("祖孙", Some(Lineal)),
            ("姐弟", Some(Collateral)),
            ("叔侄", Some(Collateral)),
            ("舅甥", Some(Collateral)),
            ("姑表兄弟", Some(Collateral)),
            ("堂姐妹", Some(Collateral)),
            ("表哥", Some(Collateral)),
            (" 叔 侄关系 ", Some(Collateral)),
            ("岳父女婿", Some(CloseAffinity)),
            ("公公儿媳", Some(CloseAffinity)),
            ("妯娌", Some(Beyond)),
            ("连襟", Some(Beyond)),
            ("表姐夫", Some(Beyond)),
            ("同学", None),
            ("前夫", None),
            ("", None),
        ];
        for (word, degree) in cases {
            assert_eq!(degree_of(word), degree, "{word}");
        }
    }
}
