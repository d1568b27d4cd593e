//! The names of everything that an import can find. A name is part of the public form of a report:
//! it is written in snake case, never changes its meaning and is never reused.

use serde::{Deserialize, Serialize};
use std::fmt;

/// What was found. The level of a finding is decided where it is found, not here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Code {
    // The value was understood and tidied; nobody has to act.
    /// Spaces, width, separators or the style of a date were brought to the standard form.
    Normalised,
    /// The cell holds a formula; the result that the spreadsheet saved was read.
    FormulaValue,
    /// The text starts like a formula and is kept as plain text.
    FormulaText,
    /// A dash or 无 stands for "nothing".
    SaysNothing,
    /// A 15-digit ID number was expanded to 18 (GB 11643).
    IdFirstGeneration,
    /// A column that the standard form does not have; its values are not imported.
    ColumnUnknown,
    /// A totals line, a remark below the table or a value outside its columns; not counted as a row.
    RowSkipped,
    /// More of the same notes than are worth listing.
    NotesOmitted,

    // The sheet as a whole.
    /// More findings than can be listed; the rows are counted all the same.
    FindingsOmitted,
    /// No header row among the first rows.
    HeaderMissing,
    /// A column of the standard form is not there.
    ColumnMissing,
    /// The same column twice.
    ColumnDuplicate,
    /// Neither header nor cell names the unit of an amount; said once a column.
    UnitAssumed,

    // Single values.
    /// A value that must be there is not.
    RequiredMissing,
    /// Not one of the values that the column allows.
    ValueUnknown,
    /// Longer than any honest value.
    ValueTooLong,
    /// The spreadsheet itself shows an error such as `#REF!`.
    CellError,
    /// Not a number, or not one that the column can hold.
    NumberInvalid,
    /// A number outside what the column allows.
    NumberRange,
    /// Not a day of the calendar, or one that cannot be read with certainty.
    DateInvalid,
    /// A day that should be there is not; the row is kept.
    DateMissing,
    /// Two days stand the wrong way round.
    DateOrder,
    /// Two counts contradict each other.
    CountOrder,

    // Persons.
    IdMissing,
    IdLength,
    IdAlphabet,
    IdBirthDate,
    IdCheckDigit,
    /// Stored as a number, so the last digits are lost for good.
    IdNumberAsNumber,
    BirthDateMismatch,
    SexMismatch,
    PhoneMissing,
    PhoneLength,
    PhoneForm,
    EmailInvalid,

    // Organisations.
    UsccMissing,
    UsccLength,
    UsccAlphabet,
    UsccCheckDigit,
    /// Stored as a number, so the last digits are lost for good.
    UsccAsNumber,

    // The same thing twice.
    DuplicateId,
    DuplicateUscc,
    DuplicateUnit,
    DuplicateProject,
    DuplicateBid,
    DuplicateMark,
    DuplicateRow,

    // What one sheet says of another.
    UnknownUnit,
    UnknownProject,
    UnknownInstitution,
    UnknownPerson,
    NameMismatch,
    HierarchyCycle,
    MarkWithoutBid,
    MarkOverMaximum,
    ExecutedOverBudget,

    // Indicator tables of evaluation packages.
    WeightSum,
    ScoreOverWeight,
    LostPointsUnexplained,
    OutputBenefitWeight,
    TotalMismatch,
}

impl Code {
    /// True for a row that is there already.
    pub fn is_repetition(self) -> bool {
        use Code::*;
        let codes =
            [DuplicateId, DuplicateUscc, DuplicateUnit, DuplicateProject, DuplicateBid, DuplicateMark, DuplicateRow];
        codes.contains(&self)
    }

    /// True for what is wrong with a sheet as a whole, so that none of its rows can be read.
    pub fn is_of_sheet(self) -> bool {
        matches!(self, Code::HeaderMissing | Code::ColumnMissing | Code::ColumnDuplicate)
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.serialize(f)
    }
}

#[cfg(test)]
mod tests {
    use super::Code;

    #[test]
    fn names_are_those_of_the_published_form() {
        let names = [
            (Code::IdCheckDigit, "id_check_digit"),
            (Code::PhoneLength, "phone_length"),
            (Code::DuplicateUscc, "duplicate_uscc"),
            (Code::IdNumberAsNumber, "id_number_as_number"),
        ];
        for (code, name) in names {
            assert_eq!(code.to_string(), name);
            assert_eq!(serde_json::to_string(&code).unwrap(), format!("\"{name}\""));
        }
    }
}
