//! Nouns of enrolment.

use crate::registry::model::Signed;
use crate::terms::Day;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

crate::words! {
    /// Where an application comes from (财库〔2016〕198号 art. 5).
    Channel {
        /// 公开征集
        PublicCall = "public_call",
        /// 单位推荐
        UnitRecommendation = "unit_recommendation",
        /// 自我推荐
        SelfRecommendation = "self_recommendation",
    }
}

crate::words! {
    /// How far an application has come.
    EnrolmentStage {
        /// 待核对
        Filed = "filed",
        /// 公示中
        Noticed = "noticed",
        /// 已入库
        Enrolled = "enrolled",
        /// 不予入库
        Refused = "refused",
    }
}

/// An organisation that the applicant keeps away from (art. 7: self-declared recusals).
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DeclaredRecusal {
    #[schema(example = "银川致远公共政策研究院")]
    pub organisation: String,
    pub reason: String,
}

/// What an applicant states, as text of the same columns that a roster has. Personal data.
#[derive(Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Application {
    #[schema(example = "王伟")]
    pub name: String,
    #[schema(example = "男")]
    pub sex: String,
    pub id_no: String,
    pub employer: String,
    pub employer_uscc: String,
    #[schema(example = "教授")]
    pub title: String,
    #[schema(example = "正高级")]
    pub title_level: String,
    /// Several are parted by 、
    pub qualifications: String,
    #[schema(example = "教育、水利")]
    pub specialties: String,
    pub directions: String,
    pub education: String,
    #[schema(example = "12")]
    pub work_years: String,
    pub residence: String,
    pub phone: String,
    pub email: String,
    /// Citizen of China.
    pub is_citizen: bool,
    /// Signed the application and the pledge of independence and liability.
    pub has_pledged: bool,
    /// No bribery, fraud or other bad record in the three years before.
    pub has_clean_record: bool,
    /// Why title or age is relaxed, for a specialty in which experts are scarce.
    pub relaxed_because: String,
    pub recusals: Vec<DeclaredRecusal>,
}

/// An application on its way. What the applicant stated is read apart, because it is personal.
#[derive(Clone)]
pub struct Enrolment {
    pub id: String,
    pub division: String,
    pub number: String,
    pub stage: EnrolmentStage,
    pub channel: Channel,
    pub name: String,
    pub employer: String,
    pub title: String,
    pub specialties: String,
    /// Key of the person.
    pub person: String,
    pub filed: Signed,
    pub checked: Option<Signed>,
    /// First and last day of the public notice.
    pub notice: Option<(Day, Day)>,
    pub ended: Option<Signed>,
    pub ended_because: Option<String>,
    pub expert_number: Option<String>,
    pub version: i32,
}

/// What somebody said against an application in public notice.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = EnrolmentObjection)]
pub struct Objection {
    pub position: i32,
    pub said: String,
    pub noted: Signed,
    pub answer: Option<String>,
    pub answered: Option<Signed>,
}

/// A name in public notice, for everybody.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PublicNotice {
    pub number: String,
    pub name: String,
    pub employer: String,
    pub title: String,
    pub specialties: String,
    #[schema(value_type = String, format = Date)]
    pub from: Day,
    #[schema(value_type = String, format = Date)]
    pub until: Day,
}

/// When the public notice of an application may begin and end.
#[derive(Clone, Copy, Debug)]
pub struct Noticing {
    pub from: Day,
    pub until: Day,
}
