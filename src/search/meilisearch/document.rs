//! An expert as Meilisearch keeps one, and the settings of its index. It does its own cutting of words;
//! what it lacks (pinyin, initials, parts of names, slips of the pen) stands in fields of our own.

use crate::search::model::{Document, Facet, Measure};
use crate::search::rules::slips::{Kind, marks_of_entry};
use crate::search::rules::{spelling, words};
use crate::search::service::DEEPEST;
use crate::search::settings::{Settings, Weights};
use meilisearch_sdk::settings::{
    FacetSortValue, FacetingSettings, LocalizedAttributes, PaginationSetting, Settings as Index, TypoToleranceSettings,
};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The primary key.
pub const SEQUENCE: &str = "sequence";
pub const DIGEST: &str = "digest";
pub const SLIP: &str = "slip";
pub const NAME_ORDER: &str = "name_order";
/// Facets with more values than this are cut; there are fewer places and specialties.
const MOST_VALUES: usize = 2_000;

pub fn entry(document: &Document) -> Value {
    let name = document.name.to_lowercase();
    let spelled = spelling::of(&name);
    json!({
        SEQUENCE: document.sequence,
        DIGEST: document.digest(),
        "number": document.number.to_lowercase(),
        "name": name,
        "name_part": words::grams(&name),
        "pinyin": spelled.full,
        "initials": spelled.initials,
        "syllable": spelled.syllables,
        "specialty": document.fields,
        "status": document.status,
        "region": document.region,
        "title_level": document.title_level,
        "title": document.title,
        "qualification": document.qualification,
        "disciplines": document.disciplines,
        "employer": document.employer,
        SLIP: slips(document, &name),
        NAME_ORDER: spelling::sort_key(&document.name),
        "load": document.load,
        "work_years": document.work_years,
    })
}

fn slips(document: &Document, name: &str) -> Vec<String> {
    let specialties = document.fields.iter().flat_map(|text| marks_of_entry(Kind::Specialty, text));
    let pinyin = spelling::of(name).full.into_iter().flat_map(|full| marks_of_entry(Kind::Pinyin, &full));
    marks_of_entry(Kind::Name, name).into_iter().chain(specialties).chain(pinyin).collect()
}

/// The settings of the index, from the same file that the embedded engine follows.
pub fn settings(settings: &Settings) -> Index {
    let filterable = Facet::ALL.iter().map(|f| f.code()).chain(Measure::ALL.iter().map(|m| m.code()));
    let sortable = [SEQUENCE, NAME_ORDER, "employer", "title_level", "region", "status", "load", "work_years"];
    let by_count = BTreeMap::from([("*".to_owned(), FacetSortValue::Count)]);
    Index::new()
        .with_searchable_attributes(searchable(&settings.weights))
        .with_filterable_attributes(filterable.chain([SEQUENCE, SLIP]))
        .with_sortable_attributes(sortable)
        .with_ranking_rules(["sort", "words", "attribute", "exactness", "sequence:asc"])
        .with_synonyms(settings.synonyms().clone())
        .with_stop_words(&settings.stop_words)
        // Its own tolerance knows no Han slips and would take zhangmei for zhangwei; ours serves both.
        .with_typo_tolerance(TypoToleranceSettings { enabled: Some(false), ..TypoToleranceSettings::default() })
        .with_localized_attributes([LocalizedAttributes {
            locales: vec!["cmn".to_owned()],
            attribute_patterns: vec!["*".to_owned()],
        }])
        .with_faceting(FacetingSettings { max_values_per_facet: MOST_VALUES, sort_facet_values_by: Some(by_count) })
        .with_pagination(PaginationSetting { max_total_hits: DEEPEST })
}

/// The fields that are searched, the weightiest first.
fn searchable(weights: &Weights) -> Vec<&'static str> {
    let mut fields = [
        ("number", weights.number),
        ("name", weights.name),
        ("pinyin", weights.pinyin),
        ("initials", weights.initials),
        ("name_part", weights.name_part),
        ("specialty", weights.specialty),
        ("syllable", weights.syllable),
    ];
    fields.sort_by_key(|(_, weight)| std::cmp::Reverse(*weight));
    let text = ["title", "qualification", "disciplines", "employer", "region", "title_level"];
    fields.into_iter().map(|(field, _)| field).chain(text).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_holds_no_personal_data_but_the_name() {
        let document =
            Document { sequence: 7, number: "ZJ000007".into(), name: "张伟".into(), ..Document::default() };
        let entry = entry(&document);
        assert_eq!((entry["pinyin"][0].as_str(), entry["initials"][0].as_str()), (Some("zhangwei"), Some("zw")));
        for field in ["id_no", "phone", "email", "person_key"] {
            assert!(entry.get(field).is_none(), "{field}");
        }
    }

    #[test]
    fn heavier_fields_come_first() {
        let settings = Settings::embedded().unwrap();
        let fields = searchable(&settings.weights);
        assert_eq!((fields[0], fields[1]), ("number", "name"));
        assert!(!fields.contains(&"slip"));
    }
}
