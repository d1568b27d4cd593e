//! What weakens a draw although it can be run and recomputed: things that a witness should ask about.

use super::fault::DrawFault;
use super::spec::DrawSpec;
use crate::terms::Wording;

/// Something that a witness should ask about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Caveat {
    /// Fewer than two parties and no public value: one person alone could steer the outcome by trying
    /// seeds, or draw numbers, until it pleases.
    Steerable { parties: usize },
    /// A public value that the rules did not name beforehand could have been picked afterwards.
    PublicNotNamed,
    /// The rules name a public value, and none was given.
    PublicMissing,
    /// Keys of the rules that are hashed and mean nothing: perhaps a slip of the pen.
    WithoutMeaning { keys: Vec<String> },
}

/// What a witness should ask about this draw.
///
/// # Errors
/// [`DrawFault::Rules`] when the rules cannot be read.
pub fn caveats(spec: &DrawSpec) -> Result<Vec<Caveat>, DrawFault> {
    let rules = spec.rules.read()?;
    let given = spec.public.as_deref().is_some_and(|value| !value.is_empty());
    let parties = spec.parties.len();
    let mut caveats = Vec::new();
    if parties < 2 && !given {
        caveats.push(Caveat::Steerable { parties });
    }
    match (given, rules.public.is_some()) {
        (true, false) => caveats.push(Caveat::PublicNotNamed),
        (false, true) => caveats.push(Caveat::PublicMissing),
        _ => {}
    }
    if !rules.without_meaning.is_empty() {
        caveats.push(Caveat::WithoutMeaning { keys: rules.without_meaning });
    }
    Ok(caveats)
}

impl Caveat {
    pub fn wording(&self) -> Wording {
        match self {
            Caveat::Steerable { parties } => Wording::new(
                format!("只有 {parties} 方提交种子且没有公开数：一个人即可左右结果"),
                format!("{parties} parties and no public value: one person alone could steer the outcome"),
            ),
            Caveat::PublicNotNamed => Wording::new(
                "规则 rules.public 未事先写明公开数的来源",
                "rules.public did not name the public value beforehand",
            ),
            Caveat::PublicMissing => Wording::new(
                "规则 rules.public 写明了公开数的来源，但未提供公开数",
                "rules.public names a public value, but none is given",
            ),
            Caveat::WithoutMeaning { keys } => Wording::new(
                format!("规则中 {} 只计入摘要，不影响抽取", keys.join("、")),
                format!("rules: {} is hashed and has no meaning for the draw", keys.join(", ")),
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assignments::draw::samples;
    use serde_json::json;

    #[test]
    fn asks_what_a_witness_should_ask() {
        let with = |parties: usize, public: Option<&str>, rules: serde_json::Value| {
            let mut spec = samples::plain(3);
            spec.parties = samples::parties(parties);
            spec.public = public.map(str::to_owned);
            spec.rules = serde_json::from_value(rules).unwrap();
            caveats(&spec).unwrap()
        };
        assert_eq!(with(2, None, json!({"seats": 1})), []);
        assert_eq!(with(0, Some("3127.28"), json!({"seats": 1, "public": "上证收盘"})), []);
        assert_eq!(with(1, Some(""), json!({"seats": 1})), [Caveat::Steerable { parties: 1 }]);
        assert_eq!(with(2, Some("1"), json!({"seats": 1})), [Caveat::PublicNotNamed]);
        assert_eq!(with(2, None, json!({"seats": 1, "public": "上证收盘"})), [Caveat::PublicMissing]);
        let typo = Caveat::WithoutMeaning { keys: vec!["divresity".into()] };
        assert_eq!(with(2, None, json!({"seats": 1, "divresity": "employer<=1"})), [typo]);
    }
}
