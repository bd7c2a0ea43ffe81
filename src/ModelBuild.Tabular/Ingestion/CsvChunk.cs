namespace ModelBuild.Tabular;

// Rows of a file that are read at once: they begin at Start with the row FirstRow of the table on the line Line, and end before End.
readonly record struct CsvChunk(int File, long Start, long End, int FirstRow, int Rows, int Line);
