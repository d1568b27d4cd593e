//! Why a command on a bag could not run at all. That a bag is invalid is no fault: it is an answer,
//! see [`super::Report`].

use std::io;
use std::path::{Path, PathBuf};
use thiserror::Error;

/// Why nothing could be done.
#[derive(Debug, Error)]
pub enum BagFault {
    #[error("无法读取 {}", .path.display())]
    Unreadable {
        path: PathBuf,
        #[source]
        source: io::Error,
    },
    #[error("无法写入 {}", .path.display())]
    Unwritable {
        path: PathBuf,
        #[source]
        source: io::Error,
    },
    #[error("{} 不是文件夹、zip 或 tar；压缩的 tar 请先解压", .0.display())]
    UnknownFormat(PathBuf),
    #[error("{} 已存在；请换一个名称或先移走", .0.display())]
    Exists(PathBuf),
    #[error("{} 不是文件夹", .0.display())]
    NotAFolder(PathBuf),
    #[error("输出 {} 在来源文件夹之内；请放到别处", .0.display())]
    OutInside(PathBuf),
    #[error("不能装入袋中：{path}：{why}（共 {count} 处）")]
    Unbaggable { path: String, why: String, count: usize },
    #[error("--info {key}：{why}")]
    BadInfo { key: String, why: &'static str },
}

impl BagFault {
    pub(super) fn unreadable(path: &Path) -> impl FnOnce(io::Error) -> BagFault {
        move |source| BagFault::Unreadable { path: path.to_owned(), source }
    }

    pub(super) fn unwritable(path: &Path) -> impl FnOnce(io::Error) -> BagFault {
        move |source| BagFault::Unwritable { path: path.to_owned(), source }
    }
}
