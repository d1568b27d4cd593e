//! The lists of facts, field by field as formats.md section 1 has them, and our extensions.
//!
//! Every list is optional; `null` and a missing field are the same. `from: null` is a day nobody
//! knows, `to: null` means "still". An unknown field is an error.

use super::kinds::*;
use crate::terms::Day;
use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer, Serialize};

/// Reads `null` as the default.
fn or_default<'de, D: Deserializer<'de>, T: Deserialize<'de> + Default>(d: D) -> Result<T, D::Error> {
    Ok(Option::deserialize(d)?.unwrap_or_default())
}

/// Declares one kind of record. `[optional]` fields may be missing or null.
macro_rules! record {
    ($(#[$doc:meta])* $name:ident { $($(#[$fdoc:meta])* $field:ident: $type:ty),* $(,)? } [$($(#[$odoc:meta])* $opt:ident: $otype:ty),* $(,)?]) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(deny_unknown_fields)]
        pub struct $name {
            $($(#[$fdoc])* pub $field: $type,)*
            $($(#[$odoc])* #[serde(default, deserialize_with = "or_default")] pub $opt: $otype,)*
        }
    };
}

record!(
    /// A person as registered. Records with the same ID number are one person.
    PersonRecord { id: String } [
        name: String,
        /// 18 or 15 digits.
        id_no: Option<String>,
    ]
);
record!(OrgRecord { id: String, kind: OrgKind } [name: String]);
record!(
    Employment { fact: String, person: String, org: String } [
        from: Option<Day>,
        to: Option<Day>,
        /// Missing: full time.
        kind: JobKind,
        /// Missing: staff.
        role: Post,
        title: String,
        /// Missing: self declared.
        source: Source,
    ]
);
record!(Hierarchy { fact: String, child: String, parent: String } [from: Option<Day>, to: Option<Day>]);
record!(Merger { fact: String, predecessor: String, successor: String } [date: Option<Day>]);
record!(
    Kinship { fact: String, a: String, b: String, relation: Relation } [
        /// The end of a marriage.
        to: Option<Day>,
    ]
);
record!(
    /// `holder` is a person or an organisation; `pct` is percent of the whole.
    Shareholding { fact: String, holder: String, org: String, pct: Decimal } [from: Option<Day>, to: Option<Day>]
);
record!(
    Project { id: String, implementing_org: String } [name: String, contractors: Vec<String>, leader: Option<String>]
);
record!(
    /// `who` is an organisation or a person.
    Involvement { fact: String, who: String, project: String, role: Work } [
        from: Option<Day>,
        to: Option<Day>,
        team: Vec<String>,
    ]
);
record!(
    /// `ref_date` is the reference day.
    Evaluation { id: String, project: String, ref_date: Day } [
        commissioned_by: Option<String>,
        panel: Vec<String>,
        lot_bidders: Vec<String>,
        /// Extension: institutions whose bid or report a person of this commission reviews; targets
        /// for persons (E-16, COI-16).
        reviewed: Vec<String>,
    ]
);
record!(PastEvaluation { fact: String, institution: String, org: String, year: i32 } []);
record!(Assignment { fact: String, person: String, evaluation: String, status: AssignmentStatus } []);
record!(
    Collaboration { fact: String, kind: CollaborationKind, members: Vec<String> } [date: Option<Day>, title: String]
);
record!(Declaration { fact: String, person: String, evaluation: String, conflict: bool } [text: String]);
record!(
    /// Extension: a relation declared by name, as registries keep them; the relative often has no
    /// ID number and no record of their own.
    DeclaredKin {
        fact: String,
        person: String,
        /// The Chinese word as declared: 叔侄, 岳父女婿 …
        relation: String,
    } [
        relative_name: String,
        /// An organisation's id.
        relative_org: Option<String>,
        relative_title: String,
    ]
);
record!(
    /// Extension (COI-06): a legal dispute between a person or institution and an organisation.
    Dispute { fact: String, who: String, org: String } [from: Option<Day>, to: Option<Day>, text: String]
);
record!(
    /// Extension (COI-14): the institution audits or keeps books for the organisation.
    Service { fact: String, institution: String, org: String, kind: ServiceKind } [from: Option<Day>, to: Option<Day>]
);
record!(
    /// Extension (COI-16): the person is filed as cooperating expert of the institution.
    Cooperation { fact: String, person: String, institution: String } [from: Option<Day>, to: Option<Day>]
);
record!(
    /// Extension (COI-18): a party objects to a person or institution.
    PartyObjection { fact: String, subject: String, evaluation: String } [by: String, text: String]
);

impl Default for JobKind {
    /// The kind with the strictest consequences, so that a gap clears nobody.
    fn default() -> Self {
        JobKind::FullTime
    }
}

// The enums come from a macro, which has no place for a default.
#[allow(clippy::derivable_impls)]
impl Default for Post {
    fn default() -> Self {
        Post::Staff
    }
}

impl Default for Source {
    /// The lowest authority.
    fn default() -> Self {
        Source::SelfDeclared
    }
}

/// Declares [`Facts`] and hands its lists to whoever reads or counts them by name.
macro_rules! lists {
    ($($list:ident: $record:ty),+ $(,)?) => {
        /// Everything that rules may know, as lists of records.
        #[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(default, deny_unknown_fields)]
        pub struct Facts {
            $(#[serde(deserialize_with = "or_default", skip_serializing_if = "Vec::is_empty")] pub $list: Vec<$record>,)+
        }

        impl Facts {
            /// The names of the lists, as files write them.
            pub const LISTS: &'static [&'static str] = &[$(stringify!($list)),+];

            /// Appends one record given as JSON to the list of that name.
            ///
            /// # Errors
            /// The reader's message, which names an unknown field; or that there is no such list.
            pub fn push_json(&mut self, list: &str, record: serde_json::Value) -> Result<(), String> {
                match list {
                    $(stringify!($list) => self.$list.push(serde_json::from_value(record).map_err(|e| e.to_string())?),)+
                    other => return Err(format!("unknown field `{other}`")),
                }
                Ok(())
            }
        }
    };
}

lists! {
    persons: PersonRecord,
    orgs: OrgRecord,
    employments: Employment,
    hierarchy: Hierarchy,
    mergers: Merger,
    kinships: Kinship,
    shareholdings: Shareholding,
    projects: Project,
    involvements: Involvement,
    evaluations: Evaluation,
    past_evaluations: PastEvaluation,
    assignments: Assignment,
    collaborations: Collaboration,
    declarations: Declaration,
    declared_kin: DeclaredKin,
    disputes: Dispute,
    services: Service,
    cooperations: Cooperation,
    objections: PartyObjection,
}

record!(
    /// May `subject`, a person or an organisation, take part in `evaluation`?
    Question { subject: String, evaluation: String } []
);
