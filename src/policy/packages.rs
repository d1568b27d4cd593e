//! What a package must hold: documents, and the headings of its report.

use super::codes::EvaluationKind;
use super::reading::{Faults, Node, codes, pack_table};
use crate::terms::Wording;

codes! {
    /// What the absence of a part does.
    pub enum Need {
        Required = "REQUIRED", "必备", "required";
        Advised = "ADVISED", "宜有", "advised";
    }
}

pack_table! {
    /// A part of a package, known by words in its name.
    pub struct PackagePart {
        pub name: Wording,
        /// One of these words stands in the path of the file, or in the heading.
        pub marks: Vec<String>,
        pub need: Need,
        /// The kinds of evaluation it is asked of; all where none are named.
        pub kinds: Option<Vec<EvaluationKind>>,
    }
    check part_can_be_found
}

fn part_can_be_found(part: &PackagePart, node: &Node<'_>, faults: &mut Faults<'_>) {
    if part.marks.is_empty() || part.marks.iter().any(|mark| mark.trim().is_empty()) {
        let problem = Wording::new("没有可辨认的字样", "nothing to know it by");
        let mend = Wording::new("在 marks 中写文件名或标题里的字样", "write words of the name or heading in marks");
        node.fault(faults, problem, mend);
    }
}

impl PackagePart {
    /// Whether this is asked of a kind of evaluation, given by its code.
    pub fn concerns(&self, kind: &str) -> bool {
        self.kinds.as_ref().is_none_or(|kinds| kinds.iter().any(|k| k.code() == kind))
    }

    /// Whether a path or heading shows this part.
    pub fn is_shown_by(&self, text: &str) -> bool {
        self.marks.iter().any(|mark| text.contains(mark.as_str()))
    }
}
