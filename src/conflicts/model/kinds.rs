//! The closed lists of words that facts use.

use serde::{Deserialize, Serialize};

/// Declares an enum that is written in snake case.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $word:ident),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($(#[$vdoc])* $word),+ }
    };
}

words!(
    /// What an organisation is. Three kinds matter to rules: a `government` never transmits a
    /// hierarchy, the `state` never counts as common controller, a `finance_authority` regulates.
    OrgKind { Company, PublicInstitution, Department, University, Government, FinanceAuthority, State }
);
words!(
    /// How somebody works for an organisation.
    JobKind { FullTime, PartTime, Secondment, RetiredRehired, Intern, Consultant }
);
words!(
    /// The post held.
    Post { Staff, Director, Supervisor, LegalRep, GeneralManager }
);
words!(
    /// Where a record of a job comes from.
    Source { SocialInsurance, CompanyRegistry, HrRegister, SelfDeclared }
);
words!(
    /// Primitive kinship; `parent`: a is a parent of b.
    Relation { Spouse, Parent, Sibling }
);
words!(
    /// What was done for a project.
    Work {
        FeasibilityStudy, ExanteAssessment, Design, BiddingAgent, ConstructionSupervision,
        SelfEvaluation, Implementation, Audit,
    }
);
words!(AssignmentStatus { Active, Completed, Cancelled });
words!(CollaborationKind { Publication, ResearchProject, Adviser });
words!(
    /// A standing service of an institution to an organisation (COI-14), outside any project.
    ServiceKind { Audit, Bookkeeping }
);

impl JobKind {
    /// Full time, part time, seconded or rehired: the organisation is the person's employer.
    /// Interns and consultants have looser ties, which formats.md rules on separately.
    pub fn is_employed(self) -> bool {
        !matches!(self, JobKind::Intern | JobKind::Consultant)
    }
}

impl Post {
    /// A post that counts whether paid or not (E-16).
    pub fn is_officer(self) -> bool {
        self != Post::Staff
    }

    /// Legal representative or general manager: a head in the sense of E-16
    /// "法定代表人、负责人".
    pub fn is_head(self) -> bool {
        matches!(self, Post::LegalRep | Post::GeneralManager)
    }
}

impl Source {
    /// The higher wins where two records of one fact disagree.
    pub fn authority(self) -> u8 {
        match self {
            Source::SocialInsurance | Source::CompanyRegistry => 3,
            Source::HrRegister => 2,
            Source::SelfDeclared => 1,
        }
    }
}
