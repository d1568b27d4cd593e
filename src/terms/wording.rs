//! One sentence in Chinese and in English, made where the decision is made, so that what an
//! official reads out is what was decided.

use serde::{Deserialize, Serialize};

/// The same sentence in both languages of the product.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wording {
    pub zh: String,
    pub en: String,
}

impl Wording {
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Wording {
        Wording { zh: zh.into(), en: en.into() }
    }
}
