//! The ancestor of the method, RFC 3797: the selection algorithm of its section 4 on the urn of this
//! room, held against the worked example of its section 6. Tests only: MD5 is no longer fit for use.

use super::urn::Urn;

/// MD5 (RFC 1321), for the example alone.
fn md5(message: &[u8]) -> [u8; 16] {
    const SHIFTS: [[u32; 4]; 4] = [[7, 12, 17, 22], [5, 9, 14, 20], [4, 11, 16, 23], [6, 10, 15, 21]];
    let mut padded = message.to_vec();
    padded.push(0x80);
    padded.resize((padded.len() + 8).next_multiple_of(64) - 8, 0);
    padded.extend((message.len() as u64 * 8).to_le_bytes());
    let mut state: [u32; 4] = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476];
    for block in padded.chunks(64) {
        let word = |at: usize| u32::from_le_bytes(block[4 * at..4 * at + 4].try_into().unwrap());
        let [mut a, mut b, mut c, mut d] = state;
        for step in 0..64 {
            let (mix, at) = match step / 16 {
                0 => (b & c | !b & d, step),
                1 => (d & b | !d & c, 5 * step + 1),
                2 => (b ^ c ^ d, 3 * step + 5),
                _ => (c ^ (b | !d), 7 * step),
            };
            let constant = (((step + 1) as f64).sin().abs() * 4294967296.0) as u32;
            let sum = a.wrapping_add(mix).wrapping_add(constant).wrapping_add(word(at % 16));
            let turned = b.wrapping_add(sum.rotate_left(SHIFTS[step / 16][step % 4]));
            (a, d, c, b) = (d, c, b, turned);
        }
        for (total, part) in state.iter_mut().zip([a, b, c, d]) {
            *total = total.wrapping_add(part);
        }
    }
    let mut digest = [0; 16];
    digest.chunks_mut(4).zip(state).for_each(|(bytes, word)| bytes.copy_from_slice(&word.to_le_bytes()));
    digest
}

/// Numbers from 1 in the order in which they are selected.
fn select(key: &str, pool: u32, count: u16) -> Vec<usize> {
    let mut urn = Urn::filled(vec![1; pool as usize]);
    (0..count)
        .map(|step| {
            let step = step.to_be_bytes();
            let value = u128::from_be_bytes(md5(&[&step, key.as_bytes(), &step].concat()));
            let left = u128::from(urn.before(pool as usize));
            let selected = urn.holder(u64::try_from(value % left).unwrap()).unwrap();
            urn.remove(selected);
            selected + 1
        })
        .collect()
}

const KEY: &str = "9319./2.5.8.10.12./9.18.26.34.41.45./";

#[test]
fn the_hashes_of_section_6() {
    let published =
        ["990dd0a5692a029a98b5e01aa28f3459", "3691e55cb63fcc37914430b2f70b5ec6", "fe814edf564c190ac1d25753979990fa"];
    for (step, expected) in (0u16..).zip(published) {
        let step = step.to_be_bytes();
        assert_eq!(hex::encode(md5(&[&step, KEY.as_bytes(), &step].concat())), expected);
    }
    assert_eq!(hex::encode(md5(b"")), "d41d8cd98f00b204e9800998ecf8427e");
    // A message whose padding takes a block of its own; from `md5sum`.
    assert_eq!(hex::encode(md5(&[b'1'; 60])), "8ec4e6564ac96d2a28b637ec37ee1ae2");
}

#[test]
fn the_selection_of_section_6() {
    assert_eq!(select(KEY, 25, 10), [17, 7, 2, 16, 25, 23, 8, 24, 19, 13]);
}
