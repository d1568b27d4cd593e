//! The same expectations of both engines. Meilisearch is asked where `MEILI_URL` names a server
//! (`MEILI_KEY` its key); otherwise the test says aloud that it was skipped.

use super::embedded::Embedded;
use super::engine::Engine;
use super::meilisearch::Meilisearch;
use super::model::{Closeness, Document, Facet, Measure, Order};
use super::service::{Asked, Library, Source};
use super::settings::Settings;
use crate::platform::failure::{Failure, Outcome};
use std::sync::{Arc, Mutex};

/// A database of a few people.
#[derive(Default)]
struct Shelf {
    documents: Mutex<Vec<Document>>,
    waiting: Mutex<Vec<(String, String)>>,
}

impl Shelf {
    fn put(&self, document: Document) {
        let mut documents = self.documents.lock().unwrap();
        documents.retain(|d| d.number != document.number);
        self.waiting.lock().unwrap().push((format!("{}", documents.len()), document.number.clone()));
        documents.push(document);
        documents.sort_by(|a, b| a.number.cmp(&b.number));
    }
}

impl Source for Shelf {
    fn after(&self, number: &str, limit: usize) -> Outcome<Vec<Document>> {
        let documents = self.documents.lock().unwrap();
        Ok(documents.iter().filter(|d| d.number.as_str() > number).take(limit).cloned().collect())
    }

    fn of(&self, numbers: &[String]) -> Outcome<Vec<Document>> {
        let documents = self.documents.lock().unwrap();
        Ok(documents.iter().filter(|d| numbers.contains(&d.number)).cloned().collect())
    }

    fn waiting(&self, limit: usize) -> Outcome<Vec<(String, String)>> {
        Ok(self.waiting.lock().unwrap().iter().take(limit).cloned().collect())
    }

    fn applied(&self, ids: &[String]) -> Outcome<()> {
        self.waiting.lock().unwrap().retain(|(id, _)| !ids.contains(id));
        Ok(())
    }
}

fn person(sequence: u64, name: &str, employer: &str, fields: &[&str], region: &str) -> Document {
    Document {
        sequence,
        number: format!("ZJ{sequence:06}"),
        name: name.into(),
        employer: employer.into(),
        title: "高级工程师".into(),
        title_level: "副高级".into(),
        qualification: "注册会计师".into(),
        region: region.into(),
        status: "enrolled".into(),
        fields: fields.iter().map(|f| (*f).to_owned()).collect(),
        disciplines: vec!["会计学".into()],
        load: sequence % 4,
        work_years: 10 + sequence,
    }
}

/// People whose names sound alike and are written differently, and others.
fn people() -> Vec<Document> {
    vec![
        person(1, "张伟", "宁夏水利勘测设计院", &["水利", "审计"], "吴忠"),
        person(2, "张薇", "宁夏大学", &["教育"], "银川"),
        person(3, "章威", "吴忠市人民医院", &["卫生健康"], "吴忠"),
        person(4, "王芳", "吴忠市水务局", &["水利"], "吴忠"),
        person(5, "单雄信", "银川会计师事务所", &["审计", "财务会计"], "银川"),
        person(6, "李小明", "石嘴山工程造价咨询有限公司", &["工程造价"], "石嘴山"),
        person(7, "王伟", "宁夏大学", &["工程造价"], "中卫"),
    ]
}

fn asked(text: &str) -> Asked {
    Asked { text: Some(text.into()), limit: 20, count: true, ..Asked::default() }
}

/// Sequences that the text finds, sorted, and how closely.
fn found(library: &Library, text: &str) -> (Vec<u64>, Closeness) {
    let reply = library.ask(&asked(text)).unwrap().unwrap();
    let mut hits = reply.answer.hits;
    assert_eq!(reply.answer.total, hits.len() as u64, "{text}");
    hits.sort_unstable();
    (hits, reply.closeness)
}

fn hits(library: &Library, text: &str) -> Vec<u64> {
    found(library, text).0
}

/// Runs the expectation on every engine there is.
fn on_each_engine(name: &str, expectation: impl Fn(&Library, &Shelf)) {
    let folder = tempfile::tempdir().unwrap();
    let settings = || Settings::embedded().unwrap();
    let embedded = Embedded::new(folder.path().join("experts"), settings());
    let mut engines: Vec<Arc<dyn Engine>> = vec![Arc::new(embedded)];
    match std::env::var("MEILI_URL") {
        Ok(url) => {
            let key = std::env::var("MEILI_KEY").ok();
            engines
                .push(Arc::new(Meilisearch::new(&url, key.as_deref(), &format!("test_{name}"), settings()).unwrap()));
        }
        Err(_) => eprintln!("skipped on meilisearch: MEILI_URL names no server"),
    }
    for engine in engines {
        let library = Library::new(engine, settings());
        let shelf = Shelf::default();
        people().into_iter().for_each(|person| shelf.put(person));
        assert_eq!(library.rebuild(&shelf, &mut |_| {}).unwrap(), 7);
        expectation(&library, &shelf);
    }
}

#[test]
fn names_are_found_as_people_type_them() {
    on_each_engine("names", |library, _| {
        assert_eq!(found(library, "张伟"), (vec![1], Closeness::AsWritten));
        assert_eq!(hits(library, "伟"), [1, 7]);
        assert_eq!(hits(library, "小明"), [6]);
        assert_eq!(hits(library, "zhangwei"), [1, 2, 3]);
        assert_eq!(hits(library, "ZhangWei"), [1, 2, 3]);
        assert_eq!(hits(library, "zw"), [1, 2, 3]);
        assert_eq!(hits(library, "zhang wei"), [1, 2, 3]);
        assert_eq!(hits(library, "shanxiongxin"), [5]);
        assert_eq!(hits(library, "ZJ000004"), [4]);
    });
}

#[test]
fn han_is_never_matched_by_its_sound() {
    on_each_engine("sound", |library, _| {
        // 张薇 and 章威 sound like 张伟; only what is one letter away is a slip of it.
        assert_eq!(hits(library, "张薇"), [2]);
        assert_eq!(hits(library, "章威"), [3]);
        let (slips, closeness) = found(library, "章伟");
        assert_eq!((slips, closeness), (vec![1, 3, 7], Closeness::OneSlip));
        assert_eq!(found(library, "张苇蔚"), (vec![], Closeness::AsWritten));
        assert_eq!(found(library, "章炜"), (vec![3], Closeness::OneSlip));
    });
}

#[test]
fn all_words_must_be_found() {
    on_each_engine("words", |library, _| {
        assert_eq!(hits(library, "水利 审计"), [1]);
        assert_eq!(hits(library, "工程造价"), [6, 7]);
        assert_eq!(hits(library, "工程造价 中卫"), [7]);
        assert_eq!(hits(library, "宁夏大学 教育"), [2]);
        assert_eq!(hits(library, "审计专家"), [1, 5]);
        assert_eq!(hits(library, "水务 王"), [4]);
        // 水利 and 水务 mean the same.
        assert_eq!(hits(library, "吴忠 水务"), [1, 4]);
        assert_eq!(hits(library, "水利 zhangwei"), [1]);
        assert_eq!(found(library, "工程造假"), (vec![6, 7], Closeness::OneSlip));
    });
}

#[test]
fn facets_ranges_and_orders_agree_with_the_hits() {
    on_each_engine("facets", |library, _| {
        let reply = library.ask(&Asked { order: Order::Name, ..asked("审计") }).unwrap().unwrap();
        assert_eq!(reply.answer.hits, [5, 1]);
        let facets = &reply.answer.facets;
        assert_eq!(facets[&Facet::Specialty][0], ("审计".to_owned(), 2));
        assert_eq!(facets[&Facet::Region], [("吴忠".to_owned(), 1), ("银川".to_owned(), 1)]);
        let narrowed = Asked { filters: vec![(Facet::Region, "银川".into())], ..asked("审计") };
        let narrowed = library.ask(&narrowed).unwrap().unwrap().answer;
        assert_eq!((narrowed.hits, narrowed.facets[&Facet::Region].len()), (vec![5], 2));
        let years = Asked { text: None, ranges: vec![(Measure::WorkYears, 15, 16)], ..asked("") };
        assert_eq!(library.ask(&years).unwrap().unwrap().answer.hits, [5, 6]);
        let busiest = Asked { text: None, order: Order::Load, descending: true, limit: 2, ..asked("") };
        let busiest = library.ask(&busiest).unwrap().unwrap().answer;
        assert_eq!((busiest.hits, busiest.total), (vec![3, 7], 7));
    });
}

#[test]
fn a_commission_leaves_out_and_says_whom() {
    on_each_engine("left_out", |library, _| {
        let without = Some(Arc::new([1, 2, 99].into_iter().collect()));
        let answer = library.ask(&Asked { without, ..asked("zhangwei") }).unwrap().unwrap().answer;
        let mut left_out = answer.left_out;
        left_out.sort_unstable();
        assert_eq!((answer.hits, answer.total, left_out), (vec![3], 1, vec![1, 2]));
        // Everybody who is written so is left out: that is no reason to offer others.
        let without = Some(Arc::new([1].into_iter().collect()));
        let answer = library.ask(&Asked { without, ..asked("张伟") }).unwrap().unwrap();
        assert_eq!((answer.answer.total, answer.closeness), (0, Closeness::AsWritten));
    });
}

#[test]
fn the_index_follows_and_drift_is_found_and_mended() {
    on_each_engine("drift", |library, shelf| {
        shelf.waiting.lock().unwrap().clear();
        assert!(library.drift(shelf).unwrap().is_none());
        shelf.put(Document { name: "赵钱孙".into(), ..people()[0].clone() });
        assert_eq!(library.drift(shelf).unwrap().stale, [1]);
        assert_eq!(library.catch_up(shelf).unwrap(), 1);
        assert_eq!((hits(library, "赵钱孙"), hits(library, "张伟")), (vec![1], vec![2, 7]));
        shelf.documents.lock().unwrap().retain(|d| d.sequence != 4);
        let drift = library.drift(shelf).unwrap();
        assert_eq!(drift.surplus, [4]);
        library.mend(shelf, &drift).unwrap();
        assert!(library.drift(shelf).unwrap().is_none());
        assert!(hits(library, "王芳").is_empty() || found(library, "王芳").1 == Closeness::OneSlip);
    });
}

#[test]
fn hostile_input_finds_nothing_or_is_refused() {
    on_each_engine("hostile", |library, _| {
        for text in ["😀", "'\"\\", "。。。", "\u{202e}"] {
            assert_eq!(hits(library, text), [] as [u64; 0], "{text}");
        }
        for text in ["a OR b", "name:张*", "'; DROP TABLE experts; --", "\"张伟\" NOT status = x"] {
            assert!(library.ask(&asked(text)).is_ok(), "{text}");
        }
        assert!(matches!(library.ask(&asked(&"水".repeat(10_000))), Err(Failure::Malformed(_))));
        let deep = Asked { offset: 1_000_000, ..asked("水利") };
        assert!(matches!(library.ask(&deep), Err(Failure::Malformed(_))));
    });
}

#[test]
fn an_engine_that_is_away_says_so() {
    let settings = || Settings::embedded().unwrap();
    let nowhere = Meilisearch::new("http://127.0.0.1:9", None, "none", settings()).unwrap();
    let library = Library::new(Arc::new(nowhere), settings());
    assert!(library.ask(&asked("水利")).unwrap().is_err());
    let folder = tempfile::tempdir().unwrap();
    let library = Library::new(Arc::new(Embedded::new(folder.path().join("none"), settings())), settings());
    assert!(!library.is_there() && library.ask(&asked("水利")).unwrap().is_err());
}
