//! Which routes an amount opens, and why: the product offers only what the law allows (F-02, F-09).

use super::model::Route;
use super::{RouteError, Routes};
use crate::policy::basis::Basis;
use crate::policy::reading::{Fault, pack_table, read_document};
use crate::terms::{Fen, Wording};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

pack_table! {
    /// The figures that decide, in 万元.
    pub struct Limits {
        pub procurement_wan: Decimal,
        pub open_tender_wan: Decimal,
        pub procurement_basis: Basis,
        pub open_tender_basis: Basis,
        /// Services up to this are reserved for small and medium enterprises where they suit them.
        pub sme_reserved_wan: Option<Decimal>,
        /// Least and greatest deduction from a small enterprise's price, per cent (财库〔2020〕46号).
        pub sme_deduction_from: Option<u32>,
        pub sme_deduction_to: Option<u32>,
        /// Per cent of the mean, of the next price and of the ceiling below which a price stands out, and the least
        /// minutes to explain it (Order 87 art. 60).
        pub low_price_of_mean: Option<u32>,
        pub low_price_of_next: Option<u32>,
        pub low_price_of_ceiling: Option<u32>,
        pub low_price_minutes: Option<u32>,
    }
}

impl Limits {
    /// Reads the text of a file of figures; all its faults at once.
    pub fn parse(source: &str) -> Result<Limits, Vec<Fault>> {
        read_document(source, |mut root, faults| {
            let limits = Limits::read_fields(&mut root, faults);
            root.finish(faults);
            limits
        })
    }

    /// True where the procurement law does not reach.
    pub fn is_below(&self, amount: Fen) -> bool {
        amount < Fen::from_wan(self.procurement_wan).unwrap_or_default()
    }

    /// True where an open tender is ordered.
    pub fn asks_for_tender(&self, amount: Fen) -> bool {
        amount >= Fen::from_wan(self.open_tender_wan).unwrap_or(Fen(i64::MAX))
    }
}

/// Whether a route is open to an amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Offered {
    /// The usual one.
    Usual,
    /// Open, where its condition holds; the handler gives the reason and the approver agrees.
    WithReason,
    /// Closed to this amount.
    No,
}

/// One route with whether it may be taken, and why.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Offer<'r> {
    pub route: &'r str,
    pub code: &'r str,
    pub name: &'r Wording,
    pub offered: Offered,
    pub why: Wording,
    pub basis: &'r Basis,
}

impl Routes {
    /// Every route with whether an amount opens it; the usual one is marked, and there is exactly one.
    pub fn offers(&self, amount: Fen) -> Vec<Offer<'_>> {
        self.iter().map(|route| self.offer(route, amount)).collect()
    }

    /// The route that an amount usually takes.
    pub fn usual(&self, amount: Fen) -> Result<&Route, RouteError> {
        self.get(self.usual_code(amount))
    }

    fn usual_code(&self, amount: Fen) -> &'static str {
        if self.limits.is_below(amount) {
            "BELOW_LIMIT"
        } else if self.limits.asks_for_tender(amount) {
            "OPEN_TENDER"
        } else {
            "CONSULTATION"
        }
    }

    fn offer<'r>(&'r self, route: &'r Route, amount: Fen) -> Offer<'r> {
        let below = self.limits.is_below(amount);
        let (offered, zh, en, basis) = if route.code == self.usual_code(amount) {
            (Offered::Usual, "金额适用的通常方式。", "The usual route for the amount.", &route.when)
        } else if route.code == "BELOW_LIMIT" {
            let (zh, en) = ("金额已达采购限额，须走政府采购方式。", "The amount has reached the procurement limit.");
            (Offered::No, zh, en, &self.limits.procurement_basis)
        } else if route.code == "CONSULTATION" && self.limits.asks_for_tender(amount) {
            let (zh, en) = (
                "已达公开招标数额标准，改用磋商须在采购活动开始前获批。",
                "The figure for open tender is reached; consultation needs approval beforehand.",
            );
            (Offered::WithReason, zh, en, &self.limits.open_tender_basis)
        } else if below {
            let (zh, en) = ("限额以下也可自愿采用，须说明理由。", "May be taken below the limit too, with a reason.");
            (Offered::WithReason, zh, en, &route.when)
        } else {
            let (zh, en) =
                ("符合适用情形时可采用，须说明理由并经审批。", "Open where its condition holds, with a reason.");
            (Offered::WithReason, zh, en, &route.when)
        };
        Offer { route: &route.id, code: &route.code, name: &route.name, offered, why: Wording::new(zh, en), basis }
    }
}
