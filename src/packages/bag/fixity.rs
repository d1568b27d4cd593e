//! Checksums of many files: several threads, one reading of each file, constant memory.

use super::algorithm::{Algorithm, Checksum, Hashing};
use super::limits::THREADS;
use super::source::{Contents, Reader, Stored};
use std::io;
use std::num::NonZero;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;

/// A file and what to compute of it.
pub(super) struct Job {
    /// Place in [`Contents::files`].
    pub file: usize,
    pub algorithms: Vec<Algorithm>,
}

/// Computes all jobs; the answers come in the order of the jobs.
pub(super) fn compute(contents: &Contents, jobs: &[Job]) -> Vec<io::Result<Vec<Checksum>>> {
    let order = largest_first(contents, jobs);
    let next = AtomicUsize::new(0);
    let (sender, receiver) = mpsc::channel();
    std::thread::scope(|scope| {
        for _ in 0..threads(jobs.len()) {
            let (sender, order, next) = (sender.clone(), &order, &next);
            scope.spawn(move || {
                let mut reader = contents.reader();
                while let Some(&at) = order.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let answer = jobs.get(at).map(|job| one(contents, &mut reader, job));
                    // The receiver outlives the scope.
                    let _ = sender.send((at, answer));
                }
            });
        }
    });
    drop(sender);
    let mut answers: Vec<_> = receiver.into_iter().filter_map(|(at, answer)| Some((at, answer?))).collect();
    answers.sort_by_key(|(at, _)| *at);
    answers.into_iter().map(|(_, answer)| answer).collect()
}

/// A large file that comes last would leave the other threads idle.
fn largest_first(contents: &Contents, jobs: &[Job]) -> Vec<usize> {
    let octets = |at: &usize| jobs.get(*at).and_then(|job| contents.files.get(job.file)).map_or(0, |file| file.octets);
    let mut order: Vec<usize> = (0..jobs.len()).collect();
    order.sort_by_key(|at| std::cmp::Reverse(octets(at)));
    order
}

fn threads(jobs: usize) -> usize {
    std::thread::available_parallelism().map_or(1, NonZero::get).min(THREADS).min(jobs)
}

fn one(contents: &Contents, reader: &mut Reader, job: &Job) -> io::Result<Vec<Checksum>> {
    let file = contents.files.get(job.file).ok_or_else(|| io::Error::from(io::ErrorKind::NotFound))?;
    let mut hashing = Hashing::new(&job.algorithms);
    through(reader, file, &mut hashing)?;
    Ok(hashing.finish())
}

fn through(reader: &mut Reader, file: &Stored, hashing: &mut Hashing) -> io::Result<()> {
    reader.read(file, |piece| {
        hashing.update(piece);
        Ok(())
    })
}
