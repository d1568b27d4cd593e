//! Small closed lists of words: an enumeration, and how tables, addresses and messages write it.
//! Not for lists of law whose labels come from a policy pack; those are in `policy::codes`.

/// Declares an enumeration with the words it is written in. Gives `ALL`, `word` and `parse`.
#[macro_export]
macro_rules! words {
    ($(#[$meta:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        #[derive(
            Clone,
            Copy,
            Debug,
            PartialEq,
            Eq,
            PartialOrd,
            Ord,
            Hash,
            serde::Serialize,
            serde::Deserialize,
            utoipa::ToSchema,
        )]
        $(#[$meta])*
        pub enum $name { $($(#[$doc])* #[serde(rename = $word)] $variant),+ }

        impl $name {
            /// All of them, in the order of declaration.
            pub const ALL: [$name; [$($word),+].len()] = [$($name::$variant),+];

            /// The word in tables, addresses and messages.
            pub const fn word(self) -> &'static str {
                match self { $($name::$variant => $word),+ }
            }

            /// `None` for a word that is not on the list.
            pub fn parse(word: &str) -> Option<$name> {
                $name::ALL.into_iter().find(|value| value.word() == word)
            }
        }
    };
}

#[cfg(test)]
mod tests {
    crate::words! {
        /// For the test.
        Light {
            Red = "red",
            DeepGreen = "deep_green",
        }
    }

    #[test]
    fn a_word_is_the_same_in_tables_and_in_json() {
        for light in Light::ALL {
            assert_eq!(Light::parse(light.word()), Some(light));
            assert_eq!(serde_json::to_value(light).unwrap(), light.word());
            assert_eq!(serde_json::from_value::<Light>(light.word().into()).unwrap(), light);
        }
        assert_eq!(Light::parse("Red"), None);
        assert_eq!(Light::ALL.map(Light::word), ["red", "deep_green"]);
    }
}
