//! Which steps of a round are possible, and the draw rebuilt from what was recorded; pure.

use crate::assignments::draw::{Announced, CeremonyFault, DrawRecord, DrawSpec};
use crate::recheck::model::{Mark, Party, Round, SeedLine, Stage};
use crate::terms::Wording;

/// Why a step is not possible.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StepFault {
    NotAtThisStage,
    /// One person holds one part: the other party, or whoever marked.
    SamePerson,
    /// A seed is opened by who committed to it.
    NotYourSeed,
    /// How many drawn ones have no mark yet.
    Unmarked(usize),
    Draw(CeremonyFault),
}

impl StepFault {
    pub fn wording(&self) -> Wording {
        let (zh, en) = match self {
            StepFault::NotAtThisStage => {
                ("本轮抽查不在这一步，请刷新后查看。", "The round is not at this step; look again.")
            }
            StepFault::SamePerson => (
                "同一人不能既是双方，也不能既录入复核得分又办结。",
                "One person holds one part only: another has to do this.",
            ),
            StepFault::NotYourSeed => {
                ("种子须由作出承诺的本人公开。", "A seed is opened by the person who committed to it.")
            }
            StepFault::Unmarked(count) => {
                let zh = format!("还有 {count} 项抽中项目没有复核得分。");
                return Wording::new(zh, format!("{count} of the drawn have no mark yet."));
            }
            StepFault::Draw(fault) => return fault.wording(),
        };
        Wording::new(zh, en)
    }
}

impl From<CeremonyFault> for StepFault {
    fn from(fault: CeremonyFault) -> StepFault {
        StepFault::Draw(fault)
    }
}

fn at(round: &Round, stage: Stage) -> Result<(), StepFault> {
    if round.stage == stage { Ok(()) } else { Err(StepFault::NotAtThisStage) }
}

fn announced(spec: DrawSpec, seeds: &[SeedLine]) -> Result<Announced, CeremonyFault> {
    let fresh = Announced::announce(spec, &Party::ALL.map(Party::word))?;
    seeds.iter().try_fold(fresh, |so_far, line| so_far.commit(line.party.word(), &line.commitment))
}

/// Whether somebody may commit for a party at all.
///
/// # Errors
/// Another stage, the party has committed, or the person has for the other one.
pub fn may_commit(round: &Round, seeds: &[SeedLine], party: Party, by: &str) -> Result<(), StepFault> {
    at(round, Stage::Announced)?;
    if seeds.iter().any(|line| line.party == party) {
        return Err(StepFault::NotAtThisStage);
    }
    if seeds.iter().any(|line| line.committed.by == by) { Err(StepFault::SamePerson) } else { Ok(()) }
}

/// Takes a commitment; `true` where it was the last.
///
/// # Errors
/// As [`may_commit`], and what the draw says of the commitment.
pub fn commit(round: &Round, spec: DrawSpec, seeds: &[SeedLine], new: &SeedLine) -> Result<bool, StepFault> {
    may_commit(round, seeds, new.party, &new.committed.by)?;
    announced(spec, seeds)?.commit(new.party.word(), &new.commitment)?;
    Ok(seeds.len() + 1 == Party::ALL.len())
}

/// Whether somebody may open a party's seed at all.
///
/// # Errors
/// Another stage, opened already, or somebody else's.
pub fn may_reveal(round: &Round, seeds: &[SeedLine], party: Party, by: &str) -> Result<(), StepFault> {
    at(round, Stage::Committed)?;
    let own = seeds.iter().find(|line| line.party == party).ok_or(StepFault::NotAtThisStage)?;
    match &own.seed {
        Some(_) => Err(StepFault::NotAtThisStage),
        None if own.committed.by != by => Err(StepFault::NotYourSeed),
        None => Ok(()),
    }
}

/// Takes a seed; the record of the draw where it was the last.
///
/// # Errors
/// As [`may_reveal`], and a seed that was not committed to.
pub fn reveal(
    round: &Round,
    spec: DrawSpec,
    seeds: &[SeedLine],
    (party, seed, by): (Party, &str, &str),
) -> Result<Option<DrawRecord>, StepFault> {
    may_reveal(round, seeds, party, by)?;
    let mut open = announced(spec, seeds)?.seal()?;
    for line in seeds {
        if let Some(known) = &line.seed {
            open = open.reveal(line.party.word(), known)?;
        }
    }
    let open = open.reveal(party.word(), seed)?;
    if seeds.iter().any(|line| line.party != party && line.seed.is_none()) {
        return Ok(None);
    }
    Ok(Some(open.close()?.draw(None, Vec::new())?.record))
}

/// # Errors
/// The sample is not drawn yet, or all is over.
pub fn may_mark(round: &Round) -> Result<(), StepFault> {
    at(round, Stage::Drawn)
}

/// # Errors
/// Another stage, a drawn one without a mark, or the person marked.
pub fn may_conclude(round: &Round, marks: &[Mark], by: &str) -> Result<(), StepFault> {
    at(round, Stage::Drawn)?;
    let missing = usize::try_from(round.size).unwrap_or(usize::MAX).saturating_sub(marks.len());
    if missing > 0 {
        return Err(StepFault::Unmarked(missing));
    }
    if marks.iter().any(|mark| mark.marked.by == by) { Err(StepFault::SamePerson) } else { Ok(()) }
}

/// # Errors
/// It is drawn: then it is brought to its end.
pub fn may_abandon(round: &Round) -> Result<(), StepFault> {
    at(round, Stage::Announced).or_else(|_| at(round, Stage::Committed))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assignments::draw::{self, Alg, Seed};
    use crate::recheck::model::{Found, Listed, Strata};
    use crate::recheck::rules::sampling;
    use crate::registry::model::Signed;
    use crate::terms::{Fen, Instant, Score};

    fn signed(by: &str) -> Signed {
        Signed { by: by.into(), at: Instant::from_utc(chrono::DateTime::from_timestamp(1_600_000_000, 0).unwrap()) }
    }

    fn list() -> Vec<Listed> {
        let one = |row: usize| Listed {
            id: format!("{row:05}"),
            code: None,
            project: format!("项目{row}"),
            unit: format!("单位{row}"),
            department: "教育局".into(),
            score: Score(90.into()),
            grade: None,
            amount: Fen(1),
        };
        (1..=9).map(one).collect()
    }

    fn spec() -> DrawSpec {
        sampling::spec("640300000-ZC2021-01", &list(), Strata::Department, 3).unwrap()
    }

    fn round(stage: Stage) -> Round {
        Round {
            id: "r".into(),
            division: "640300000".into(),
            number: "640300000-ZC2021-01".into(),
            title: "抽查".into(),
            strata: Strata::Department,
            size: 3,
            listed: 9,
            list_digest: sampling::digest(&list()),
            policy_version: String::new(),
            stage,
            planned: signed("a"),
            record_digest: None,
            ended: None,
            abandoned_because: None,
            version: 1,
        }
    }

    const SEEDS: [&str; 2] = ["1a", "2b"];

    fn line(party: Party, by: &str, byte: &str) -> SeedLine {
        let seed = Seed::parse(party.word(), &byte.repeat(32)).unwrap();
        let context = draw::announce(&spec()).unwrap().context;
        let commitment = draw::commitment(Alg::Sha256, &context, party.word(), &seed).to_string();
        SeedLine { party, commitment, committed: signed(by), seed: None }
    }

    #[test]
    fn two_people_commit_and_open_and_the_record_holds() {
        let [finance, witness] = [line(Party::Finance, "a", SEEDS[0]), line(Party::Witness, "b", SEEDS[1])];
        let announced = round(Stage::Announced);
        assert_eq!(commit(&announced, spec(), &[], &finance), Ok(false));
        let same = line(Party::Witness, "a", SEEDS[1]);
        assert_eq!(commit(&announced, spec(), std::slice::from_ref(&finance), &same), Err(StepFault::SamePerson));
        let again = commit(&announced, spec(), std::slice::from_ref(&finance), &finance);
        assert_eq!(again, Err(StepFault::NotAtThisStage));
        assert_eq!(commit(&announced, spec(), std::slice::from_ref(&finance), &witness), Ok(true));

        let committed = round(Stage::Committed);
        let mut seeds = vec![finance, witness];
        let [one, two] = SEEDS.map(|byte| byte.repeat(32));
        let early = reveal(&announced, spec(), &seeds, (Party::Finance, &one, "a"));
        assert_eq!(early, Err(StepFault::NotAtThisStage));
        let others = reveal(&committed, spec(), &seeds, (Party::Finance, &one, "b"));
        assert_eq!(others, Err(StepFault::NotYourSeed));
        assert!(matches!(reveal(&committed, spec(), &seeds, (Party::Finance, &two, "a")), Err(StepFault::Draw(_))));
        assert_eq!(reveal(&committed, spec(), &seeds, (Party::Finance, &one, "a")), Ok(None));
        seeds[0].seed = Some(one);
        let record = reveal(&committed, spec(), &seeds, (Party::Witness, &two, "b")).unwrap().unwrap();
        assert!(draw::verify(&record).is_empty() && record.result.selected.len() == 3);
    }

    #[test]
    fn whoever_marks_does_not_conclude() {
        let mark = |item: &str, by: &str| Mark {
            item: item.into(),
            found: Found { score: None, remark: None },
            marked: signed(by),
        };
        let mut marks = vec![mark("1", "a"), mark("2", "a")];
        let drawn = round(Stage::Drawn);
        assert_eq!(may_conclude(&drawn, &marks, "b"), Err(StepFault::Unmarked(1)));
        marks.push(mark("3", "c"));
        assert_eq!(may_conclude(&drawn, &marks, "c"), Err(StepFault::SamePerson));
        assert_eq!(may_conclude(&drawn, &marks, "b"), Ok(()));
        assert_eq!(may_conclude(&round(Stage::Concluded), &marks, "b"), Err(StepFault::NotAtThisStage));
        assert_eq!((may_abandon(&drawn), may_mark(&drawn)), (Err(StepFault::NotAtThisStage), Ok(())));
    }
}
