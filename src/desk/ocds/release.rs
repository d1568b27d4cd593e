//! One commission as releases; pure. Amounts are numbers of yuan, because the standard has no other form.

use crate::bids::Bid;
use crate::commissions::model::Move;
use crate::commissions::{Commission, State};
use crate::contracts::{Contract, Work};
use crate::policy::Route;
use crate::terms::{Day, Fen, Instant};
use serde_json::{Value, json};

/// What is known of a commission as far as it may be published.
pub struct Published<'a> {
    pub prefix: &'a str,
    pub commission: &'a Commission,
    /// Name and credit code of the commissioner.
    pub buyer: (&'a str, Option<&'a str>),
    pub route: Option<&'a Route>,
    pub moves: &'a [Move],
    /// Announcement and deadline, where bids were sealed.
    pub window: Option<(Instant, Instant)>,
    /// Empty before the opening.
    pub bids: &'a [Bid],
    /// With what was done of its stages; `None` where it was not written here.
    pub contract: Option<(&'a Contract, &'a [Work])>,
    /// Scheme and host, for links.
    pub base: &'a str,
}

/// A stage that is published: the state that reaches it, the tag of its release.
const STAGES: [(State, &str); 5] = [
    (State::Announced, "tender"),
    (State::Opened, "tenderUpdate"),
    (State::Awarded, "award"),
    (State::Contracted, "contract"),
    (State::Failed, "tenderCancellation"),
];

impl Published<'_> {
    pub fn ocid(&self) -> String {
        ocid(self.prefix, &self.commission.number)
    }

    /// A release for every published stage, oldest first.
    pub fn releases(&self) -> Vec<Value> {
        let tag = |step: &Move| STAGES.iter().find(|(state, _)| state.word() == step.to).map(|(_, tag)| *tag);
        let of = |step: &Move| self.release(step, tag(step)?);
        self.moves.iter().filter_map(of).collect()
    }

    /// `None` while a signed contract is not published: then it is a release of its own day (条例 art. 50).
    fn release(&self, step: &Move, tag: &str) -> Option<Value> {
        let at = match self.contract {
            Some((contract, _)) if tag == "contract" => contract.published.as_ref()?.at,
            _ => step.moved_at,
        };
        let mut release = self.head(&format!("{}-{}-{tag}", self.ocid(), step.position), at, tag);
        release["tender"] = self.tender(step);
        match tag {
            "award" => release["awards"] = json!(self.award().into_iter().collect::<Vec<_>>()),
            "contract" if self.award().is_some() => {
                release["awards"] = json!(self.award().into_iter().collect::<Vec<_>>());
                release["contracts"] = json!([self.contract_body(at)]);
            }
            _ => {}
        }
        let with_supplier = release.get("awards").is_some();
        release["parties"] = self.parties(with_supplier);
        Some(release)
    }

    /// All stages together, as the commission stands now.
    pub fn record(&self) -> Option<Value> {
        let base = self.base;
        let releases = self.releases();
        let last = releases.last()?;
        let mut compiled = last.clone();
        for earlier in releases.iter().rev() {
            for section in ["awards", "contracts"] {
                if compiled.get(section).is_none()
                    && let Some(found) = earlier.get(section)
                {
                    compiled[section] = found.clone();
                }
            }
        }
        compiled["id"] = json!(format!("{}-compiled-{}", self.ocid(), last["date"].as_str().unwrap_or_default()));
        compiled["tag"] = json!(["compiled"]);
        if let Some(contract) = compiled.pointer_mut("/contracts/0")
            && let Some((_, works)) = self.contract
        {
            contract["implementation"] = self.implementation(works);
        }
        compiled["parties"] = self.parties(compiled.get("awards").is_some());
        let link = |release: &Value| {
            json!({
                "url": format!("{base}/ocds/releases/{}#{}", self.ocid(), release["id"].as_str().unwrap_or_default()),
                "date": release["date"], "tag": release["tag"],
            })
        };
        let links: Vec<Value> = releases.iter().map(link).collect();
        Some(json!({ "ocid": self.ocid(), "releases": links, "compiledRelease": compiled }))
    }

    fn head(&self, id: &str, at: Instant, tag: &str) -> Value {
        json!({
            "ocid": self.ocid(), "id": id, "date": at, "tag": [tag], "initiationType": "tender", "language": "zh",
            "buyer": { "id": self.buyer_id(), "name": self.buyer.0 },
            "planning": {
                "budget": {
                    "id": self.commission.project_code, "project": self.commission.project_name,
                    "amount": yuan(self.commission.ceiling),
                },
            },
        })
    }

    fn tender(&self, step: &Move) -> Value {
        let c = self.commission;
        let opened = step.to != State::Announced.word();
        let mut tender = json!({
            "id": c.number, "title": format!("{}绩效评价", c.project_name),
            "description": format!("{}：{}", c.unit_name, c.project_name),
            "status": status(&step.to), "value": yuan(c.ceiling),
            "procurementMethod": method(&c.route), "mainProcurementCategory": "services",
            "awardCriteria": "ratedCriteria",
            "procuringEntity": { "id": self.buyer_id(), "name": self.buyer.0 },
            "items": [{ "id": "1", "description": "财政支出绩效评价服务", "quantity": 1 }],
        });
        if let Some(route) = self.route {
            tender["procurementMethodDetails"] = json!(route.name.zh);
            tender["procurementMethodRationale"] = json!(format!("{}（{}）", route.when.text.zh, route.when.article));
        }
        if let Some((start, end)) = self.window {
            tender["tenderPeriod"] = json!({ "startDate": start, "endDate": end });
            tender["submissionMethod"] = json!(["electronicSubmission"]);
        }
        if opened && !self.bids.is_empty() {
            tender["numberOfTenderers"] = json!(self.bids.len());
        }
        tender
    }

    fn winner(&self) -> Option<&Bid> {
        self.bids.iter().find(|bid| bid.standing == crate::bids::Standing::Awarded)
    }

    fn award(&self) -> Option<Value> {
        let bid = self.winner()?;
        let at = self.moves.iter().find(|step| step.to == State::Awarded.word())?.moved_at;
        Some(json!({
            "id": format!("{}-award", self.commission.number), "title": format!("{}绩效评价", self.commission.project_name),
            "status": "active", "date": at, "value": yuan(bid.price),
            "suppliers": [{ "id": organisation(&bid.uscc), "name": bid.institution_name }],
        }))
    }

    fn contract_body(&self, at: Instant) -> Value {
        let price = self.winner().map(|bid| yuan(bid.price));
        let mut body = json!({
            "id": format!("{}-contract", self.commission.number),
            "awardID": format!("{}-award", self.commission.number),
            "status": "active", "dateSigned": at, "value": price,
        });
        if let Some((contract, _)) = self.contract {
            let terms = &contract.terms;
            body["title"] = json!(terms.task);
            body["period"] = json!({ "startDate": midnight(terms.from), "endDate": midnight(terms.until) });
            body["dateSigned"] = contract.signed_on.map_or_else(|| json!(at), |day| json!(midnight(day)));
            body["value"] = yuan(contract.price);
            body["milestones"] = self.milestones(contract, &[]);
            body["documents"] = json!([{
                "id": contract.sha256, "documentType": "contractSigned", "format": "text/html", "language": "zh",
                "title": format!("{}合同", terms.task), "datePublished": at,
                "url": format!("{}/api/v1/market/{}/contract/text", self.base, self.commission.number),
            }]);
        }
        body
    }

    /// The stages: met where they were delivered.
    fn milestones(&self, contract: &Contract, works: &[Work]) -> Value {
        let milestone = |(stage, position): (&crate::contracts::StageTerms, i32)| {
            let met = works.iter().find(|work| work.position == position).and_then(|work| work.delivered_on);
            let mut one = json!({
                "id": position.to_string(), "title": stage.name, "type": "delivery", "dueDate": midnight(stage.due_on),
                "status": if met.is_some() { "met" } else { "scheduled" },
            });
            if let Some(day) = met {
                one["dateMet"] = json!(midnight(day));
            }
            one
        };
        contract.terms.stages.iter().zip(1..).map(milestone).collect()
    }

    /// What was delivered and paid until now.
    fn implementation(&self, works: &[Work]) -> Value {
        let paid = |work: &Work| {
            let (day, amount, bid) = (work.paid_on?, work.payable?, self.winner()?);
            Some(json!({
                "id": work.position.to_string(), "date": midnight(day), "value": yuan(amount),
                "payer": { "id": self.buyer_id(), "name": self.buyer.0 },
                "payee": { "id": organisation(&bid.uscc), "name": bid.institution_name },
            }))
        };
        let transactions: Vec<Value> = works.iter().filter_map(paid).collect();
        let milestones = self.contract.map(|(contract, works)| self.milestones(contract, works));
        json!({ "milestones": milestones, "transactions": transactions })
    }

    fn parties(&self, with_supplier: bool) -> Value {
        let mut parties = vec![json!({
            "id": self.buyer_id(), "name": self.buyer.0, "roles": ["buyer", "procuringEntity", "payer"],
            "identifier": identifier(self.buyer.1, self.buyer.0),
        })];
        if with_supplier && let Some(bid) = self.winner() {
            parties.push(json!({
                "id": organisation(&bid.uscc), "name": bid.institution_name, "roles": ["supplier", "tenderer"],
                "identifier": identifier(Some(&bid.uscc), &bid.institution_name),
            }));
        }
        Value::Array(parties)
    }

    fn buyer_id(&self) -> String {
        self.buyer.1.map_or_else(|| format!("division-{}", self.commission.division), organisation)
    }
}

/// The open contracting id of a commission.
pub fn ocid(prefix: &str, number: &str) -> String {
    format!("{prefix}-{number}")
}

/// The register of unified social credit codes, as org-id.guide names it.
const SCHEME: &str = "CN-SAIC";

fn organisation(uscc: &str) -> String {
    format!("{SCHEME}-{uscc}")
}

fn identifier(uscc: Option<&str>, name: &str) -> Value {
    match uscc {
        Some(uscc) => json!({ "scheme": SCHEME, "id": uscc, "legalName": name }),
        None => json!({ "legalName": name }),
    }
}

/// The beginning of a day in China.
fn midnight(day: Day) -> String {
    format!("{day}T00:00:00+08:00")
}

/// Yuan with at most two decimals; exact, because fen below 2^53 are.
fn yuan(amount: Fen) -> Value {
    let number = if amount.0 % 100 == 0 { json!(amount.0 / 100) } else { json!(amount.0 as f64 / 100.0) };
    json!({ "amount": number, "currency": "CNY" })
}

fn status(state: &str) -> &'static str {
    match state {
        "announced" | "opened" => "active",
        "failed" => "unsuccessful",
        _ => "complete",
    }
}

/// The standard's code list of methods.
fn method(route: &str) -> &'static str {
    match route {
        "OPEN_TENDER" | "CONSULTATION" | "FRAMEWORK" => "open",
        "SINGLE_SOURCE" => "direct",
        "INVITED_TENDER" => "limited",
        _ => "selective",
    }
}
