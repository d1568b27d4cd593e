//! The form of an order: what it sends becomes a requirement, and a requirement its fields.

use crate::desk::fields::{Fields, Sent};
use crate::orders::model::{DraftIndicator, Factor, FactorKind, Requirement, SmePolicy, Team};
use crate::platform::failure::Outcome;
use crate::policy::codes::EvaluationKind;
use crate::terms::Score;
use serde_json::{Value, json};

/// Rows for factors.
const FACTORS: usize = 8;

/// Reads the fields; all faults at once.
pub fn read(sent: &Sent) -> Outcome<Requirement> {
    Fields::read(sent, |fields| fields.requirement())
}

impl Fields<'_> {
    fn requirement(&mut self) -> Option<Requirement> {
        let kind = self.parsed("kind", "评价种类", EvaluationKind::from_code);
        let secrets = self.parsed("secrets", "“是”或“否”", answer);
        let (funds, ceiling) = (self.money("funds_wan"), self.money("ceiling_wan"));
        let days = (self.day("announced_on"), self.day("bids_close_on"), self.day("report_due_on"));
        let team = self.team();
        let (factors, sme, indicators) = (self.factors(), self.sme(), self.indicators());
        Some(Requirement {
            kind: kind?,
            contains_state_secrets: secrets?,
            clerical_help_only: self.sent.contains_key("clerical_help_only"),
            scope: self.text("scope"),
            deliverables: self.text("deliverables"),
            funds_fen: funds?,
            ceiling_fen: ceiling?,
            route: self.text("route"),
            reason: self.text("reason"),
            announced_on: days.0?,
            bids_close_on: days.1?,
            report_due_on: days.2?,
            team: team?,
            qualifications: lines(&self.text("qualifications")),
            factors,
            sme: sme?,
            indicators: indicators?,
        })
    }

    fn team(&mut self) -> Option<Team> {
        let leads = self.parsed("lead_evaluators", "人数", |t| t.parse().ok());
        let members = self.parsed("members", "人数", |t| t.parse().ok());
        Some(Team { lead_evaluators: leads?, members: members?, demands: self.text("team_demands") })
    }

    fn factors(&mut self) -> Vec<Factor> {
        let mut factors = Vec::new();
        for row in 0..FACTORS {
            let name = self.text(&format!("factor{row}_name"));
            if name.is_empty() {
                continue;
            }
            let kind = self.parsed(&format!("factor{row}_kind"), "评分方式", |word| {
                FactorKind::ALL.into_iter().find(|kind| kind.word() == word)
            });
            let points = self.parsed(&format!("factor{row}_points"), "分值", |t| t.parse::<Score>().ok());
            let how = self.text(&format!("factor{row}_how"));
            if let (Some(kind), Some(points)) = (kind, points) {
                factors.push(Factor { name, kind, points, how });
            }
        }
        factors
    }

    fn sme(&mut self) -> Option<SmePolicy> {
        match self.text("sme").as_str() {
            "reserved" => Some(SmePolicy::Reserved),
            "deduction" => self.parsed("sme_percent", "百分数", |t| t.parse().ok()).map(SmePolicy::Deduction),
            _ => Some(SmePolicy::NotSuitable(self.text("reason"))),
        }
    }

    /// One line for each: dimension, name and weight, with blanks between.
    fn indicators(&mut self) -> Option<Vec<DraftIndicator>> {
        let all = lines(&self.text("indicators"));
        self.parsed("indicators", "“产出 实际完成率 20”这样的行", |_| {
            all.iter().map(|line| indicator(line)).collect::<Option<Vec<_>>>()
        })
    }
}

fn answer(word: &str) -> Option<bool> {
    match word {
        "yes" => Some(true),
        "no" => Some(false),
        _ => None,
    }
}

fn indicator(line: &str) -> Option<DraftIndicator> {
    let words: Vec<&str> = line.split_whitespace().collect();
    let [dimension, name @ .., weight] = words.as_slice() else { return None };
    let weight = weight.parse().ok()?;
    (!name.is_empty()).then(|| DraftIndicator { dimension: (*dimension).to_owned(), name: name.join(" "), weight })
}

fn lines(text: &str) -> Vec<String> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

/// What the form shows for an order; the same names as [`read`] takes.
pub fn fields(asked: &Requirement) -> Sent {
    let mut sent = Sent::new();
    let mut put = |name: &str, value: String| sent.insert(name.to_owned(), value);
    put("kind", asked.kind.code().to_owned());
    put("secrets", if asked.contains_state_secrets { "yes" } else { "no" }.to_owned());
    if asked.clerical_help_only {
        put("clerical_help_only", "on".to_owned());
    }
    put("scope", asked.scope.clone());
    put("deliverables", asked.deliverables.clone());
    put("funds_wan", asked.funds_fen.to_wan().normalize().to_string());
    put("ceiling_wan", asked.ceiling_fen.to_wan().normalize().to_string());
    put("route", asked.route.clone());
    put("reason", asked.reason.clone());
    put("announced_on", asked.announced_on.to_string());
    put("bids_close_on", asked.bids_close_on.to_string());
    put("report_due_on", asked.report_due_on.to_string());
    put("lead_evaluators", asked.team.lead_evaluators.to_string());
    put("members", asked.team.members.to_string());
    put("team_demands", asked.team.demands.clone());
    put("qualifications", asked.qualifications.join("\n"));
    for (row, factor) in asked.factors.iter().enumerate() {
        put(&format!("factor{row}_name"), factor.name.clone());
        put(&format!("factor{row}_kind"), factor.kind.word().to_owned());
        put(&format!("factor{row}_points"), factor.points.to_string());
        put(&format!("factor{row}_how"), factor.how.clone());
    }
    match &asked.sme {
        SmePolicy::Reserved => put("sme", "reserved".to_owned()),
        SmePolicy::Deduction(percent) => {
            put("sme_percent", percent.to_string());
            put("sme", "deduction".to_owned())
        }
        SmePolicy::NotSuitable(_) => put("sme", "none".to_owned()),
    };
    let line = |i: &DraftIndicator| format!("{} {} {}", i.dimension, i.name, i.weight);
    put("indicators", asked.indicators.iter().map(line).collect::<Vec<_>>().join("\n"));
    sent
}

/// The rows of factors as the page draws them.
pub fn factor_rows(sent: &Sent) -> Vec<Value> {
    let value = |row: usize, part: &str| sent.get(&format!("factor{row}_{part}")).cloned().unwrap_or_default();
    let one = |row: usize| {
        let chosen = value(row, "kind");
        let kinds: Vec<Value> = FactorKind::ALL
            .iter()
            .map(|kind| json!({ "value": kind.word(), "selected": kind.word() == chosen }))
            .collect();
        json!({ "row": row, "name": value(row, "name"), "points": value(row, "points"), "how": value(row, "how"), "kinds": kinds })
    };
    (0..FACTORS).map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::failure::Failure;
    use crate::terms::Fen;

    fn sent() -> Sent {
        let pairs = [
            ("kind", "FIN_KEY"),
            ("secrets", "no"),
            ("scope", "全部"),
            ("deliverables", "报告"),
            ("funds_wan", "20"),
            ("ceiling_wan", "18.5"),
            ("route", "BELOW_LIMIT"),
            ("announced_on", "2026-09-21"),
            ("bids_close_on", "2026-09-28"),
            ("report_due_on", "2026-12-15"),
            ("lead_evaluators", "1"),
            ("members", "4"),
            ("factor0_name", "价格"),
            ("factor0_kind", "price"),
            ("factor0_points", "100"),
            ("factor0_how", ""),
            ("sme", "deduction"),
            ("sme_percent", "10"),
            ("indicators", "产出 实际 完成率 60\n效益 满意度 40"),
            ("qualifications", "独立承担民事责任\n\n"),
            ("reason", ""),
            ("team_demands", ""),
        ];
        pairs.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
    }

    #[test]
    fn a_form_becomes_a_requirement_and_a_form_again() {
        let read = read(&sent()).unwrap();
        assert_eq!(read.ceiling_fen, Fen(18_500_000));
        assert_eq!(read.indicators[0].name, "实际 完成率");
        assert_eq!(super::read(&fields(&read)).unwrap(), read);
    }

    #[test]
    fn every_fault_is_named_at_once() {
        let mut bad = sent();
        bad.insert("funds_wan".into(), "二十".into());
        bad.insert("announced_on".into(), "明天".into());
        bad.insert("factor0_points".into(), "x".into());
        bad.insert("indicators".into(), "产出 60".into());
        let Err(Failure::Malformed(faults)) = read(&bad) else { panic!() };
        let fields: Vec<&str> = faults.iter().map(|f| f.field.as_str()).collect();
        assert_eq!(fields, ["funds_wan", "announced_on", "factor0_points", "indicators"]);
    }
}
