//! The two shapes that a pack is made of: a table with known fields, and a code out of a known list.
//!
//! A macro, because the struct, its JSON form and its reading from TOML must name the same fields;
//! written by hand three times they drift apart.

use super::{Faults, Node, suggest};
use crate::terms::Wording;

/// Declares a table of a pack: the struct, its JSON form, and how it is read from TOML. A function
/// named after `check` sees the whole value and may note faults that concern several fields.
macro_rules! pack_table {
    ($(#[$meta:meta])* pub struct $name:ident { $($(#[$field_meta:meta])* pub $field:ident: $type:ty,)+ } $(check $check:path)?) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
        #[serde(deny_unknown_fields)]
        pub struct $name { $($(#[$field_meta])* pub $field: $type,)+ }

        impl $name {
            /// Reads the fields out of a table that may hold other keys too.
            pub fn read_fields(section: &mut $crate::policy::reading::Section<'_>, faults: &mut $crate::policy::reading::Faults<'_>) -> Option<Self> {
                $(let $field = section.field::<$type>(stringify!($field), faults);)+
                Some($name { $($field: $field?,)+ })
            }
        }

        impl $crate::policy::reading::FromNode for $name {
            fn read(node: &$crate::policy::reading::Node<'_>, faults: &mut $crate::policy::reading::Faults<'_>) -> Option<Self> {
                let mut section = node.section(faults)?;
                let value = $name::read_fields(&mut section, faults);
                section.finish(faults);
                let value = value?;
                $($check(&value, node, faults);)?
                Some(value)
            }
        }
    };
}

/// Declares the codes of one kind: the enum, the code that files and JSON carry, and its name in both
/// languages.
macro_rules! codes {
    ($(#[$meta:meta])* pub enum $name:ident { $($(#[$variant_meta:meta])* $variant:ident = $code:literal, $zh:literal, $en:literal;)+ }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        pub enum $name { $($(#[$variant_meta])* #[serde(rename = $code)] $variant,)+ }

        impl $name {
            /// Every code, in the order of declaration.
            pub const ALL: &'static [$name] = &[$($name::$variant,)+];

            /// As files and JSON carry it.
            pub fn code(self) -> &'static str {
                match self { $($name::$variant => $code,)+ }
            }

            /// The name people read.
            pub fn name(self) -> $crate::terms::Wording {
                match self { $($name::$variant => $crate::terms::Wording::new($zh, $en),)+ }
            }

            /// The exact code, upper case.
            pub fn from_code(code: &str) -> Option<$name> {
                $name::ALL.iter().copied().find(|known| known.code() == code)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.code())
            }
        }

        impl $crate::policy::reading::FromNode for $name {
            fn read(node: &$crate::policy::reading::Node<'_>, faults: &mut $crate::policy::reading::Faults<'_>) -> Option<Self> {
                let known: Vec<&str> = $name::ALL.iter().map(|known| known.code()).collect();
                $crate::policy::reading::read_code(node, faults, &known).and_then($name::from_code)
            }
        }
    };
}

pub(crate) use {codes, pack_table};

/// The code at this node, if it is one of the known ones.
pub fn read_code<'t>(node: &Node<'t>, faults: &mut Faults<'_>, known: &[&str]) -> Option<&'t str> {
    let written = node.text(faults)?;
    if known.contains(&written) {
        return Some(written);
    }
    let list = known.join(", ");
    let problem = Wording::new(format!("不认识的代码 {written}"), format!("unknown code {written}"));
    let mend = match suggest::nearest(written, known) {
        Some(word) => Wording::new(format!("是否想写 {word}"), format!("did you mean {word}")),
        None => Wording::new(format!("改为其中之一：{list}"), format!("use one of: {list}")),
    };
    node.fault(faults, problem, mend);
    None
}
