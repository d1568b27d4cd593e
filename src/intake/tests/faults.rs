//! One fault at a time: its code, its level, what becomes of the row, and what the value is read as.

use super::*;
use crate::intake::sheets::*;

pub(super) const EXPERT: [&str; 18] = [
    "姓名",
    "性别",
    "身份证号",
    "出生日期",
    "工作单位",
    "工作单位统一社会信用代码",
    "职称",
    "职称级别",
    "执业资格",
    "擅长领域",
    "专业方向",
    "学历",
    "从业年限",
    "常住地",
    "手机号码",
    "电子邮箱",
    "入库日期",
    "状态",
];
pub(super) const SOUND_EXPERT: [&str; 18] = [
    "王伟",
    "男",
    "'110105194912310038",
    "1949-12-31",
    "银川致远公共政策研究院",
    "'919999009RCDP55U5N",
    "教授",
    "正高级",
    "律师",
    "教育、水利",
    "会计",
    "博士",
    "35",
    "银川",
    "'19960510622",
    "a@example.org",
    "2017-02-06",
    "在库",
];

/// The expert sheet with one cell of a sound row changed.
fn expert_but(column: &str, value: &'static str) -> (Vec<Sourced<Expert>>, SheetReport) {
    let place = EXPERT.iter().position(|name| *name == column).unwrap();
    let mut row = SOUND_EXPERT.to_vec();
    row[place] = value;
    read::<Expert>(&[EXPERT.to_vec(), row])
}

#[test]
fn a_sound_row_has_nothing_to_say() {
    let (rows, report) = read::<Expert>(&[EXPERT.to_vec(), SOUND_EXPERT.to_vec()]);
    assert_eq!((report.findings, rows.len()), (vec![], 1));
}

#[test]
fn each_fault_of_an_expert_has_its_code_and_level() {
    use {Code::*, Level::*};
    let cases = [
        ("姓名", "", RequiredMissing, Error),
        ("性别", "中", ValueUnknown, Error),
        ("性别", "女", SexMismatch, NeedsReason),
        ("身份证号", "", IdMissing, NeedsReason),
        ("身份证号", "无", IdMissing, NeedsReason),
        ("身份证号", "'1101051949123100", IdLength, Error),
        ("身份证号", "'1101051949123100388", IdLength, Error),
        ("身份证号", "'1101051949123A0038", IdAlphabet, Error),
        ("身份证号", "'110105194913310038", IdBirthDate, Error),
        ("身份证号", "'110105194912310031", IdCheckDigit, NeedsReason),
        ("身份证号", "110105194912310030", IdNumberAsNumber, Error),
        ("身份证号", "'1.10105194912310E+17", IdNumberAsNumber, Error),
        ("出生日期", "1949-12-30", BirthDateMismatch, NeedsReason),
        ("出生日期", "1949-02-30", DateInvalid, Error),
        ("出生日期", "1949年12月", DateInvalid, Error),
        ("出生日期", "49.12.31", DateInvalid, Error),
        ("工作单位", "", RequiredMissing, Error),
        ("工作单位统一社会信用代码", "'919999009RCDP55U5", UsccLength, Error),
        ("工作单位统一社会信用代码", "'91999900IRCDP55U5N", UsccAlphabet, Error),
        ("工作单位统一社会信用代码", "'919999009RCDP55U5P", UsccCheckDigit, NeedsReason),
        ("工作单位统一社会信用代码", "919999009123456789", UsccAsNumber, Error),
        ("职称级别", "特级", ValueUnknown, Error),
        ("擅长领域", "—", RequiredMissing, Error),
        ("从业年限", "三十五", NumberInvalid, Error),
        ("从业年限", "135", NumberRange, Error),
        ("从业年限", "3.5", NumberInvalid, Error),
        ("手机号码", "'1995986745", PhoneLength, NeedsReason),
        ("手机号码", "'29960510622", PhoneForm, NeedsReason),
        ("手机号码", "", PhoneMissing, Warning),
        ("电子邮箱", "a#example.org", EmailInvalid, Warning),
        ("入库日期", "1939-02-06", DateOrder, Error),
        ("状态", "未知状态", ValueUnknown, Error),
    ];
    for (column, value, code, level) in cases {
        let (rows, report) = expert_but(column, value);
        assert_eq!(grave(&report), [(2, code, level)], "{column} {value}");
        assert_eq!(rows.is_empty(), level == Error, "{column} {value}");
        let finding = report.findings.iter().find(|f| f.code == code).unwrap();
        assert_eq!(finding.column, column);
        assert!(
            !finding.message.contains("1101051949") && !finding.message.contains("1995986745"),
            "{}",
            finding.message
        );
    }
}

#[test]
fn what_is_only_untidy_is_a_note() {
    let cases = [
        ("姓名", "王 \u{3000}伟"),
        ("身份证号", "'１１０１０５１９４９１２３１００３８"),
        ("身份证号", "'110105 19491231 0038"),
        ("身份证号", "'=\"110105194912310038\""),
        ("出生日期", "1949/12/31"),
        ("出生日期", "1949年12月31日"),
        ("出生日期", "'19491231"),
        ("出生日期", "19491231"),
        ("出生日期", "18263"),
        ("擅长领域", "教育，水利"),
        ("从业年限", "'３５年"),
        ("手机号码", "'+86 199-6051-0622"),
        ("执业资格", "无"),
        ("职称", "=教授"),
        ("职称", "f:1+1=35"),
        ("状态", "正常 "),
    ];
    let (sound, _) = expert_but("姓名", "王伟");
    for (column, value) in cases {
        let (rows, report) = expert_but(column, value);
        assert_eq!(grave(&report), [], "{column} {value}");
        assert!(!notes(&report).is_empty(), "{column} {value}");
        if !["执业资格", "职称"].contains(&column) {
            assert_eq!(rows[0].value, sound[0].value, "{column} {value}");
        }
    }
}

#[test]
fn text_that_starts_a_formula_stays_text() {
    let (rows, report) = expert_but("工作单位", "=HYPERLINK(\"http://evil.example\",\"点\")");
    assert_eq!(rows[0].value.employer, "=HYPERLINK(\"http://evil.example\",\"点\")");
    assert_eq!(notes(&report), [Code::FormulaText]);
}

#[test]
fn every_fault_of_a_row_is_reported() {
    let mut row = SOUND_EXPERT.to_vec();
    (row[1], row[2], row[12], row[14]) = ("中", "'1", "x", "'1");
    let (_, report) = read::<Expert>(&[EXPERT.to_vec(), row]);
    let codes: Vec<Code> = grave(&report).into_iter().map(|(_, code, _)| code).collect();
    for code in [Code::ValueUnknown, Code::IdLength, Code::NumberInvalid, Code::PhoneLength] {
        assert!(codes.contains(&code), "{code}");
    }
    assert_eq!((report.rows, report.rejected), (1, 1));
}

#[test]
fn the_later_of_two_is_the_duplicate_whatever_its_spelling() {
    let mut spelled = SOUND_EXPERT.to_vec();
    spelled[2] = "'１１０１０５１９４９１２３１００３８";
    let (rows, report) = read::<Expert>(&[EXPERT.to_vec(), SOUND_EXPERT.to_vec(), vec![], spelled]);
    assert_eq!(grave(&report), [(4, Code::DuplicateId, Level::Error)]);
    assert!(report.findings.last().unwrap().message.contains("第 2 行"));
    assert_eq!(rows.len(), 1);
    let mut nameless = SOUND_EXPERT.to_vec();
    nameless[2] = "";
    let (_, report) = read::<Expert>(&[EXPERT.to_vec(), nameless.clone(), nameless]);
    // A row that repeats another is not examined further.
    assert_eq!(grave(&report), [(2, Code::IdMissing, Level::NeedsReason), (3, Code::DuplicateRow, Level::Error)]);
    let mut short = SOUND_EXPERT.to_vec();
    short[2] = "'1101051949123100";
    let (_, report) = read::<Expert>(&[EXPERT.to_vec(), short.clone(), short]);
    assert_eq!(grave(&report), [(2, Code::IdLength, Level::Error), (3, Code::DuplicateId, Level::Error)]);
}

#[test]
fn an_old_number_is_expanded_and_a_missing_birth_date_taken_from_it() {
    let mut row = SOUND_EXPERT.to_vec();
    (row[1], row[2], row[3]) = ("女", "'110105491231002", "");
    let (rows, report) = read::<Expert>(&[EXPERT.to_vec(), row]);
    assert_eq!(notes(&report), [Code::IdFirstGeneration]);
    assert_eq!(rows[0].value.id.as_ref().map(|id| id.as_str()), Some("11010519491231002X"));
    assert_eq!(rows[0].value.born_on.map(|d| d.to_string()), Some("1949-12-31".to_owned()));
}

#[test]
fn totals_remarks_and_repeated_headers_are_no_rows() {
    let mut rows = vec![EXPERT.to_vec(), SOUND_EXPERT.to_vec(), EXPERT.to_vec()];
    rows.push(vec!["合 计", "", "", "", "", "", "", "", "", "", "", "", "35"]);
    rows.push(vec!["填表人：李先", "", "", "审核人：张三"]);
    let (typed, report) = read::<Expert>(&rows);
    assert_eq!((report.rows, typed.len()), (1, 1));
    assert_eq!(notes(&report), [Code::RowSkipped; 3]);
}

#[test]
fn a_person_whose_name_begins_like_a_remark_is_a_person() {
    let (rows, report) = expert_but("姓名", "合计");
    assert_eq!((rows.len(), report.rows), (1, 1));
}

#[test]
fn only_so_many_equal_notes_are_listed() {
    let ids: Vec<String> = (0..300).map(|n| format!("'{n:0>16}")).collect();
    let mut rows = vec![EXPERT.to_vec()];
    rows.extend(ids.iter().map(|id| {
        let mut row = SOUND_EXPERT.to_vec();
        (row[2], row[8]) = (id.as_str(), "无");
        row
    }));
    let (_, report) = read::<Expert>(&rows);
    assert_eq!(notes(&report).iter().filter(|c| **c == Code::SaysNothing).count(), 200);
    let omitted = report.findings.iter().find(|f| f.code == Code::NotesOmitted).unwrap();
    assert!(omitted.message.contains("100"), "{}", omitted.message);
    assert_eq!(grave(&report).iter().filter(|(_, code, _)| *code == Code::IdLength).count(), 300);
}

const PROJECT: [&str; 11] = [
    "项目编码",
    "项目名称",
    "项目单位编码",
    "主管部门编码",
    "所属领域",
    "资金性质",
    "预算年度",
    "预算金额(万元)",
    "执行金额(万元)",
    "评价类型",
    "绩效目标",
];

#[test]
fn amounts_take_the_unit_of_their_cell_or_header() {
    let read_with = |header: &'static str, amount: &'static str| {
        let mut head = PROJECT.to_vec();
        head[7] = header;
        let row = vec![
            "64030021T000001",
            "某项目",
            "'102",
            "'102",
            "水利",
            "一般公共预算",
            "2021",
            amount,
            "",
            "财政重点评价",
            "略",
        ];
        let (rows, report) = read::<Project>(&[head, row]);
        (rows.first().map(|r| r.value.budget.0), grave(&report))
    };
    let cases = [
        ("预算金额(万元)", "837", 837_000_000),
        ("预算金额（元）", "8370000", 837_000_000),
        ("预算金额(亿元)", "0.0837", 837_000_000),
        ("预算金额(万元)", "837万元", 837_000_000),
        ("预算金额(万元)", "8,370,000元", 837_000_000),
        ("预算金额(万元)", "807.14", 807_140_000),
        ("预算金额(万元)", "0.30000000000000004", 300_000),
    ];
    for (header, amount, fen) in cases {
        assert_eq!(read_with(header, amount), (Some(fen), vec![]), "{header} {amount}");
    }
    assert_eq!(read_with("预算金额", "837"), (Some(837_000_000), vec![(2, Code::UnitAssumed, Level::Warning)]));
    assert_eq!(read_with("预算金额", "837万元"), (Some(837_000_000), vec![]));
    for amount in ["-1", "0.0000001", "'九百"] {
        assert_eq!(read_with("预算金额(万元)", amount).0, None, "{amount}");
    }
}

const JOB: [&str; 7] = ["身份证号", "姓名", "单位名称", "单位统一社会信用代码", "职务", "起始日期", "结束日期"];

#[test]
fn an_employment_may_still_run_but_not_end_before_it_starts() {
    let job = |from: &'static str, to: &'static str| {
        let (rows, report) =
            read::<Employment>(&[JOB.to_vec(), vec!["'11010519491231002X", "王伟", "某大学", "", "科员", from, to]]);
        (rows.first().map(|r| (r.value.from.is_some(), r.value.to.is_some())), grave(&report))
    };
    assert_eq!(job("2012-09-24", ""), (Some((true, false)), vec![]));
    assert_eq!(job("2012-09-24", "至今"), (Some((true, false)), vec![]));
    assert_eq!(job("2012-09-24", "2012-09-24"), (Some((true, true)), vec![]));
    assert_eq!(job("2012-09-24", "2012-09-23"), (None, vec![(2, Code::DateOrder, Level::Error)]));
    assert_eq!(job("", ""), (Some((false, false)), vec![(2, Code::DateMissing, Level::Warning)]));
    // Whether text or number, a month or a year alone is no day, and no serial number either.
    for month in ["'2012.09", "2012.09", "2012", "201209"] {
        assert_eq!(job(month, ""), (None, vec![(2, Code::DateInvalid, Level::Error)]), "{month}");
    }
}

#[test]
fn the_same_fact_twice_is_one_too_many() {
    let fact = vec!["'11010519491231002X", "王伟", "某大学", "", "科员", "2012-09-24", ""];
    let (rows, report) = read::<Employment>(&[JOB.to_vec(), fact.clone(), fact]);
    assert_eq!((rows.len(), grave(&report)), (1, vec![(3, Code::DuplicateRow, Level::Error)]));
}

#[test]
fn a_holder_is_a_person_or_an_institution_as_the_row_says() {
    let header = vec![
        "股东类型",
        "股东证件号",
        "股东名称",
        "被投资单位统一社会信用代码",
        "被投资单位名称",
        "持股比例(%)",
        "起始日期",
        "结束日期",
    ];
    let holding = |kind: &'static str, id: &'static str, percent: &'static str| {
        let row = vec![kind, id, "甲", "'91999900M128F48E3T", "乙公司", percent, "2013-11-02", ""];
        let (rows, report) = read::<Shareholding>(&[header.clone(), row]);
        (rows.into_iter().next().map(|r| matches!(r.value.holder, Holder::Person(_))), grave(&report))
    };
    assert_eq!(holding("机构", "'919999007AWYHBTP9C", "5"), (Some(false), vec![]));
    assert_eq!(holding("个人", "'11010519491231002X", "5%"), (Some(true), vec![]));
    assert_eq!(holding("个人", "'919999007AWYHBTP9C", "5").1, [(2, Code::IdAlphabet, Level::Error)]);
    assert_eq!(
        holding("机构", "'919999007AWYHBTP9C", "0.51"),
        (Some(false), vec![(2, Code::NumberRange, Level::Warning)])
    );
    assert_eq!(holding("机构", "'919999007AWYHBTP9C", "0").1, [(2, Code::NumberRange, Level::Error)]);
    assert_eq!(holding("机构", "'919999007AWYHBTP9C", "100.01").1, [(2, Code::NumberRange, Level::Error)]);
}

#[test]
fn marks_need_points_and_may_exceed_their_maximum_only_with_a_warning() {
    let header =
        vec!["项目编码", "统一社会信用代码", "评委席位", "方案得分(满分50)", "团队得分(满分25)", "业绩得分(满分15)"];
    let mark = |plan: &'static str| {
        let row = vec!["64030021T000001", "'91999900AD70W3NW4F", "1", plan, "18.7", "12.5"];
        let (rows, report) = read::<TechnicalMark>(&[header.clone(), row]);
        (rows.first().map(|r| r.value.marks[0].points.to_string()), grave(&report))
    };
    assert_eq!(mark("44.1"), (Some("44.1".to_owned()), vec![]));
    assert_eq!(mark("50"), (Some("50".to_owned()), vec![]));
    assert_eq!(mark("50.1"), (Some("50.1".to_owned()), vec![(2, Code::MarkOverMaximum, Level::Warning)]));
    assert_eq!(mark(""), (None, vec![(2, Code::NumberInvalid, Level::Error)]));
    assert_eq!(mark("-1"), (None, vec![(2, Code::NumberInvalid, Level::Error)]));
}
