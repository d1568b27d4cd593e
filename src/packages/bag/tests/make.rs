//! Archives written by hand, byte by byte, so that they can lie.

/// An entry of a stored zip. What it says of itself need not be true.
#[derive(Clone)]
pub(super) struct ZipEntry {
    pub name: Vec<u8>,
    pub content: Vec<u8>,
    /// Bit 0 encrypted, bit 11 UTF-8.
    pub flags: u16,
    pub mode: u32,
    /// Size when unpacked, as claimed.
    pub claimed: u32,
    /// Offset of the local header, as claimed; `None` for the truth.
    pub offset: Option<u32>,
}

pub(super) fn entry(name: impl AsRef<[u8]>, content: impl AsRef<[u8]>) -> ZipEntry {
    let content = content.as_ref().to_vec();
    let claimed = content.len() as u32;
    ZipEntry { name: name.as_ref().to_vec(), content, flags: 1 << 11, mode: 0o100_644, claimed, offset: None }
}

/// APPNOTE.TXT sections 4.3.7, 4.3.12 and 4.3.16.
pub(super) fn zip(entries: &[ZipEntry]) -> Vec<u8> {
    let (mut bytes, mut directory) = (Vec::new(), Vec::new());
    for entry in entries {
        let offset = entry.offset.unwrap_or(bytes.len() as u32);
        let shared = shared_fields(entry);
        bytes.extend(b"PK\x03\x04");
        bytes.extend(&shared);
        bytes.extend(&entry.name);
        bytes.extend(&entry.content);
        directory.extend(b"PK\x01\x02");
        directory.extend(0x0314u16.to_le_bytes());
        directory.extend(&shared);
        directory.extend([0; 6]);
        directory.extend((entry.mode << 16).to_le_bytes());
        directory.extend(offset.to_le_bytes());
        directory.extend(&entry.name);
    }
    let (start, count) = (bytes.len() as u32, entries.len() as u16);
    bytes.extend(&directory);
    bytes.extend(b"PK\x05\x06\0\0\0\0");
    bytes.extend([count.to_le_bytes(), count.to_le_bytes()].concat());
    bytes.extend([(directory.len() as u32).to_le_bytes(), start.to_le_bytes()].concat());
    bytes.extend([0; 2]);
    bytes
}

/// The fields that the local header and the directory have in common.
fn shared_fields(entry: &ZipEntry) -> Vec<u8> {
    let mut fields = Vec::new();
    fields.extend(20u16.to_le_bytes());
    fields.extend(entry.flags.to_le_bytes());
    fields.extend([0, 0]);
    fields.extend([0, 0, 0x21, 0]);
    fields.extend(crc32(&entry.content).to_le_bytes());
    fields.extend((entry.content.len() as u32).to_le_bytes());
    fields.extend(entry.claimed.to_le_bytes());
    fields.extend((entry.name.len() as u16).to_le_bytes());
    fields.extend([0, 0]);
    fields
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |sum, &byte| {
        (0..8).fold(sum ^ u32::from(byte), |sum, _| (sum >> 1) ^ (0xEDB8_8320 & (sum & 1).wrapping_neg()))
    })
}

/// A tar entry with any name and kind.
pub(super) fn tar_entry(name: &[u8], kind: u8, content: &[u8], claimed: u64) -> Vec<u8> {
    let mut header = [0u8; 512];
    header[..name.len()].copy_from_slice(name);
    header[100..107].copy_from_slice(b"0000644");
    header[124..135].copy_from_slice(format!("{claimed:011o}").as_bytes());
    header[136..147].copy_from_slice(b"00000000000");
    header[148..156].copy_from_slice(b"        ");
    header[156] = kind;
    header[257..265].copy_from_slice(b"ustar\x0000");
    let sum: u32 = header.iter().map(|&byte| u32::from(byte)).sum();
    header[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    let mut bytes = header.to_vec();
    bytes.extend(content);
    bytes.resize(bytes.len().next_multiple_of(512), 0);
    bytes
}
