//! Which commissions an act reaches for somebody: the values that [`Actor::reach`] gives, understood
//! as a division, a unit, a department, an institution or an expert.
//!
//! Unit and department codes are unique within a division alone, so both are compared.

use crate::accounts::Actor;
use crate::accounts::model::{Reach, Role};
use crate::accounts::permissions::Act;
use crate::assignments::service as assignments;
use crate::bids::service as bids;
use crate::commissions::Commission;
use crate::commissions::service::Filter;
use crate::platform::db::Conn;
use crate::platform::failure::Outcome;

/// How far somebody sees.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sight {
    All,
    Division(String),
    Unit { division: String, code: String },
    Department { division: String, code: String },
    Institution(String),
    Expert(String),
}

impl Sight {
    /// # Errors
    /// Refused where the table of permissions does not allow the act at all.
    pub fn of(actor: &Actor, act: Act) -> Outcome<Sight> {
        let division = || actor.division.as_str().to_owned();
        Ok(match actor.reach(act)? {
            Reach::All => Sight::All,
            Reach::Division(division) => Sight::Division(division.as_str().to_owned()),
            Reach::Own(subject) => match actor.role {
                Role::BudgetUnit => Sight::Unit { division: division(), code: subject.to_owned() },
                Role::CompetentDepartment => Sight::Department { division: division(), code: subject.to_owned() },
                Role::ReviewExpert => Sight::Expert(subject.to_owned()),
                _ => Sight::Institution(subject.to_owned()),
            },
        })
    }

    /// As [`Sight::of`], `None` where the act is not allowed: the section is left out.
    pub fn maybe(actor: &Actor, act: Act) -> Option<Sight> {
        Sight::of(actor, act).ok()
    }

    /// True for those who see a commission as a whole and not only their own part in it.
    pub fn is_whole(&self) -> bool {
        matches!(self, Sight::All | Sight::Division(_))
    }

    /// True where the commission concerns this person: an institution by its bid, an expert by a seat.
    pub fn covers(&self, conn: &mut Conn, commission: &Commission) -> Outcome<bool> {
        match self {
            Sight::Institution(id) if commission.institution_id.as_ref() != Some(id) => {
                let received = bids::of_commission(conn, commission.id.as_str())?;
                Ok(received.iter().any(|b| b.institution_id == *id))
            }
            _ => self.covers_work(conn, commission),
        }
    }

    /// As [`Sight::covers`] for what comes after the award, which does not concern those who lost.
    pub fn covers_work(&self, conn: &mut Conn, commission: &Commission) -> Outcome<bool> {
        Ok(match self {
            Sight::All => true,
            Sight::Division(division) => commission.division == *division,
            Sight::Unit { division, code } => commission.division == *division && commission.unit_code == *code,
            Sight::Department { division, code } => {
                commission.division == *division && commission.department_code == *code
            }
            Sight::Institution(id) => commission.institution_id.as_ref() == Some(id),
            Sight::Expert(id) => {
                assignments::seats_of(conn, commission.id.as_str())?.iter().any(|s| s.expert_id == *id)
            }
        })
    }

    /// The filter that finds exactly the commissions that [`Sight::covers`].
    pub fn filter(&self, conn: &mut Conn) -> Outcome<Filter> {
        let mut filter = Filter::default();
        match self {
            Sight::All => {}
            Sight::Division(division) => filter.division = Some(division.clone()),
            Sight::Unit { division, code } => {
                (filter.division, filter.unit_code) = (Some(division.clone()), Some(code.clone()));
            }
            Sight::Department { division, code } => {
                (filter.division, filter.department_code) = (Some(division.clone()), Some(code.clone()));
            }
            Sight::Institution(id) => filter.ids = Some(of_institution(conn, id)?),
            Sight::Expert(id) => {
                let seats = assignments::seats_of_expert(conn, id)?;
                filter.ids = Some(seats.into_iter().map(|s| s.commission_id).collect());
            }
        }
        Ok(filter)
    }
}

/// Commissions that the institution bid for or was given.
fn of_institution(conn: &mut Conn, id: &str) -> Outcome<Vec<String>> {
    let given = Filter { institution_id: Some(id.to_owned()), ..Filter::default() };
    let mut ids: Vec<String> = super::list::all(conn, &given)?.into_iter().map(|c| c.id.to_string()).collect();
    ids.extend(bids::of_institution(conn, id)?.into_iter().map(|b| b.commission_id));
    ids.sort();
    ids.dedup();
    Ok(ids)
}
