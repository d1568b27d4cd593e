//! The expert library at size: how fast the embedded index is built, how fast it answers, how large it is.
//! `SEARCH_EXPERTS` sets the number of people (1,000,000 if left out). Printed: the rate of building beside the
//! rate of spelling and marking alone (the floor that no engine can pass), p50 and p99 of a two-word query
//! with all facets, and the same with a commission that leaves out 5,000.

use hengping::search::embedded::Embedded;
use hengping::search::engine::Engine;
use hengping::search::rules::slips::{Kind, marks_of_entry};
use hengping::search::rules::spelling;
use hengping::search::service::{Asked, Library, Source};
use hengping::search::settings::Settings;
use hengping::search::{Document, LeftOut};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

const SURNAMES: [&str; 16] =
    ["王", "李", "张", "刘", "陈", "杨", "黄", "赵", "吴", "周", "徐", "孙", "马", "朱", "胡", "单"];
const GIVEN: [&str; 24] = [
    "伟", "芳", "敏", "静", "丽", "强", "磊", "军", "洋", "勇", "艳", "杰", "娟", "涛", "明", "超", "兰", "霞", "平",
    "刚", "建", "国", "文", "志",
];
const FIELDS: [&str; 12] = [
    "水利",
    "农业农村",
    "教育",
    "卫生健康",
    "生态环保",
    "交通运输",
    "信息化",
    "工程造价",
    "财务会计",
    "审计",
    "法律",
    "公共管理",
];
const PLACES: [&str; 10] = ["银川", "吴忠", "石嘴山", "固原", "中卫", "兰州", "西安", "济南", "洛阳", "景德镇"];
const KINDS: [&str; 8] = [
    "水利勘测设计院",
    "大学",
    "会计师事务所",
    "工程咨询有限公司",
    "农业科学院",
    "人民医院",
    "交通规划设计院",
    "律师事务所",
];

/// People by number, made when asked for.
struct Crowd(u64);

fn pick<const N: usize>(list: [&'static str; N], seed: u64, shift: u32) -> &'static str {
    let mixed = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(shift).wrapping_mul(0xBF58_476D_1CE4_E5B9) >> 33;
    list[usize::try_from(mixed % N as u64).unwrap_or_default()]
}

fn person(sequence: u64) -> Document {
    let place = pick(PLACES, sequence, 11);
    Document {
        sequence,
        number: format!("ZJ{sequence:06}"),
        name: format!("{}{}{}", pick(SURNAMES, sequence, 1), pick(GIVEN, sequence, 5), pick(GIVEN, sequence, 9)),
        employer: format!("{place}{}", pick(KINDS, sequence, 13)),
        title: "高级工程师".into(),
        title_level: if sequence.is_multiple_of(3) { "正高级" } else { "副高级" }.into(),
        qualification: "注册会计师".into(),
        region: place.into(),
        status: if sequence.is_multiple_of(50) { "suspended" } else { "enrolled" }.into(),
        fields: vec![pick(FIELDS, sequence, 17).into(), pick(FIELDS, sequence, 23).into()],
        disciplines: vec!["项目评价".into()],
        load: sequence % 5,
        work_years: sequence % 40,
    }
}

impl Source for Crowd {
    fn after(&self, number: &str, limit: usize) -> hengping::platform::failure::Outcome<Vec<Document>> {
        let last: u64 = number.trim_start_matches("ZJ").parse().unwrap_or_default();
        Ok((last + 1..=self.0).take(limit).map(person).collect())
    }

    fn of(&self, numbers: &[String]) -> hengping::platform::failure::Outcome<Vec<Document>> {
        Ok(numbers.iter().filter_map(|n| n.trim_start_matches("ZJ").parse().ok()).map(person).collect())
    }

    fn waiting(&self, _: usize) -> hengping::platform::failure::Outcome<Vec<(String, String)>> {
        Ok(Vec::new())
    }

    fn applied(&self, _: &[String]) -> hengping::platform::failure::Outcome<()> {
        Ok(())
    }
}

fn main() -> anyhow::Result<()> {
    let count: u64 = std::env::var("SEARCH_EXPERTS").ok().and_then(|n| n.parse().ok()).unwrap_or(1_000_000);
    let folder = tempfile::tempdir()?;
    let engine = Arc::new(Embedded::new(folder.path().join("experts"), Settings::embedded()?));
    let library = Library::new(engine.clone(), Settings::embedded()?);
    let floor = rate(count.min(50_000), |n| {
        for sequence in 1..=n {
            let person = person(sequence);
            let spelled = spelling::of(&person.name);
            std::hint::black_box(
                spelled.full.iter().map(|full| marks_of_entry(Kind::Pinyin, full).len()).sum::<usize>(),
            );
        }
    });
    let built = rate(count, |_| {
        library.rebuild(&Crowd(count), &mut |_| {}).map(drop).unwrap_or_else(|failure| eprintln!("{failure}"));
    });
    println!("experts {count}: built at {built:.0}/s; spelling alone {floor:.0}/s, ratio {:.3}", built / floor);
    println!("index on disk: {:.1} MiB", size(folder.path())? as f64 / 1_048_576.0);
    let left_out: LeftOut = Arc::new((1..=5_000.min(count)).collect());
    report("two words, four facets", &library, None);
    report("the same, a commission leaving out 5,000", &library, Some(left_out));
    let start = Instant::now();
    engine.apply(&[Document { name: "查无此人".into(), ..person(7) }], &[])?;
    println!("a changed entry is found after {:.0} ms", start.elapsed().as_secs_f64() * 1e3);
    Ok(())
}

fn rate(count: u64, work: impl FnOnce(u64)) -> f64 {
    let start = Instant::now();
    work(count);
    count as f64 / start.elapsed().as_secs_f64()
}

fn report(what: &str, library: &Library, without: Option<LeftOut>) {
    let mut times: Vec<Duration> = Vec::new();
    for round in 0..400u64 {
        let text = format!("{} {}", pick(FIELDS, round, 3), pick(FIELDS, round, 29));
        let asked = Asked { text: Some(text), without: without.clone(), limit: 20, count: true, ..Asked::default() };
        let start = Instant::now();
        std::hint::black_box(library.ask(&asked).is_ok());
        times.push(start.elapsed());
    }
    times.sort_unstable();
    let at = |percent: usize| times.get(times.len() * percent / 100).copied().unwrap_or_default().as_secs_f64() * 1e3;
    println!("{what}: p50 {:.2} ms, p99 {:.2} ms", at(50), at(99));
}

fn size(folder: &Path) -> std::io::Result<u64> {
    let mut sum = 0;
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        sum += if entry.file_type()?.is_dir() { size(&entry.path())? } else { entry.metadata()?.len() };
    }
    Ok(sum)
}
