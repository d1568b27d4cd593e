//! A virus scanner that speaks the protocol of clamd (`INSTREAM`), over a Unix socket or TCP. Where none
//! is configured nothing is scanned, and pages say so.

use crate::platform::failure::{Failure, Outcome};
use crate::platform::problem::Code;
use std::io::{self, Read, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::path::PathBuf;
use std::time::Duration;

/// Where the scanner listens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scanner {
    Unix(PathBuf),
    /// `host:port`.
    Tcp(String),
}

/// What the scanner said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scanned {
    Clean,
    /// The name of what was found.
    Infected(String),
    /// Above the scanner's own limit of size.
    TooLarge,
}

const CONNECT: Duration = Duration::from_secs(5);
/// A large document may take the scanner a while.
const ANSWER: Duration = Duration::from_secs(300);
const CHUNK: usize = 64 << 10;
/// Bytes of an answer; a longer one is none.
const ANSWER_BYTES: u64 = 4096;

impl Scanner {
    /// Reads the setting: empty for none, a path, or `host:port`.
    ///
    /// # Errors
    /// It is neither; the sentence says what is accepted.
    pub fn parse(setting: &str) -> Result<Option<Scanner>, String> {
        match setting {
            "" => Ok(None),
            path if path.starts_with('/') => Ok(Some(Scanner::Unix(path.into()))),
            address
                if address
                    .rsplit_once(':')
                    .is_some_and(|(host, port)| !host.is_empty() && port.parse::<u16>().is_ok()) =>
            {
                Ok(Some(Scanner::Tcp(address.to_owned())))
            }
            other => Err(format!("{other:?} is neither the path of a socket nor host:port")),
        }
    }

    /// Sends the content to the scanner.
    ///
    /// # Errors
    /// Refused as busy where the scanner cannot be asked: what was not scanned is not let through.
    pub fn scan(&self, content: &mut dyn Read) -> Outcome<Scanned> {
        let answer = match self {
            Scanner::Unix(path) => unix(path, content),
            Scanner::Tcp(address) => tcp(address, content),
        };
        answer.and_then(|text| understood(&text)).map_err(|error| {
            tracing::warn!(%error, "the virus scanner gave no answer");
            let zh = "病毒扫描服务暂时不可用；文件已经收到，稍后自动完成。";
            Failure::refused(
                Code::Busy,
                zh,
                "The virus scanner cannot be asked now; the file has arrived and will be taken in later.",
            )
        })
    }
}

#[cfg(unix)]
fn unix(path: &std::path::Path, content: &mut dyn Read) -> io::Result<String> {
    let mut stream = std::os::unix::net::UnixStream::connect(path)?;
    stream.set_read_timeout(Some(ANSWER))?;
    stream.set_write_timeout(Some(ANSWER))?;
    ask(&mut stream, content)
}

#[cfg(not(unix))]
fn unix(_: &std::path::Path, _: &mut dyn Read) -> io::Result<String> {
    Err(io::Error::from(io::ErrorKind::Unsupported))
}

fn tcp(address: &str, content: &mut dyn Read) -> io::Result<String> {
    let first = address.to_socket_addrs()?.next().ok_or_else(|| io::Error::other("no such host"))?;
    let mut stream = TcpStream::connect_timeout(&first, CONNECT)?;
    stream.set_read_timeout(Some(ANSWER))?;
    stream.set_write_timeout(Some(ANSWER))?;
    ask(&mut stream, content)
}

/// Length and bytes of each piece, then a length of zero. A scanner that has heard enough answers and
/// hangs up before the end; its answer counts, not the broken line.
fn ask(stream: &mut (impl Read + Write), content: &mut dyn Read) -> io::Result<String> {
    let sent = send(stream, content);
    let mut answer = Vec::new();
    let read = stream.take(ANSWER_BYTES).read_to_end(&mut answer);
    if answer.is_empty() {
        sent?;
        read?;
    }
    Ok(String::from_utf8_lossy(&answer).trim_end_matches(['\0', '\n']).to_owned())
}

fn send(stream: &mut impl Write, content: &mut dyn Read) -> io::Result<()> {
    stream.write_all(b"zINSTREAM\0")?;
    let mut buffer = vec![0u8; CHUNK];
    loop {
        let count = content.read(&mut buffer)?;
        let Some(piece) = buffer.get(..count).filter(|p| !p.is_empty()) else { break };
        let length = u32::try_from(piece.len()).map_err(io::Error::other)?;
        stream.write_all(&length.to_be_bytes())?;
        stream.write_all(piece)?;
    }
    stream.write_all(&[0; 4])?;
    stream.flush()
}

/// `stream: OK`, `stream: Eicar-Test-Signature FOUND`, or a sentence that ends in `ERROR`.
fn understood(answer: &str) -> io::Result<Scanned> {
    let said = answer.strip_prefix("stream: ").unwrap_or(answer);
    match said.strip_suffix(" FOUND") {
        Some(name) => Ok(Scanned::Infected(name.to_owned())),
        None if said == "OK" => Ok(Scanned::Clean),
        None if said.contains("size limit exceeded") => Ok(Scanned::TooLarge),
        None => Err(io::Error::other(format!("unexpected answer {said:?}"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::TcpListener;

    /// A scanner that finds the word `EICAR` and is asked once.
    fn scanner() -> (Scanner, std::thread::JoinHandle<()>) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let thread = std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut command = [0u8; 10];
            stream.read_exact(&mut command).unwrap();
            assert_eq!(&command, b"zINSTREAM\0");
            let mut content = Vec::new();
            loop {
                let mut length = [0u8; 4];
                stream.read_exact(&mut length).unwrap();
                let mut piece = vec![0u8; u32::from_be_bytes(length) as usize];
                stream.read_exact(&mut piece).unwrap();
                if piece.is_empty() {
                    break;
                }
                content.extend(piece);
            }
            let found = content.windows(5).any(|w| w == b"EICAR");
            let answer: &[u8] = if found { b"stream: Eicar-Signature FOUND\0" } else { b"stream: OK\0" };
            stream.write_all(answer).unwrap();
        });
        (Scanner::parse(&address).unwrap().unwrap(), thread)
    }

    #[test]
    fn clean_infected_and_away() {
        let long = vec![b'x'; 3 * CHUNK + 7];
        for (content, expected) in [
            (b"hello".to_vec(), Scanned::Clean),
            (Vec::new(), Scanned::Clean),
            ([long.as_slice(), b"EICAR"].concat(), Scanned::Infected("Eicar-Signature".into())),
        ] {
            let (scanner, thread) = scanner();
            assert_eq!(scanner.scan(&mut content.as_slice()).unwrap(), expected);
            thread.join().unwrap();
        }
        let away = Scanner::Unix("/nonexistent/clamd.sock".into());
        assert!(away.scan(&mut b"x".as_slice()).is_err(), "what was not scanned is not let through");
    }

    #[test]
    fn settings_and_answers() {
        assert_eq!(Scanner::parse(""), Ok(None));
        assert_eq!(Scanner::parse("/run/clamd.sock"), Ok(Some(Scanner::Unix("/run/clamd.sock".into()))));
        assert!(Scanner::parse("clamd").is_err() && Scanner::parse(":1").is_err());
        assert_eq!(understood("INSTREAM size limit exceeded. ERROR").unwrap(), Scanned::TooLarge);
        assert!(understood("UNKNOWN COMMAND").is_err() && understood("").is_err());
    }
}
