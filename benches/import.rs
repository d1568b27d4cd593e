//! A roster of 50,000 experts from a workbook into SQLite: read, checked and committed, beside the workbook
//! reader alone and the same number of plain inserts.
//!
//! Run with `cargo bench --bench import`. The figures are of one run on one machine; the ratios are what count.

// A bench may stop by panicking.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use calamine::Reader;
use diesel::RunQueryDsl;
use hengping::handover::service::{Lists, take_lists};
use hengping::intake::{Workbook, read_workbooks};
use hengping::platform::clock::Clock;
use hengping::platform::db::{DatabaseUrl, Db, migrate};
use hengping::platform::vault::Vault;
use std::time::{Duration, Instant};

const ROWS: u32 = 50_000;
const HEADS: &str = "姓名,性别,身份证号,出生日期,工作单位,工作单位统一社会信用代码,职称,职称级别,执业资格,擅长领域,\
                     专业方向,学历,从业年限,常住地,手机号码,电子邮箱,入库日期,状态";

fn main() {
    let bytes = roster();
    let file = bytes.len() >> 20;
    println!("{ROWS} experts, a workbook of {file} MiB");
    let reader = timed("workbook reader alone", || reader(bytes.clone()));
    let dir = tempfile::tempdir().unwrap();
    let inserts = timed("plain inserts, one table", || inserts(&open(dir.path(), "plain")));
    let db = open(dir.path(), "product");
    let mut handover = None;
    let checked = timed("read and checked", || {
        let book = Workbook::from_bytes("专家库.xlsx", bytes.clone()).unwrap();
        handover = Some(read_workbooks(vec![book]).unwrap());
    });
    let handover = handover.unwrap();
    assert_eq!(handover.report[0].accepted, ROWS, "{:?}", handover.report[0].findings.first());
    let before = peak_memory();
    let taken = timed("taken in and committed", || {
        let vault = Vault::new([1; 32], [2; 32]);
        let lists = Lists {
            vault: &vault,
            division: "640300000",
            folder_digest: "bench",
            actor: "finance_handler",
            at: Clock::system().now(),
            each_row: &|| Ok(()),
        };
        let taken = db.write(|conn| take_lists(conn, &lists, &handover)).unwrap();
        assert_eq!(taken.rows.added, u64::from(ROWS));
    });
    let whole = checked + taken;
    println!("end to end                     {:>8.0} rows/s", f64::from(ROWS) / whole.as_secs_f64());
    println!("end to end / reader alone      {:>8.2}", whole.as_secs_f64() / reader.as_secs_f64());
    println!("taken in / plain inserts       {:>8.2}", taken.as_secs_f64() / inserts.as_secs_f64());
    println!(
        "peak memory                    {:>8} MiB after reading, {} MiB at the end",
        before >> 10,
        peak_memory() >> 10
    );
}

fn timed(what: &str, work: impl FnOnce()) -> Duration {
    let started = Instant::now();
    work();
    let took = started.elapsed();
    println!("{what:<30} {:>8.0} rows/s  {:>6.2} s", f64::from(ROWS) / took.as_secs_f64(), took.as_secs_f64());
    took
}

fn open(dir: &std::path::Path, name: &str) -> Db {
    let db = Db::open(&DatabaseUrl::Sqlite(dir.join(name)), 2).unwrap();
    migrate::run(&db).unwrap();
    db
}

/// Every cell, and nothing done with it.
fn reader(bytes: Vec<u8>) {
    let mut book: calamine::Xlsx<_> = calamine::Xlsx::new(std::io::Cursor::new(bytes)).unwrap();
    let sheet = book.sheet_names().remove(0);
    let mut cells = book.worksheet_cells_reader(&sheet).unwrap();
    let mut seen = 0u32;
    while cells.next_cell().unwrap().is_some() {
        seen += 1;
    }
    assert!(seen > ROWS);
}

/// As many rows of the same width into one table without indexes, in one transaction.
fn inserts(db: &Db) {
    db.write(|conn| {
        diesel::sql_query("CREATE TABLE plain (a TEXT, b TEXT, c TEXT, d TEXT)").execute(conn)?;
        for row in 0..ROWS {
            let text = format!("{row}-{}", "x".repeat(90));
            diesel::sql_query("INSERT INTO plain VALUES (?, ?, ?, ?)")
                .bind::<diesel::sql_types::Text, _>(&text)
                .bind::<diesel::sql_types::Text, _>(&text)
                .bind::<diesel::sql_types::Text, _>(&text)
                .bind::<diesel::sql_types::Text, _>(&text)
                .execute(conn)?;
        }
        Ok(())
    })
    .unwrap();
}

fn peak_memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|l| l.starts_with("VmHWM:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

/// People who differ in name, number and employer, as a spreadsheet holds them.
fn roster() -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet_with_constant_memory().unwrap();
    sheet.set_name("专家库").unwrap();
    sheet.write_row(0, 0, HEADS.split(',')).unwrap();
    for row in 1..=ROWS {
        sheet.write_row(row, 0, person(row)).unwrap();
    }
    book.save_to_buffer().unwrap()
}

fn person(row: u32) -> [String; 18] {
    let han = |n: u32| char::from_u32(0x4e00 + n % 5_000).unwrap();
    let (year, day) = (1960 + row % 30, row / 30 % 28 + 1);
    let seventeen = format!("640300{year}03{day:02}{:03}", (row / 840) * 2 + 1);
    [
        format!("{}{}{}", han(row * 7), han(row * 31), han(row * 101)),
        "男".into(),
        format!("{seventeen}{}", check_digit(&seventeen)),
        format!("{year}-03-{day:02}"),
        format!("示例第{}研究院", row % 3_000),
        String::new(),
        "高级工程师".into(),
        "副高级".into(),
        String::new(),
        ["财政绩效、农林水", "水利、审计", "教育、卫生健康"][row as usize % 3].into(),
        ["水利工程", "会计", "公共管理"][row as usize % 3].into(),
        "本科".into(),
        format!("{}", 10 + row % 30),
        "宁夏吴忠".into(),
        format!("139{row:08}"),
        format!("e{row}@example.com"),
        "2020-01-15".into(),
        "在库".into(),
    ]
}

fn check_digit(seventeen: &str) -> char {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 = seventeen.chars().zip(WEIGHTS).map(|(c, w)| c.to_digit(10).unwrap() * w).sum();
    "10X98765432".chars().nth((sum % 11) as usize).unwrap()
}
