//! Which titles make somebody the head of a unit in the sense of E-16 "法定代表人、负责人".
//!
//! Registries write a title where formats.md has a role. Heads of units count like a legal
//! representative; deputies and heads of sections are ordinary employees.

use crate::terms::text;

const HEADS: &[&str] = &[
    "法定代表人",
    "法人代表",
    "法人",
    "负责人",
    "单位负责人",
    "主要负责人",
    "局长",
    "院长",
    "校长",
    "园长",
    "所长",
    "厂长",
    "总经理",
    "总裁",
    "董事长",
    "执行董事",
    "主任",
    "站长",
    "馆长",
    "行长",
    "台长",
    "执行事务合伙人",
    "首席合伙人",
    "主任会计师",
];

/// True if one of the titles in the text is that of a head. Several titles may be joined by
/// `、`, `，`, `/`, `兼` or blanks; a bracketed remark (主持工作) is ignored.
pub fn is_head_title(title: &str) -> bool {
    let bare: String = without_brackets(&text::half_width(title));
    bare.split(|c: char| "、,;/兼 ".contains(c)).any(|part| HEADS.contains(&part.trim()))
}

fn without_brackets(title: &str) -> String {
    let mut depth = 0_u32;
    let mut kept = String::new();
    for c in title.chars() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            c if depth == 0 => kept.push(c),
            _ => {}
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::is_head_title;

    #[test]
    fn heads_and_deputies() {
        for title in
            ["法定代表人", "局长", " 院长 ", "党委书记、校长", "董事长兼总经理", "主任（主持工作）", "站长，高级工程师"]
        {
            assert!(is_head_title(title), "{title}");
        }
        for title in ["副局长", "科长", "科员", "财务负责人", "副主任", "项目经理", "办公室主任", "主任科员", ""]
        {
            assert!(!is_head_title(title), "{title}");
        }
    }
}
