//! What a lawful route is made of, as its file states it: when it may be taken, states and moves, terms,
//! panel, band of the price's weight, notices. Each part names the article it rests on.

use crate::policy::basis::Basis;
use crate::policy::codes::DayKind;
use crate::policy::reading::{Fault, Faults, Node, codes, pack_table, read_document};
use crate::terms::{Fen, Wording};
use rust_decimal::Decimal;

codes! {
    /// Whether a route lets something be done.
    pub enum Permission {
        Yes = "YES", "允许", "allowed";
        No = "NO", "禁止", "forbidden";
        Local = "LOCAL", "由当地内部规定决定", "for the place's own rules to say";
    }
}

codes! {
    /// How a term binds: which side of its last day is open, and from which end it is counted.
    pub enum Sense {
        /// Not before the day that lies the term after the anchor.
        AtLeastAfter = "AT_LEAST_AFTER", "不少于", "not sooner than";
        /// Not after the day that lies the term after the anchor.
        WithinAfter = "WITHIN_AFTER", "以内", "within";
        /// Not after the day that lies the term before the anchor.
        AtLeastBefore = "AT_LEAST_BEFORE", "至少提前", "at least before";
        /// Not before the day that lies the term before the anchor.
        WithinBefore = "WITHIN_BEFORE", "不早于前", "not sooner than before";
    }
}

impl Sense {
    /// The computed day is the first that is allowed, not the last.
    pub fn is_earliest(self) -> bool {
        matches!(self, Sense::AtLeastAfter | Sense::WithinBefore)
    }

    /// The term is counted back from its anchor.
    pub fn counts_back(self) -> bool {
        matches!(self, Sense::AtLeastBefore | Sense::WithinBefore)
    }
}

pack_table! {
    /// A yes or no of the route with the place that says so.
    pub struct RuledPermission {
        pub is: Permission,
        pub basis: Basis,
    }
}

pack_table! {
    /// The weight that the price of a service may carry, in points of 100.
    pub struct PriceBand {
        pub from: Decimal,
        pub to: Decimal,
        pub basis: Basis,
    }
    check band_is_ordered
}

fn band_is_ordered(band: &PriceBand, node: &Node<'_>, faults: &mut Faults<'_>) {
    if band.from < Decimal::ZERO || band.from > band.to || band.to > Decimal::ONE_HUNDRED {
        let problem = Wording::new("价格分区间不成立", "the band does not hold");
        node.fault(faults, problem, Wording::new("写 0 ≤ from ≤ to ≤ 100", "write 0 ≤ from ≤ to ≤ 100"));
    }
}

pack_table! {
    /// Members from a budget on.
    pub struct PanelStep {
        pub members: u32,
        pub from_wan: Decimal,
    }
}

pack_table! {
    /// Who sits on the panel: an odd number, at least `expert_parts` in `parts` of them experts.
    pub struct PanelRule {
        pub sizes: Vec<PanelStep>,
        pub expert_parts: u32,
        pub parts: u32,
        pub basis: Basis,
    }
    check panel_is_sound
}

fn panel_is_sound(panel: &PanelRule, node: &Node<'_>, faults: &mut Faults<'_>) {
    let even = panel.sizes.iter().any(|size| size.members % 2 == 0);
    if even || panel.parts == 0 || panel.expert_parts > panel.parts {
        let problem = Wording::new("人数须为单数，专家比例不大于 1", "members must be odd and the share at most 1");
        node.fault(faults, problem, Wording::new("核对 sizes 与比例", "check sizes and share"));
    }
}

impl PanelRule {
    /// The members that a budget needs; the largest of all sizes that hold.
    pub fn members(&self, budget: Fen) -> u32 {
        let fits = |size: &&PanelStep| Fen::from_wan(size.from_wan).is_some_and(|from| from <= budget);
        self.sizes.iter().filter(fits).map(|size| size.members).max().unwrap_or_default()
    }

    /// How many of `members` are experts at least; a part of a person counts as one.
    pub fn experts_of(&self, members: u32) -> u32 {
        members.saturating_mul(self.expert_parts).div_ceil(self.parts.max(1))
    }
}

pack_table! {
    /// The fewest bidders with whom the route goes on.
    pub struct LeastBidders {
        pub count: u32,
        pub basis: Basis,
    }
}

pack_table! {
    /// A state of the route.
    pub struct RouteState {
        pub id: String,
        pub name: Wording,
    }
}

pack_table! {
    /// A lawful move between two states.
    pub struct RouteMove {
        pub from: String,
        pub to: String,
        pub basis: Basis,
    }
}

pack_table! {
    /// A dated step: `count` days counted from `from`, which is `start` or an earlier step.
    pub struct RouteStep {
        pub id: String,
        pub name: Wording,
        pub from: String,
        pub count: u32,
        pub unit: DayKind,
        pub sense: Sense,
        /// Happens only where something else does, such as a challenge; `None` counts as no.
        pub contingent: Option<bool>,
        pub basis: Basis,
    }
}

pack_table! {
    /// What must be published when a step is reached.
    pub struct RouteNotice {
        pub id: String,
        pub name: Wording,
        pub step: String,
        pub basis: Basis,
    }
}

pack_table! {
    /// One lawful way to find who does a commission (regulations, table 5.6a).
    pub struct Route {
        /// In URLs and on the command line.
        pub id: String,
        /// As commissions carry it.
        pub code: String,
        pub name: Wording,
        /// When it may be taken.
        pub when: Basis,
        /// Whether being in the institution pool may be a condition.
        pub pool_gate: RuledPermission,
        /// Whether an institution may be picked by lot.
        pub random_pick: RuledPermission,
        pub price: Option<PriceBand>,
        pub panel: Option<PanelRule>,
        pub bidders: Option<LeastBidders>,
        /// With how few bidders the law lets it go on all the same, once some have dropped out.
        pub bidders_at_least: Option<LeastBidders>,
        pub states: Vec<RouteState>,
        pub moves: Vec<RouteMove>,
        pub steps: Vec<RouteStep>,
        pub notices: Vec<RouteNotice>,
    }
}

/// The word for the day that a simulation begins with.
pub const START: &str = "start";

fn note_unknown_names(route: &Route, faults: &mut Faults<'_>) {
    let mut known = vec![START];
    for step in &route.steps {
        if !known.contains(&step.from.as_str()) {
            note_unknown(faults, &format!("steps.{}.from = {}", step.id, step.from));
        }
        known.push(&step.id);
    }
    for notice in route.notices.iter().filter(|notice| !known.contains(&notice.step.as_str())) {
        note_unknown(faults, &format!("notices.{}.step = {}", notice.id, notice.step));
    }
    let is_state = |id: &str| route.states.iter().any(|state| state.id == id);
    for step in route.moves.iter().filter(|step| !is_state(&step.from) || !is_state(&step.to)) {
        note_unknown(faults, &format!("moves: {} → {}", step.from, step.to));
    }
}

fn note_unknown(faults: &mut Faults<'_>, what: &str) {
    let problem = Wording::new(format!("{what} 没有定义"), format!("{what} is not defined"));
    faults.add(&(0..0), "", problem, Wording::new("先定义再引用", "define it before it is named"));
}

impl Route {
    /// Reads the text of a route; all its faults at once.
    pub fn parse(source: &str) -> Result<Route, Vec<Fault>> {
        read_document(source, |mut root, faults| {
            let route = Route::read_fields(&mut root, faults);
            root.finish(faults);
            if let Some(route) = &route {
                note_unknown_names(route, faults);
            }
            route
        })
    }

    /// The states that may follow.
    pub fn next(&self, state: &str) -> Vec<&RouteMove> {
        self.moves.iter().filter(|step| step.from == state).collect()
    }
}
