//! Folders as they arrive: incomplete, renamed, with references that lead nowhere.

use super::*;
use std::{fs, path::Path};
use tempfile::TempDir;

/// A copy of the example's workbooks, without its packages.
fn copy() -> TempDir {
    let dir = TempDir::new().unwrap();
    for entry in fs::read_dir(example_dir()).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|e| e == "xlsx") {
            fs::write(dir.path().join(path.file_name().unwrap()), fs::read(&path).unwrap()).unwrap();
        }
    }
    dir
}

fn fault(dir: &Path) -> String {
    read_folder(dir).err().map(|fault| fault.to_string()).unwrap_or_default()
}

#[test]
fn what_is_missing_is_named() {
    let dir = copy();
    fs::remove_file(dir.path().join("投标.xlsx")).unwrap();
    let message = fault(dir.path());
    assert!(message.contains("缺少工作表“投标”（通常在 投标.xlsx）、“技术评分”（通常在 投标.xlsx）"), "{message}");
    let empty = TempDir::new().unwrap();
    assert!(fault(empty.path()).contains("没有工作簿"));
    assert!(fault(&empty.path().join("nowhere")).contains("不是文件夹"));
}

#[test]
fn a_file_that_is_no_workbook_stops_the_folder() {
    let dir = copy();
    fs::write(dir.path().join("专家库.xlsx"), "这不是工作簿").unwrap();
    assert!(fault(dir.path()).contains("“专家库.xlsx”不是 Excel 工作簿"));
}

#[test]
fn file_names_do_not_matter_and_lock_files_are_passed_over() {
    let dir = copy();
    fs::rename(dir.path().join("专家库.xlsx"), dir.path().join("附件3：2021年评审专家名单.xlsx")).unwrap();
    fs::write(dir.path().join("~$专家库.xlsx"), "lock").unwrap();
    fs::write(dir.path().join("说明.txt"), "x").unwrap();
    let handover = read_folder(dir.path()).unwrap();
    let experts = handover.report.iter().find(|r| r.sheet == "专家库").unwrap();
    assert_eq!((experts.rows, experts.file.as_str()), (1_201, "附件3：2021年评审专家名单.xlsx"));
    assert_eq!(handover.packages, []);
}

#[test]
fn a_sheet_under_another_name_is_known_by_its_header_and_a_strange_one_remarked() {
    let books = vec![workbook(
        Fixture::new().sheet("Sheet1", &[UNIT.to_vec(), unit("'101", "")]).sheet("填表说明", &[vec!["请用黑色签字笔"]]),
    )];
    let handover = read_workbooks(books).unwrap();
    assert_eq!((handover.units.len(), handover.report.len()), (1, 1));
    assert_eq!(handover.remarks, ["“甲.xlsx”的工作表“填表说明”不是标准表样中的表，没有导入"]);
    let strange = vec![workbook(Fixture::new().sheet("填表说明", &[vec!["请用黑色签字笔"]]))];
    assert!(read_workbooks(strange).err().unwrap().to_string().contains("没有认得出的工作表"));
}

#[test]
fn packages_are_listed_with_sizes_and_links_are_not_followed() {
    let dir = copy();
    let package = dir.path().join("packages/64030021T000001/工作底稿");
    fs::create_dir_all(&package).unwrap();
    fs::write(package.join("底稿01.txt"), "12345").unwrap();
    std::os::unix::fs::symlink("/etc/passwd", package.join("link.txt")).unwrap();
    fs::create_dir_all(dir.path().join("packages/X1")).unwrap();
    let handover = read_folder(dir.path()).unwrap();
    let files: Vec<(&str, u64)> = handover.packages[0].files.iter().map(|f| (f.relative.as_str(), f.size)).collect();
    assert_eq!(files, [("工作底稿/底稿01.txt", 5)]);
    assert_eq!(handover.packages[1].project_code, "X1");
    assert_eq!(handover.remarks.len(), 1);
}

const UNIT: [&str; 7] =
    ["单位编码", "单位名称", "统一社会信用代码", "主管部门编码", "单位性质", "行政区划代码", "预算级次"];
const INSTITUTION: [&str; 5] = ["机构名称", "统一社会信用代码", "机构类型", "成立日期", "法定代表人"];
const LEAD: [&str; 7] =
    ["姓名", "身份证号", "所属机构统一社会信用代码", "执业资格", "职称", "从业年限", "绩效评价年限"];
const BID: [&str; 6] = ["项目编码", "机构名称", "统一社会信用代码", "报价(万元)", "承诺工期(天)", "拟派人数"];

fn workbook(fixture: Fixture) -> Workbook {
    Workbook::from_bytes("甲.xlsx", fixture.bytes()).unwrap()
}

fn unit(code: &'static str, parent: &'static str) -> Vec<&'static str> {
    vec![code, "某局", "'1199990007FREWER1A", parent, "行政单位", "'640300", "一级"]
}

/// The grave findings of one sheet of a handover.
fn of_sheet(handover: &Handover, sheet: &str) -> Vec<(u32, Code, Level)> {
    grave(handover.report.iter().find(|r| r.sheet == sheet).unwrap())
}

#[test]
fn units_know_their_superiors_and_do_not_go_in_circles() {
    let rows = [UNIT.to_vec(), unit("'1", ""), unit("'2", "'1"), unit("'3", "'9"), unit("'4", "'5"), unit("'5", "'4")];
    let handover = read_workbooks(vec![workbook(Fixture::new().sheet("预算单位", &rows))]).unwrap();
    let expected = [
        (4, Code::UnknownUnit, Level::Error),
        (5, Code::HierarchyCycle, Level::Error),
        (6, Code::HierarchyCycle, Level::Error),
    ];
    assert_eq!(of_sheet(&handover, "预算单位"), expected);
    assert_eq!((handover.units.len(), handover.report[0].rejected), (2, 3));
}

/// `institution` is the code that the institution's own row bears.
fn leads(institution: &'static str) -> Vec<(u32, Code, Level)> {
    let institutions = [
        [INSTITUTION.as_slice(), &["擅长领域"]].concat(),
        vec!["甲所", institution, "会计师事务所", "2012-11-24", "李先", "教育"],
    ];
    let leads = [LEAD.to_vec(), vec!["王伟", "'11010519491231002X", "'91999900AD70W3NW4F", "律师", "教授", "9", "5"]];
    let fixture = Fixture::new().sheet("第三方机构", &institutions).sheet("主评人", &leads);
    of_sheet(&read_workbooks(vec![workbook(fixture)]).unwrap(), "主评人")
}

#[test]
fn one_fault_is_reported_once_at_the_row_that_has_it() {
    assert_eq!(leads("'91999900AD70W3NW4F"), []);
    assert_eq!(leads("'919999007AWYHBTP9C"), [(2, Code::UnknownInstitution, Level::Error)]);
    // The institution's own code has a slip, or none: its row says so, and that is enough.
    assert_eq!(leads("'91999900AD70W3NW4"), []);
    assert_eq!(leads(""), []);
}

#[test]
fn references_to_sheets_that_are_not_there_go_unchecked() {
    let bids = [BID.to_vec(), vec!["64030021T000001", "甲所", "'91999900AD70W3NW4F", "6.3", "32", "7"]];
    let handover = read_workbooks(vec![workbook(Fixture::new().sheet("投标", &bids))]).unwrap();
    assert_eq!((of_sheet(&handover, "投标"), handover.bids.len()), (vec![], 1));
}

#[test]
fn bids_of_unlisted_institutions_wait_for_a_reason_and_marks_need_their_bid() {
    let projects = [
        vec![
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
        ],
        vec!["P1", "某项目", "'101", "", "水利", "一般公共预算", "2021", "837", "800", "财政重点评价", "略"],
    ];
    let institutions = [
        [INSTITUTION.as_slice(), &["擅长领域"]].concat(),
        vec!["甲所", "'91999900AD70W3NW4F", "会计师事务所", "2012-11-24", "李先", "教育"],
    ];
    let bids = [
        BID.to_vec(),
        vec!["P1", "甲所", "'91999900AD70W3NW4F", "6.3", "32", "7"],
        vec!["P1", "乙所", "'919999007AWYHBTP9C", "6.3", "32", "7"],
        vec!["P2", "甲所", "'91999900AD70W3NW4F", "6.3", "32", "7"],
        vec!["P1", "甲所", "'91999900AD70W3NW4F", "6.1", "32", "7"],
    ];
    let marks = [
        vec!["项目编码", "统一社会信用代码", "评委席位", "方案得分(满分50)", "团队得分(满分25)", "业绩得分(满分15)"],
        vec!["P1", "'919999007AWYHBTP9C", "1", "40", "20", "10"],
        vec!["P1", "'91999900M128F48E3T", "1", "40", "20", "10"],
    ];
    let fixture = Fixture::new()
        .sheet("重点评价项目", &projects)
        .sheet("第三方机构", &institutions)
        .sheet("投标", &bids)
        .sheet("技术评分", &marks);
    let handover = read_workbooks(vec![workbook(fixture)]).unwrap();
    let expected = [
        (3, Code::UnknownInstitution, Level::NeedsReason),
        (4, Code::UnknownProject, Level::Error),
        (5, Code::DuplicateBid, Level::Error),
    ];
    assert_eq!(of_sheet(&handover, "投标"), expected);
    assert_eq!(of_sheet(&handover, "技术评分"), [(3, Code::MarkWithoutBid, Level::Error)]);
    let report = handover.report.iter().find(|r| r.sheet == "投标").unwrap();
    assert_eq!((report.rows, report.accepted, report.needs_reason, report.rejected), (4, 1, 1, 2));
    assert_eq!(handover.bids.len(), 2);
}

#[test]
fn facts_that_name_people_otherwise_are_kept_with_a_warning() {
    let leads = [LEAD.to_vec(), vec!["王伟", "'11010519491231002X", "'91999900AD70W3NW4F", "律师", "教授", "9", "5"]];
    let jobs = [
        vec!["身份证号", "姓名", "单位名称", "单位统一社会信用代码", "职务", "起始日期", "结束日期"],
        vec!["'11010519491231002X", "王 伟", "某大学", "", "科员", "2012-09-24", ""],
        vec!["'11010519491231002X", "王炜", "某大学", "", "科员", "2013-09-24", ""],
        vec!["'440524188001010014", "李先", "某大学", "", "科员", "2012-09-24", ""],
    ];
    let handover =
        read_workbooks(vec![workbook(Fixture::new().sheet("主评人", &leads).sheet("任职经历", &jobs))]).unwrap();
    // Without the library nobody can be called unknown.
    assert_eq!(of_sheet(&handover, "任职经历"), [(3, Code::NameMismatch, Level::Warning)]);
    let experts = [
        vec!["姓名", "性别", "身份证号", "工作单位", "职称", "职称级别", "擅长领域", "手机号码"],
        vec!["赵二", "男", "'440524188001010014", "退休", "教授", "正高级", "教育", "'19960510622"],
    ];
    let fixture = Fixture::new().sheet("主评人", &leads).sheet("专家库", &experts).sheet("任职经历", &jobs);
    let handover = read_workbooks(vec![workbook(fixture)]).unwrap();
    let expected = [(3, Code::NameMismatch, Level::Warning), (4, Code::NameMismatch, Level::Warning)];
    assert_eq!(of_sheet(&handover, "任职经历"), expected);
    assert_eq!(handover.employments.len(), 3);
}
