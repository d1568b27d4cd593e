//! A cell as it was read, before anybody asks what it means.

use chrono::NaiveDateTime;

/// What a cell holds.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Value {
    #[default]
    Empty,
    Text(String),
    Number(f64),
    /// A number that the spreadsheet shows as a date; `serial` is that number.
    Moment {
        at: NaiveDateTime,
        serial: f64,
    },
    Truth(bool),
    /// The spreadsheet's own error, such as `#REF!`.
    Error(String),
}

/// One cell. The result of a formula is the value that the spreadsheet saved; nothing is computed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cell {
    pub value: Value,
    pub is_formula: bool,
}

impl Cell {
    pub fn text(text: impl Into<String>) -> Cell {
        Cell { value: Value::Text(text.into()), is_formula: false }
    }

    /// True for a cell with nothing or only blanks in it, formulas without a result included.
    pub fn is_blank(&self) -> bool {
        match &self.value {
            Value::Empty => true,
            Value::Text(text) => text.chars().all(char::is_whitespace),
            _ => false,
        }
    }

    /// The text that a header or a label shows; empty for anything that is no text or number.
    pub fn label(&self) -> String {
        match &self.value {
            Value::Text(text) => text.clone(),
            Value::Number(number) => number.to_string(),
            _ => String::new(),
        }
    }
}

/// One row with the number that the spreadsheet shows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SheetRow {
    pub number: u32,
    pub cells: Vec<Cell>,
}

impl SheetRow {
    /// The cell at a zero-based place; beyond the row's end it is empty.
    pub fn cell(&self, place: usize) -> &Cell {
        static NOTHING: Cell = Cell { value: Value::Empty, is_formula: false };
        self.cells.get(place).unwrap_or(&NOTHING)
    }

    pub fn is_blank(&self) -> bool {
        self.cells.iter().all(Cell::is_blank)
    }
}
