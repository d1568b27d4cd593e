//! What an applicant states, read as one row of a roster: the same columns, the same checks, the same sentences
//! as an import.

use super::model::Application;
use super::rules::{EnrolmentInputs, Title};
use crate::handover::imports::service::refused;
use crate::intake::{Handover, Level, Standing, Workbook, read_workbooks, sheets};
use crate::platform::failure::{Failure, FieldFault, Outcome};
use crate::terms::Day;

/// The columns of a roster that an application fills, each with the field that holds it.
fn row(a: &Application) -> [(&'static str, &'static str, &str); 15] {
    [
        ("姓名", "name", &a.name),
        ("性别", "sex", &a.sex),
        ("身份证号", "id_no", &a.id_no),
        ("工作单位", "employer", &a.employer),
        ("工作单位统一社会信用代码", "employer_uscc", &a.employer_uscc),
        ("职称", "title", &a.title),
        ("职称级别", "title_level", &a.title_level),
        ("执业资格", "qualifications", &a.qualifications),
        ("擅长领域", "specialties", &a.specialties),
        ("专业方向", "directions", &a.directions),
        ("学历", "education", &a.education),
        ("从业年限", "work_years", &a.work_years),
        ("常住地", "residence", &a.residence),
        ("手机号码", "phone", &a.phone),
        ("电子邮箱", "email", &a.email),
    ]
}

/// The application as a handover of one expert with the declared recusals. Each fault names its field.
pub(super) fn read(application: &Application, on: Day) -> Outcome<Handover> {
    let (heads, texts): (Vec<&str>, Vec<&str>) =
        row(application).map(|(head, _, text)| (head, text)).into_iter().unzip();
    let on = on.to_string();
    let entered = ["入库日期", "状态"].into_iter().zip([on.as_str(), "在库"]);
    let (mut heads, mut texts) = (heads, texts);
    entered.for_each(|(head, text)| {
        heads.push(head);
        texts.push(text);
    });
    let mut books = vec![book("专家库.csv", &heads, &[texts])?];
    if !application.recusals.is_empty() {
        let heads = ["姓名", "身份证号", "回避单位名称", "回避单位统一社会信用代码", "事由", "声明日期"];
        let of = |r| recusal(application, r, &on);
        let rows: Vec<Vec<&str>> = application.recusals.iter().map(of).collect();
        books.push(book("回避声明.csv", &heads, &rows)?);
    }
    let handover = read_workbooks(books).map_err(|fault| refused(&fault))?;
    let faults = faults(application, &handover);
    if faults.is_empty() { Ok(handover) } else { Err(Failure::Malformed(faults)) }
}

fn recusal<'a>(a: &'a Application, r: &'a super::model::DeclaredRecusal, on: &'a str) -> Vec<&'a str> {
    vec![&a.name, &a.id_no, &r.organisation, "", &r.reason, on]
}

fn book(name: &str, heads: &[&str], rows: &[Vec<&str>]) -> Outcome<Workbook> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(heads).map_err(anyhow::Error::new)?;
    for row in rows {
        writer.write_record(row).map_err(anyhow::Error::new)?;
    }
    let bytes = writer.into_inner().map_err(|e| anyhow::anyhow!("{e}"))?;
    Workbook::from_bytes(name, bytes).map_err(|fault| refused(&fault))
}

/// What an import would reject or hold back: an application has to be complete.
fn faults(application: &Application, handover: &Handover) -> Vec<FieldFault> {
    let heavy = handover.report.iter().flat_map(|sheet| sheet.findings.iter().map(move |f| (sheet, f)));
    let heavy = heavy.filter(|(_, f)| f.level != Level::Warning);
    let mut faults: Vec<FieldFault> = heavy
        .map(|(sheet, finding)| {
            let columns = row(application);
            let field = columns.iter().find(|(head, ..)| *head == finding.column).map(|(_, field, _)| *field);
            let field = if sheet.sheet == "专家库" { field.unwrap_or("name") } else { "recusals" };
            FieldFault { field: field.to_owned(), message: finding.message.clone() }
        })
        .collect();
    let is_whole = handover.experts.first().is_some_and(|expert| expert.standing == Standing::Accepted);
    if faults.is_empty() && !is_whole {
        faults.push(FieldFault {
            field: "name".into(), message: "请填写申请人信息 (fill the application in)".into()
        });
    }
    faults
}

/// The expert whom the application describes.
pub(super) fn expert(handover: &Handover) -> Outcome<&sheets::Expert> {
    let row = handover.experts.first().ok_or_else(|| Failure::field("name", "请填写申请人信息 (fill it in)"))?;
    Ok(&row.value)
}

/// What the judgement rests on; `put_out_on` comes from the pool's own records.
pub(super) fn inputs(a: &Application, expert: &sheets::Expert, put_out_on: Option<Day>, on: Day) -> EnrolmentInputs {
    let title = match expert.title_level {
        Some(sheets::TitleLevel::Senior | sheets::TitleLevel::DeputySenior) => Title::Senior,
        Some(sheets::TitleLevel::Intermediate) => Title::Middle,
        Some(sheets::TitleLevel::Junior) | None => Title::Lower,
    };
    EnrolmentInputs {
        on,
        born_on: expert.born_on,
        title,
        work_years: expert.work_years,
        is_citizen: a.is_citizen,
        has_pledged: a.has_pledged,
        has_clean_record: a.has_clean_record,
        put_out_on,
        relaxed_because: a.relaxed_because.trim().to_owned(),
    }
}
