//! The Merkle tree hash of RFC 9162 section 2.1.1 over SHA-256: one value for a list of any length,
//! in which no element can be changed, left out or moved unseen.

use sha2::{Digest, Sha256};

pub type Hash = [u8; 32];

/// The hash of one element; the leading zero keeps it apart from an inner node.
pub fn leaf(data: &[u8]) -> Hash {
    Sha256::new_with_prefix([0]).chain_update(data).finalize().into()
}

/// The root over the hashes of the elements, in order.
pub fn root(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => Sha256::digest([]).into(),
        [one] => *one,
        _ => {
            // The largest power of two that is smaller than the number of elements.
            let (left, right) = leaves.split_at(leaves.len().div_ceil(2).next_power_of_two());
            Sha256::new_with_prefix([1]).chain_update(root(left)).chain_update(root(right)).finalize().into()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::array::from_fn;

    /// The test data of the Certificate Transparency reference implementations (RFC 6962 trees, whose
    /// hash RFC 9162 keeps).
    #[test]
    fn the_known_roots_come_out() {
        let data = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];
        let leaves = data.map(|d| leaf(&hex::decode(d).unwrap()));
        let roots = [
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
            "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
            "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
            "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
            "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
        ];
        for (length, expected) in roots.into_iter().enumerate() {
            assert_eq!(hex::encode(root(&leaves[..length])), expected, "{length}");
        }
    }

    #[test]
    fn every_change_changes_the_root() {
        let leaves: [Hash; 7] = from_fn(|n| leaf(&[u8::try_from(n).unwrap()]));
        let mut swapped = leaves;
        swapped.swap(2, 5);
        assert_ne!(root(&leaves), root(&swapped));
        assert_ne!(root(&leaves), root(&leaves[..6]));
    }
}
