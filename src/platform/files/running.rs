//! A SHA-256 that can be put aside and taken up again: an upload that breaks off goes on without
//! reading what has arrived a second time.

use crate::terms::Sha256Hex;
use sha2::digest::common::hazmat::{SerializableState, SerializedState};
use sha2::{Digest, Sha256};

/// A digest under way.
#[derive(Clone, Default)]
pub struct RunningDigest(Sha256);

impl RunningDigest {
    pub fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// The state as hexadecimal text. It depends on the version of the hash library, so it is kept
    /// with unfinished uploads alone and never for years.
    pub fn state(&self) -> String {
        hex::encode(self.0.serialize())
    }

    /// `None` where the text is no such state.
    pub fn resume(state: &str) -> Option<RunningDigest> {
        let bytes = hex::decode(state).ok()?;
        let state = SerializedState::<Sha256>::try_from(bytes.as_slice()).ok()?;
        Sha256::deserialize(&state).ok().map(RunningDigest)
    }

    pub fn finish(self) -> Option<Sha256Hex> {
        Sha256Hex::parse(&hex::encode(self.0.finalize()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn put_aside_anywhere_it_gives_the_same_digest(bytes in prop::collection::vec(any::<u8>(), 0..300), at: prop::sample::Index) {
            let at = at.index(bytes.len() + 1);
            let mut first = RunningDigest::default();
            first.update(&bytes[..at]);
            let mut second = RunningDigest::resume(&first.state()).unwrap();
            second.update(&bytes[at..]);
            prop_assert_eq!(second.finish().unwrap(), Sha256Hex::of(&bytes));
        }
    }

    #[test]
    fn a_torn_state_is_refused() {
        let state = RunningDigest::default().state();
        assert!(RunningDigest::resume(&state[2..]).is_none() && RunningDigest::resume("zz").is_none());
    }
}
