//! Why a whole file or folder cannot be read. Faults of single rows are findings, not these.

use thiserror::Error;

/// Each message is one sentence that names the file and says how to mend it.
#[derive(Debug, Error)]
pub enum IntakeFault {
    #[error("“{file}”读取失败（{source}）：请检查文件是否存在、是否有权限")]
    Unreadable { file: String, source: std::io::Error },
    #[error("“{file}”是空文件：请重新取得完整的文件")]
    Empty { file: String },
    #[error("“{file}”不是 Excel 工作簿（{why}）：请用 Excel 或 WPS 打开确认，另存为 .xlsx 后再导入")]
    NotAWorkbook { file: String, why: &'static str },
    #[error("“{file}”设有打开密码：请取消密码后另存为 .xlsx 再导入")]
    Encrypted { file: String },
    #[error("“{file}”含有宏：请另存为不带宏的 .xlsx 后再导入")]
    Macros { file: String },
    #[error("“{file}”已损坏或不完整（{why}）：请用 Excel 或 WPS 打开后另存为 .xlsx，或重新取得该文件")]
    Damaged { file: String, why: String },
    #[error("“{file}”超出允许的大小（{why}）：请拆分成几个工作簿后再导入")]
    TooLarge { file: String, why: String },
    #[error("“{file}”的文字编码无法识别：请另存为 UTF-8 或 GB18030 编码的 CSV，或另存为 .xlsx")]
    UnknownEncoding { file: String },
    #[error("“{file}”里没有名为“{sheet}”的工作表")]
    NoSuchSheet { file: String, sheet: String },
    #[error("“{dir}”不是文件夹，或无法打开（{source}）：请给出移交数据所在的文件夹")]
    NoFolder { dir: String, source: std::io::Error },
    #[error("文件夹“{dir}”里没有工作簿：请把预算单位、重点评价项目、第三方机构、专家库等 .xlsx 文件放进去")]
    EmptyFolder { dir: String },
    #[error("文件夹“{dir}”里缺少{missing}：请补齐后再导入")]
    MissingSheets { dir: String, missing: String },
    #[error("{files}里没有认得出的工作表：请使用标准表样，或保留标准的表头文字")]
    NothingRecognised { files: String },
    #[error("已按要求停止读取，没有导入任何数据")]
    Stopped,
}
