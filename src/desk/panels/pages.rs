//! The panel for people: one page with what its reader may do.

use super::api::{OnPanel, run};
use super::view::{self, MarkedBid, PanelFile};
use super::work::{AskedChange, AskedPrice, CaseVote, Deed, GivenMark, GivenVote, RaisedCase};
use crate::accounts::Actor;
use crate::accounts::gate::Frame;
use crate::accounts::permissions::Act;
use crate::commissions::State;
use crate::desk::call::Call;
use crate::desk::market::pages::{self as market, Place};
use crate::desk::retell::{Told, retell};
use crate::panels::collusion::CollusionGround;
use crate::panels::{Ground, PanelMark};
use crate::platform::failure::{Failure, Outcome};
use crate::terms::Score;
use actix_web::{HttpResponse, web};
use serde_json::{Value, json};
use std::collections::HashMap;

/// The page.
pub async fn panel(frame: Frame, on: OnPanel) -> Outcome<HttpResponse> {
    let context = context(&on, on.3.clone()).await?;
    frame.page("panel", context)
}

async fn context(on: &OnPanel, number: String) -> Outcome<Value> {
    let (call, routes, vault, _) = on;
    let (routes, vault) = (routes.clone(), vault.clone());
    let file = call.read(move |conn, Call { actor, .. }| view::file(conn, (&routes, &vault), actor, &number)).await?;
    page(&call.actor, &file)
}

fn page(actor: &Actor, file: &PanelFile) -> Outcome<Value> {
    let may = |act: Act| actor.may(act);
    let works = file.state == State::Opened;
    let sits = file.own.as_ref().is_some_and(|m| m.declaration.is_some() && m.sits());
    let marks = sits && works && !file.own.as_ref().is_some_and(|m| m.submitted);
    let missing_member = file.members.iter().filter(|m| m.sits()).count() % 2 == 0;
    let mut page = serde_json::to_value(file)?;
    page["draw"] = json!(may(Act::DrawExperts) && works && missing_member);
    page["declare"] = json!(works && file.own.as_ref().is_some_and(|m| m.declaration.is_none()));
    page["marking"] = if marks { rows(file) } else { Value::Null };
    page["change"] = json!(sits && works && file.complete);
    let asked = |bid: &str| file.inquiries.iter().any(|inquiry| inquiry.bid == bid);
    let unasked: Vec<&MarkedBid> = file.bids.iter().filter(|bid| !asked(&bid.id)).collect();
    page["ask_price"] = if sits && works { json!(unasked) } else { Value::Null };
    page["inquiries"] = inquiries(file, sits && works)?;
    page["cases"] = cases(file, sits && works)?;
    page["raise"] = json!(sits && works && file.bids.len() > 1);
    page["collusion_grounds"] = CollusionGround::ALL.iter().map(|ground| ground.word()).collect();
    page["fail"] = json!(may(Act::OpenBids) && file.too_few);
    page["low_prices"] = file
        .low_prices
        .iter()
        .map(|sign| json!({ "institution": institution_of(file, &sign.bid), "because": sign.because }))
        .collect();
    page["finish"] = json!(may(Act::OpenBids) && works && file.complete && file.differences.is_empty());
    page["award"] = json!(may(Act::AwardCommission) && file.state == State::Scored);
    page["shown"] = if file.complete { rows(file) } else { Value::Null };
    let is_empty = file.members.is_empty() && page["draw"] == false;
    page["empty"] = json!(is_empty);
    page["grounds"] = Ground::ALL.iter().map(|ground| ground.word()).collect();
    Ok(page)
}

fn institution_of<'a>(file: &'a PanelFile, bid: &'a str) -> &'a str {
    file.bids.iter().find(|known| known.id == bid).map_or(bid, |known| known.institution.as_str())
}

/// The questions on low prices with whose they are and whether the reader may vote.
fn inquiries(file: &PanelFile, works: bool) -> Outcome<Value> {
    let mut rows = Vec::new();
    for inquiry in &file.inquiries {
        let voted = inquiry.votes.iter().any(|vote| Some(vote.seat) == file.seat);
        let mut row = serde_json::to_value(inquiry)?;
        row["institution"] = json!(institution_of(file, &inquiry.bid));
        row["may_vote"] = json!(works && inquiry.convincing.is_none() && !voted);
        row["ruled"] = json!(inquiry.convincing.is_some());
        rows.push(row);
    }
    Ok(Value::Array(rows))
}

/// The cases of collusion with whose bids they are and whether the reader may vote.
fn cases(file: &PanelFile, works: bool) -> Outcome<Value> {
    let mut rows = Vec::new();
    for case in &file.cases {
        let voted = case.votes.iter().any(|vote| Some(vote.seat) == file.seat);
        let mut row = serde_json::to_value(case)?;
        row["institutions"] = case.bids.iter().map(|bid| institution_of(file, bid)).collect();
        row["may_vote"] = json!(works && case.is_collusion.is_none() && !voted);
        row["ruled"] = json!(case.is_collusion.is_some());
        rows.push(row);
    }
    Ok(Value::Array(rows))
}

/// Each bid with its factors, the own mark and whatever marks may be seen.
fn rows(file: &PanelFile) -> Value {
    let mut at = 0;
    let mut bids = Vec::new();
    for bid in &file.bids {
        let mut factors = Vec::new();
        for factor in &file.factors {
            let of = |mark: &&PanelMark| mark.bid == bid.id && mark.factor == factor.name;
            let given = file.marks.iter().filter(of);
            let points: Vec<Value> = given.map(|mark| json!({ "seat": mark.seat, "points": mark.points })).collect();
            let own_points = file.marks.iter().filter(of).find(|mark| Some(mark.seat) == file.seat).map(|m| m.points);
            let differs = file.differences.iter().any(|d| d.bid == bid.id && d.factor == factor.name);
            factors.push(json!({
                "field": format!("mark{at}"), "bid_field": format!("bid{at}"), "factor_field": format!("factor{at}"),
                "bid": bid.id, "factor": factor, "own": own_points, "points": points, "differs": differs,
            }));
            at += 1;
        }
        bids.push(json!({ "bid": bid, "factors": factors }));
    }
    Value::Array(bids)
}

/// Does it and shows the page again, with the sentence that says why not.
async fn shown(frame: Frame, on: OnPanel, deed: Outcome<Deed>) -> Outcome<HttpResponse> {
    let number = on.3.clone();
    let again = (on.0.clone(), on.1.clone(), on.2.clone(), number.clone().into());
    let done = match deed {
        Ok(deed) => run(again, deed).await,
        Err(failure) => Err(failure),
    };
    match retell(done, &format!("/market/{number}/panel"))? {
        Told::Done(answer) => Ok(answer),
        Told::Why(status, why) => {
            let context = context(&on, number).await?;
            frame.page_with(status, "panel", Some(("error", &why)), context)
        }
    }
}

type Sent = HashMap<String, String>;

/// Declares the handler of a form: what it sends becomes a deed.
macro_rules! deed {
    ($name:ident, $read:expr) => {
        pub async fn $name(frame: Frame, on: OnPanel, sent: web::Form<Sent>) -> Outcome<HttpResponse> {
            let read: fn(&Sent) -> Outcome<Deed> = $read;
            shown(frame, on, read(&sent)).await
        }
    };
}

fn text(sent: &Sent, name: &str) -> String {
    sent.get(name).map(|value| value.trim().to_owned()).unwrap_or_default()
}

fn points(sent: &Sent, name: &str) -> Outcome<Score> {
    text(sent, name).parse().map_err(|_| Failure::field(name, "应为分数，如 36.5 (points such as 36.5)"))
}

deed!(draw, |sent| {
    let seeds = ["finance", "supervisor"].map(|role| (role.to_owned(), text(sent, role)));
    Ok(Deed::Draw(seeds.into_iter().collect()))
});
deed!(declare, |sent| {
    Ok(Deed::Declare { has_conflict: text(sent, "conflict") == "yes", reason: text(sent, "reason") })
});
deed!(mark, |sent| {
    let mut marks = Vec::new();
    let fields = sent.keys().filter(|name| name.starts_with("mark") && !text(sent, name).is_empty());
    for field in fields {
        let at = field.trim_start_matches("mark");
        let (bid, factor) = (text(sent, &format!("bid{at}")), text(sent, &format!("factor{at}")));
        marks.push(GivenMark { bid, factor, points: points(sent, field)? });
    }
    Ok(Deed::Mark { marks, submit: text(sent, "decision") == "submit" })
});
deed!(change, |sent| {
    let ground = Ground::parse(&text(sent, "ground")).ok_or_else(|| Failure::field("ground", "请选择理由 (choose)"))?;
    let (bid, factor) = (text(sent, "bid"), text(sent, "factor"));
    Ok(Deed::Change(AskedChange { bid, factor, points: points(sent, "points")?, ground, reason: text(sent, "reason") }))
});
deed!(ask_price, |sent| {
    let wrong = |_| Failure::field("minutes", "应为分钟数 (a number of minutes)");
    let minutes = text(sent, "minutes").parse().map_err(wrong)?;
    Ok(Deed::AskPrice(AskedPrice { bid: text(sent, "bid"), reason: text(sent, "reason"), minutes }))
});
deed!(vote_price, |sent| {
    let is_convinced = text(sent, "vote") == "convinced";
    Ok(Deed::Vote(GivenVote { bid: text(sent, "bid"), is_convinced, reason: text(sent, "reason") }))
});
deed!(finish, |_| Ok(Deed::Finish));
deed!(award, |sent| {
    let given = ["finance", "supervisor"].map(|role| (role.to_owned(), text(sent, role)));
    Ok(Deed::Award(given.into_iter().filter(|(_, seed)| !seed.is_empty()).collect()))
});

/// A bidder explains its price; the tender's page shows it again.
pub async fn explain_price(
    frame: Frame,
    (call, routes, vault, number): OnPanel,
    sent: web::Form<Sent>,
) -> Outcome<HttpResponse> {
    let number = number.into_inner();
    let deed = Deed::Explain(text(&sent, "explanation"));
    let done = run((call.clone(), routes.clone(), vault.clone(), number.clone().into()), deed).await;
    market::shown(frame, Place::of(call, (routes, vault), number), done).await
}
deed!(raise, |sent| {
    let ground = CollusionGround::parse(&text(sent, "ground"));
    let ground = ground.ok_or_else(|| Failure::field("ground", "请选择情形 (choose)"))?;
    let chosen = sent.iter().filter(|(name, value)| name.starts_with("bid") && !value.is_empty());
    let bids = chosen.map(|(_, value)| value.clone()).collect();
    Ok(Deed::Raise(RaisedCase { ground, bids, evidence: text(sent, "evidence") }))
});
deed!(vote_collusion, |sent| {
    let is_collusion = match text(sent, "vote").as_str() {
        "yes" => true,
        "no" => false,
        _ => return Err(Failure::field("vote", "请选择表决意见 (choose)")),
    };
    Ok(Deed::VoteCase(CaseVote { case: text(sent, "case"), is_collusion, reason: text(sent, "reason") }))
});
deed!(fail, |_| Ok(Deed::Fail));
