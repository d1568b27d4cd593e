//! What the template says of each column: what kind of value it takes, and an example. The examples belong
//! together (the project is of the unit, the bid of the institution), so that they read without a finding.

/// What a column holds, which decides its format, its list and the hint.
#[derive(Clone, Copy)]
pub enum Kind {
    Text,
    /// Digits that are no number: identity cards, codes, telephones.
    Code,
    Day,
    /// A number; its header names the unit where there is one.
    Number,
    /// Several values in one cell.
    List,
    /// Only these words.
    Choice(&'static [&'static str]),
    /// Usually one of these words.
    Usually(&'static [&'static str]),
}

use Kind::{Choice, Code, Day, List, Number, Text, Usually};

/// Standard column, brackets behind it, kind, example.
pub type Line = (&'static str, &'static str, Kind, &'static str);

const UNIT: &str = "示例市水务局";
const UNIT_USCC: &str = "116403000000000191";
const UNIT_CODE: &str = "640300001";
const PROJECT: &str = "SL2021001";
const FIRM: &str = "示例会计师事务所";
const FIRM_USCC: &str = "91640300MA0000015F";
const EXPERT: &str = "王示例";
const EXPERT_ID: &str = "640300197001010014";
const SCHOOL: &str = "示例职业学院";
const SCHOOL_USCC: &str = "12640300000000035K";
const COMPANY: &str = "示例工程咨询有限公司";
const COMPANY_USCC: &str = "91640300MA0000023A";

const SEXES: &[&str] = &["男", "女"];
const LEVELS: &[&str] = &["正高级", "副高级", "中级", "初级"];
const STATES: &[&str] = &["在库", "暂停", "退出"];
const HOLDERS: &[&str] = &["机构", "个人"];
const KINDS: &[&str] = &["专业咨询机构", "会计师事务所", "资产评估机构", "律师事务所", "科研院所", "高等院校"];
const NATURES: &[&str] = &["行政单位", "事业单位", "企业", "其他"];
const BUDGET_LEVELS: &[&str] = &["一级", "二级", "三级"];
const FUNDS: &[&str] = &["一般公共预算", "政府性基金预算", "国有资本经营预算", "社会保险基金预算"];
const SCHOOLING: &[&str] = &["博士研究生", "硕士研究生", "本科", "专科"];
const RELATIONS: &[&str] = &["配偶", "父亲", "母亲", "儿子", "女儿", "兄弟", "姐妹"];

/// The lines of a sheet, in the order of its columns; none for a sheet that is not in the template.
pub fn lines(sheet: &str) -> &'static [Line] {
    match sheet {
        "预算单位" => &[
            ("单位编码", "", Code, UNIT_CODE),
            ("单位名称", "", Text, UNIT),
            ("统一社会信用代码", "", Code, UNIT_USCC),
            ("主管部门编码", "", Code, ""),
            ("单位性质", "", Usually(NATURES), "行政单位"),
            ("行政区划代码", "", Code, "640300"),
            ("预算级次", "", Usually(BUDGET_LEVELS), "一级"),
        ],
        "重点评价项目" => &[
            ("项目编码", "", Code, PROJECT),
            ("项目名称", "", Text, "农村供水工程维修养护"),
            ("项目单位编码", "", Code, UNIT_CODE),
            ("主管部门编码", "", Code, UNIT_CODE),
            ("所属领域", "", Text, "农林水"),
            ("资金性质", "", Usually(FUNDS), "一般公共预算"),
            ("预算年度", "", Number, "2021"),
            ("预算金额", "(万元)", Number, "500"),
            ("执行金额", "(万元)", Number, "480"),
            ("评价类型", "", Text, ""),
            ("绩效目标", "", Text, "供水保证率达到 95 %"),
        ],
        "第三方机构" => &[
            ("机构名称", "", Text, FIRM),
            ("统一社会信用代码", "", Code, FIRM_USCC),
            ("机构类型", "", Usually(KINDS), "会计师事务所"),
            ("成立日期", "", Day, "2010-05-20"),
            ("法定代表人", "", Text, "张示例"),
            ("注册资本", "(万元)", Number, "200"),
            ("注册地", "", Text, "宁夏吴忠"),
            ("联系人", "", Text, "陈示例"),
            ("联系电话", "", Code, "13800000001"),
            ("电子邮箱", "", Text, "office@example.com"),
            ("擅长领域", "", List, "财政绩效、农林水"),
            ("从业人员数", "", Number, "30"),
            ("主评人数", "", Number, "5"),
            ("信用平台登记号", "", Code, ""),
            ("上年度信用等级", "", Text, ""),
        ],
        "主评人" => &[
            ("姓名", "", Text, "李示例"),
            ("身份证号", "", Code, "640300198001010027"),
            ("所属机构统一社会信用代码", "", Code, FIRM_USCC),
            ("执业资格", "", List, "注册会计师"),
            ("职称", "", Text, "高级会计师"),
            ("从业年限", "", Number, "15"),
            ("绩效评价年限", "", Number, "8"),
        ],
        "专家库" => EXPERTS,
        _ => facts(sheet),
    }
}

const EXPERTS: &[Line] = &[
    ("姓名", "", Text, EXPERT),
    ("性别", "", Choice(SEXES), "男"),
    ("身份证号", "", Code, EXPERT_ID),
    ("出生日期", "", Day, "1970-01-01"),
    ("工作单位", "", Text, SCHOOL),
    ("工作单位统一社会信用代码", "", Code, SCHOOL_USCC),
    ("职称", "", Text, "教授"),
    ("职称级别", "", Choice(LEVELS), "正高级"),
    ("执业资格", "", List, "注册会计师"),
    ("擅长领域", "", List, "财政绩效、农林水"),
    ("专业方向", "", List, "水利工程"),
    ("学历", "", Usually(SCHOOLING), "硕士研究生"),
    ("从业年限", "", Number, "25"),
    ("常住地", "", Text, "宁夏吴忠"),
    ("手机号码", "", Code, "13800000002"),
    ("电子邮箱", "", Text, "expert@example.com"),
    ("入库日期", "", Day, "2020-01-15"),
    ("状态", "", Choice(STATES), "在库"),
];

/// The sheets of dated facts.
fn facts(sheet: &str) -> &'static [Line] {
    match sheet {
        "任职经历" => &[
            ("身份证号", "", Code, EXPERT_ID),
            ("姓名", "", Text, EXPERT),
            ("单位名称", "", Text, SCHOOL),
            ("单位统一社会信用代码", "", Code, SCHOOL_USCC),
            ("职务", "", Text, "教师"),
            ("起始日期", "", Day, "1995-07-01"),
            ("结束日期", "", Day, "至今"),
        ],
        "亲属关系" => &[
            ("身份证号", "", Code, EXPERT_ID),
            ("姓名", "", Text, EXPERT),
            ("关系", "", Usually(RELATIONS), "配偶"),
            ("亲属姓名", "", Text, "赵示例"),
            ("亲属身份证号", "", Code, ""),
            ("亲属工作单位", "", Text, COMPANY),
            ("亲属单位统一社会信用代码", "", Code, COMPANY_USCC),
            ("亲属职务", "", Text, "会计"),
            ("信息来源", "", Text, "本人申报"),
        ],
        "股权关系" => &[
            ("股东类型", "", Choice(HOLDERS), "个人"),
            ("股东证件号", "", Code, EXPERT_ID),
            ("股东名称", "", Text, EXPERT),
            ("被投资单位统一社会信用代码", "", Code, COMPANY_USCC),
            ("被投资单位名称", "", Text, COMPANY),
            ("持股比例", "", Text, "5%"),
            ("起始日期", "", Day, "2018-01-01"),
            ("结束日期", "", Day, "至今"),
        ],
        "既往服务" => &[
            ("机构统一社会信用代码", "", Code, FIRM_USCC),
            ("机构名称", "", Text, FIRM),
            ("项目编码", "", Code, ""),
            ("服务对象统一社会信用代码", "", Code, UNIT_USCC),
            ("服务对象名称", "", Text, UNIT),
            ("服务类型", "", Text, "财务审计"),
            ("服务年度", "", Number, "2020"),
            ("合同金额", "(万元)", Number, "12"),
        ],
        "回避声明" => &[
            ("身份证号", "", Code, EXPERT_ID),
            ("姓名", "", Text, EXPERT),
            ("回避单位统一社会信用代码", "", Code, UNIT_USCC),
            ("回避单位名称", "", Text, UNIT),
            ("事由", "", Text, "近三年内曾任该单位顾问"),
            ("声明日期", "", Day, "2021-03-01"),
        ],
        _ => year(sheet),
    }
}

/// The sheets of one year's bids and marks.
fn year(sheet: &str) -> &'static [Line] {
    match sheet {
        "投标" => &[
            ("项目编码", "", Code, PROJECT),
            ("机构名称", "", Text, FIRM),
            ("统一社会信用代码", "", Code, FIRM_USCC),
            ("报价", "(万元)", Number, "18"),
            ("承诺工期", "", Number, "45"),
            ("拟派人数", "", Number, "6"),
        ],
        "技术评分" => &[
            ("项目编码", "", Code, PROJECT),
            ("统一社会信用代码", "", Code, FIRM_USCC),
            ("评委席位", "", Number, "1"),
            ("方案得分", "(满分50)", Number, "45"),
            ("团队得分", "(满分25)", Number, "20"),
            ("业绩得分", "(满分15)", Number, "12"),
        ],
        "质量评审" => &[
            ("项目编码", "", Code, PROJECT),
            ("评审席位", "", Number, "1"),
            ("评价方案", "(满分15)", Number, "13"),
            ("指标体系", "(满分20)", Number, "18"),
            ("实施过程", "(满分20)", Number, "17"),
            ("报告质量", "(满分30)", Number, "27"),
            ("工作纪律与时效", "(满分15)", Number, "14"),
        ],
        _ => &[],
    }
}
