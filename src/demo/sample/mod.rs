//! A pool to try things on: as many made-up experts as wanted, the same for the same seed. They stand in
//! the database as real ones do, personal data sealed; their ID numbers are of a district that does not
//! exist.

mod words;

use crate::conflicts::service::EnterFacts;
use crate::intake::sheets::{Employment, NamedOrganisation, NamedPerson};
use crate::platform::db::{Conn, Db};
use crate::platform::failure::Outcome;
use crate::platform::vault::Vault;
use crate::registry::model::{BudgetUnit, Expert, Status};
use crate::registry::service::{self as registry, SampleExpert};
use crate::terms::{CitizenId, Day, Instant, Uscc};
use words::*;

/// People of one transaction.
const PORTION: u64 = 5_000;
/// One of so many works for a unit of the division, so that conflict rules have somebody to find.
const TIED: u64 = 100;
/// A district code that GB/T 2260 does not have.
const NOWHERE: &str = "649900";

/// What a pool is made with.
pub struct Sample<'a> {
    pub db: &'a Db,
    pub vault: &'a Vault,
    pub division: &'a str,
    pub seed: u64,
    pub at: Instant,
}

impl Sample<'_> {
    /// Enters `count` people who are not there yet; `each` hears how many are done. A second run with the
    /// same seed goes on with other people.
    pub fn enter(&self, count: u64, mut each: impl FnMut(u64)) -> Outcome<()> {
        let units = self.db.read(|conn| registry::units(conn, Some(self.division)))?;
        let start = self.db.read(registry::expert_count)?;
        let mut done = 0;
        while done < count {
            let portion = PORTION.min(count - done);
            let range = start + done..start + done + portion;
            self.db.write(|conn| self.portion(conn, &units, range.clone()))?;
            done += portion;
            each(done);
        }
        Ok(())
    }

    fn portion(&self, conn: &mut Conn, units: &[BudgetUnit], range: std::ops::Range<u64>) -> Outcome<()> {
        let facts = EnterFacts::new(self.vault, self.at, std::iter::empty());
        let mut people = Vec::new();
        for index in range {
            let one = person(self.seed, index, units);
            if let Some(job) = job(&one, units) {
                facts.employment(conn, &job)?;
            }
            people.push(one);
        }
        registry::enter_sample(conn, self.vault, people)
    }
}

/// The employment of one who works for a unit.
fn job(one: &SampleExpert, units: &[BudgetUnit]) -> Option<Employment> {
    let unit = units.iter().find(|unit| unit.name == one.expert.employer)?;
    Some(Employment {
        person: NamedPerson { id: CitizenId::parse_unchecked(&one.id_no).ok()?, name: one.expert.name.clone() },
        organisation: NamedOrganisation { uscc: Uscc::parse_unchecked(&unit.uscc).ok(), name: unit.name.clone() },
        post: Some(one.expert.title.clone()),
        from: one.expert.enrolled_on,
        to: None,
    })
}

/// A stream of numbers that is the same for the same seed (SplitMix64).
struct Stream(u64);

impl Stream {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound.max(1)
    }

    fn pick<T: Copy>(&mut self, list: &[T], otherwise: T) -> T {
        let at = usize::try_from(self.below(list.len() as u64)).unwrap_or_default();
        list.get(at).copied().unwrap_or(otherwise)
    }

    fn some(&mut self, list: &[&str], most: u64) -> Vec<String> {
        let wanted = 1 + self.below(most);
        let mut chosen: Vec<String> = (0..wanted).map(|_| self.pick(list, "").to_owned()).collect();
        chosen.sort();
        chosen.dedup();
        chosen
    }
}

/// The person with this index.
fn person(seed: u64, index: u64, units: &[BudgetUnit]) -> SampleExpert {
    let mut stream = Stream(seed ^ index.wrapping_mul(0x2545_F491_4F6C_DD1D));
    let born = born(index);
    let is_male = stream.below(100) < 62;
    let (title, title_level) = stream.pick(&TITLES, ("", ""));
    let id_no = id_no(born, index, is_male);
    let expert = Expert {
        id: uuid::Uuid::now_v7().to_string(),
        number: String::new(),
        person_key: String::new(),
        name: name(&mut stream),
        sex: if is_male { "男" } else { "女" }.to_owned(),
        id_no_masked: String::new(),
        born_on: Some(born),
        employer: employer(&mut stream, index, units),
        employer_uscc: None,
        title: title.to_owned(),
        title_level: title_level.to_owned(),
        qualification: (stream.below(3) == 0).then(|| stream.pick(&QUALIFICATIONS, "").to_owned()),
        education: stream.pick(&EDUCATION, "本科").to_owned(),
        work_years: i32::try_from(5 + stream.below(35)).ok(),
        region: stream.pick(&PLACES, "银川").to_owned(),
        phone_masked: String::new(),
        email_masked: String::new(),
        enrolled_on: Day::new(2016 + i32::try_from(stream.below(5)).unwrap_or_default(), 3, 1),
        status: match stream.below(50) {
            0 => Status::Suspended,
            1 => Status::Delisted,
            _ => Status::Enrolled,
        },
        fields: stream.some(&FIELDS, 3),
        disciplines: stream.some(&DISCIPLINES, 2),
    };
    // 199 is given to nobody's test by chance: the numbers count on and are of no exchange.
    let phone = format!("199{:08}", index % 100_000_000);
    SampleExpert { expert, id_no, phone, email: format!("sample{index}@example.org") }
}

fn name(stream: &mut Stream) -> String {
    let common = SURNAMES.get(..12).unwrap_or(&SURNAMES);
    let surname = if stream.below(2) == 0 { stream.pick(common, "王") } else { stream.pick(&SURNAMES, "王") };
    let first = stream.pick(&GIVEN, "伟");
    let second = if stream.below(4) == 0 { "" } else { stream.pick(&GIVEN, "") };
    format!("{surname}{first}{second}")
}

fn employer(stream: &mut Stream, index: u64, units: &[BudgetUnit]) -> String {
    let place = stream.pick(&PLACES, "银川");
    let kind = stream.pick(&EMPLOYERS, "大学");
    let at = usize::try_from(stream.below(units.len() as u64)).unwrap_or_default();
    let unit = index.is_multiple_of(TIED).then(|| units.get(at)).flatten();
    unit.map_or_else(|| format!("{place}{kind}"), |unit| unit.name.clone())
}

/// District, running number and day of birth together are nobody else's: the day moves on with each round
/// through districts and running numbers.
fn born(index: u64) -> Day {
    let day = ((index % ROUND).wrapping_mul(7_919) + index / ROUND) % (36 * 12 * 28);
    let part = |divisor: u64, bound: u64| u32::try_from(day / divisor % bound).unwrap_or_default();
    let year = 1956 + i32::try_from(part(336, 36)).unwrap_or_default();
    Day::new(year, 1 + part(28, 12), 1 + part(1, 28)).unwrap_or(Day(chrono::NaiveDate::MIN))
}

/// Districts times running numbers of one sex.
const ROUND: u64 = 100 * 500;

/// The check digit of GB 11643: weights 2^(17-i) modulo 11.
fn id_no(born: Day, index: u64, is_male: bool) -> String {
    let running = (index % 500) * 2 + u64::from(is_male);
    let district = NOWHERE.parse::<u64>().unwrap_or_default() + (index / 500) % 100;
    let head = format!("{district:06}{}{running:03}", born.to_string().replace('-', ""));
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 = head.chars().filter_map(|c| c.to_digit(10)).zip(weights).map(|(digit, weight)| digit * weight).sum();
    let check = "10X98765432".chars().nth((sum % 11) as usize).unwrap_or('0');
    format!("{head}{check}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_are_plausible_and_the_same_for_the_same_seed() {
        let one = person(1, 7, &[]);
        assert_eq!(one.expert.name, person(1, 7, &[]).expert.name);
        assert!(CitizenId::parse(&one.id_no).is_ok(), "{}", one.id_no);
        assert!(one.id_no.starts_with("6499"));
        let names: std::collections::HashSet<String> = (0..500).map(|i| person(1, i, &[]).expert.name).collect();
        assert!(names.len() > 300, "{}", names.len());
    }

    #[test]
    fn nobody_has_the_number_of_somebody_else() {
        let indexes = (0..20_000).chain(50_000..60_000).chain(950_000..960_000);
        let numbers: std::collections::HashSet<String> = indexes.map(|i| person(1, i, &[]).id_no).collect();
        assert_eq!(numbers.len(), 40_000);
    }
}
