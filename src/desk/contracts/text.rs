//! The text of a contract as both sides sign it: the template filled in, in Chinese, with every amount in figures and
//! in capital words.
//!
//! Not here: whether the terms are lawful; the room says so.

use crate::commissions::Commission;
use crate::conflicts::service::is_finance_authority;
use crate::contracts::rules::{self, GradeShare};
use crate::contracts::{ContractTerms, service as contracts};
use crate::orders::service as orders;
use crate::platform::db::Conn;
use crate::platform::failure::{Failure, Outcome};
use crate::platform::pages::{Lang, Pages};
use crate::policy::codes::Body;
use crate::policy::kept;
use crate::registry::model::BudgetUnit;
use crate::registry::service as registry;
use crate::terms::{Fen, capitals};
use serde_json::{Value, json};

/// The division's finance department, if its unit is registered.
pub fn finance_unit(conn: &mut Conn, division: &str) -> Outcome<Option<BudgetUnit>> {
    Ok(registry::units(conn, Some(division))?.into_iter().find(|unit| is_finance_authority(&unit.name)))
}

/// Who gives the work: the department where it commissions, the finance department otherwise (C-08: who commissions pays).
fn client(conn: &mut Conn, commission: &Commission) -> Outcome<Value> {
    let order = orders::of(conn, commission)?;
    let unit = match order.map(|order| order.commissioned_by) {
        Some(Body::MainDept | Body::BudgetUnit) => {
            let units = registry::units(conn, Some(&commission.division))?;
            units.into_iter().find(|unit| unit.code == commission.department_code)
        }
        _ => finance_unit(conn, &commission.division)?,
    };
    Ok(unit.map_or_else(|| json!({"name": null, "uscc": null}), |unit| json!({"name": unit.name, "uscc": unit.uscc})))
}

/// The text for these terms at the awarded price, as HTML of one file.
pub fn write(conn: &mut Conn, pages: &Pages, commission: &Commission, terms: &ContractTerms) -> Outcome<String> {
    let bid = contracts::awarded(conn, commission)?;
    let grades = contracts::grades(&kept::fetch(conn, &commission.policy_version)?);
    let page = json!({
        "number": commission.number,
        "project": commission.project_name,
        "client": client(conn, commission)?,
        "contractor": {"name": bid.institution_name, "uscc": bid.uscc},
        "price": bid.price,
        "price_words": capitals(bid.price),
        "terms": terms,
        "bond_words": (terms.bond_fen > Fen(0)).then(|| capitals(terms.bond_fen)),
        "stages": stages(terms, bid.price),
        "grades": grades.iter().map(grade).collect::<Vec<Value>>(),
    });
    pages.render("contract-text", Lang::Zh, &json!({"page": page})).map_err(|e| Failure::Fault(e.into()))
}

fn stages(terms: &ContractTerms, price: Fen) -> Vec<Value> {
    let amounts = rules::split(price, &terms.stages);
    let stage = |((stage, amount), position): ((&crate::contracts::StageTerms, Fen), usize)| {
        json!({
            "position": position, "name": stage.name, "due_on": stage.due_on, "share": stage.share,
            "by_quality": stage.by_quality, "amount": amount, "words": capitals(amount),
        })
    };
    terms.stages.iter().zip(amounts).zip(1..).map(stage).collect()
}

fn grade(share: &GradeShare) -> Value {
    let range = share.from != share.to;
    json!({"name": share.grade.name(), "from": range.then_some(share.from), "to": share.to})
}
