//! From a score to a grade, by the place's bands and vetoes.

use super::Pack;
use super::basis::{Basis, Origin, Resolved};
use super::codes::Grade;
use super::scale::{Band, Scale};
use crate::terms::{Score, Wording};
use serde::{Deserialize, Serialize};

/// A grade and what it rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GradeDecision {
    pub score: Score,
    pub code: Grade,
    /// The word of the place.
    pub word: String,
    /// The band that the score lies in, before any veto.
    pub band: Band<Grade>,
    /// The band as people write it, such as `[80, 90)`.
    pub band_text: String,
    /// The vetoes that lowered the grade; empty if none did.
    pub lowered_by: Vec<LoweredBy>,
    pub basis: Basis,
    pub origin: Origin,
    /// Where the scale is national: what the place says about having none.
    pub local_note: Option<Wording>,
}

/// A veto that lowered a grade.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LoweredBy {
    pub id: String,
    pub name: Wording,
    pub at_most: Grade,
}

/// Why there is no grade.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GradeError {
    #[error("得分 {score} 不在 0 至 100 分之间，请核对评分表（the score must be within 0 to 100）")]
    OutOfRange { score: Score },
    #[error("政策包 {pack} 没有评价等次，国家规定也没有（no grade scale）")]
    NoScale { pack: String },
    #[error("政策包 {pack} 没有一票否决事项 {veto}；已有：{known}（unknown veto）")]
    UnknownVeto { pack: String, veto: String, known: String },
    #[error("政策包 {pack} 没有等次用语“{word}”；请写等次代码或得分（unknown grade word）")]
    UnknownWord { pack: String, word: String },
    #[error("政策包 {pack} 的“{word}”可指 {codes}，请写等次代码或得分（ambiguous grade word）")]
    AmbiguousWord { pack: String, word: String, codes: String },
}

impl Pack {
    /// Grades a score. `vetoes` are the ids of vetoes that were established.
    pub fn grade(&self, score: Score, vetoes: &[&str]) -> Result<GradeDecision, GradeError> {
        let Resolved::Is { value: scale, basis, origin, local_note } = self.resolve(|rules| &rules.grades.scale) else {
            return Err(GradeError::NoScale { pack: self.id.clone() });
        };
        let band = scale.band_of(score).ok_or(GradeError::OutOfRange { score })?;
        let mut code = band.code;
        let mut lowered_by = Vec::new();
        for id in vetoes {
            let veto = scale.vetoes.iter().find(|veto| veto.id == **id).ok_or_else(|| self.unknown_veto(id, scale))?;
            if veto.at_most < band.code {
                lowered_by.push(LoweredBy { id: veto.id.clone(), name: veto.name.clone(), at_most: veto.at_most });
            }
            code = code.min(veto.at_most);
        }
        let word = if code == band.code { band.word.clone() } else { self.word_for(code) };
        Ok(GradeDecision {
            score,
            code,
            word,
            band: band.clone(),
            band_text: band.to_string(),
            lowered_by,
            basis: basis.clone(),
            origin,
            local_note: local_note.cloned(),
        })
    }

    fn unknown_veto(&self, id: &str, scale: &Scale<Grade>) -> GradeError {
        let known: Vec<&str> = scale.vetoes.iter().map(|veto| veto.id.as_str()).collect();
        let known = if known.is_empty() { "无".to_owned() } else { known.join("、") };
        GradeError::UnknownVeto { pack: self.id.clone(), veto: id.to_owned(), known }
    }

    /// The place's word for a grade; the canonical one where it has none.
    pub fn word_for(&self, code: Grade) -> String {
        let scale = self.resolve(|rules| &rules.grades.scale);
        let band = scale.value().and_then(|scale| scale.band_for(code));
        band.map_or_else(|| code.name().zh, |band| band.word.clone())
    }

    /// The grade behind a word of the place or a code. A word that stands for several is an error:
    /// nobody guesses which one was meant.
    pub fn grade_of_word(&self, word: &str) -> Result<Grade, GradeError> {
        if let Some(code) = Grade::from_code(word) {
            return Ok(code);
        }
        let (scale, words) = (self.resolve(|rules| &rules.grades.scale), self.resolve(|rules| &rules.grades.words));
        let bands = scale.value().into_iter().flat_map(|scale| &scale.bands);
        let mut codes: Vec<Grade> = bands.filter(|band| band.word == word).map(|band| band.code).collect();
        if codes.is_empty() {
            let others = words.value().into_iter().flatten().filter(|other| other.word == word);
            codes.extend(others.flat_map(|other| &other.codes));
        }
        codes.sort();
        codes.dedup();
        let (pack, word) = (self.id.clone(), word.to_owned());
        match codes.as_slice() {
            [] => Err(GradeError::UnknownWord { pack, word }),
            [code] => Ok(*code),
            several => {
                let codes = several.iter().map(|code| code.code()).collect::<Vec<_>>().join("、");
                Err(GradeError::AmbiguousWord { pack, word, codes })
            }
        }
    }

    /// Whether a grade counts towards bad years in a row.
    pub fn counts_as_bad(&self, grade: Grade) -> bool {
        self.resolve(|rules| &rules.linkage.bad_grades).value().is_some_and(|bad| bad.contains(&grade))
    }
}
