extension YAMLValue {
    /// The place in the file of a position inside this text. Exact for plain, quoted and literal
    /// (`|`) scalars; a folded one is placed by its lines as they are read.
    package func place(line: Int, column: Int) -> Place {
        let start = place
        guard case .scalar(let scalar) = node else { return start }
        switch scalar.style {
        case .literal, .folded:
            let indentation = source.indentation(ofLine: start.line + 1)
            return Place(
                file: start.file,
                line: start.line + line,
                column: indentation + column
            )
        case .singleQuoted, .doubleQuoted:
            return Place(file: start.file, line: start.line, column: start.column + column)
        default:
            guard line == 1 else {
                return Place(file: start.file, line: start.line + line - 1, column: column)
            }
            return Place(file: start.file, line: start.line, column: start.column + column - 1)
        }
    }
}
