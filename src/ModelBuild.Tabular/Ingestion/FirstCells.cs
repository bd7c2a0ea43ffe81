using System.Text;

namespace ModelBuild.Tabular;

// Finds the first cell of columns that is of some kind, for messages: reads the rows slowly, as far as the last that is found.
sealed class FirstCells(IReadOnlyList<CsvFile> files, int[][] places, MissingValues missing)
{
    const int LongestText = 40;

    // For each column that is asked for, by its index in the first file, what makes the error of the text that is found.
    public IReadOnlyList<StageError> Find(string input, IReadOnlyList<(int Column, Func<CellKind, bool> IsWrong, Func<string, StageError> Error)> wanted)
    {
        var found = new StageError?[wanted.Count];
        var missingStill = wanted.Count;
        for (var file = 0; file < files.Count && missingStill > 0; file++)
        {
            using var reader = files[file].Open(0, 1);
            reader.Read();
            while (missingStill > 0 && reader.Read())
                for (var i = 0; i < wanted.Count; i++)
                {
                    var cell = Array.IndexOf(places[file], wanted[i].Column);
                    if (found[i] is not null || !wanted[i].IsWrong(CellKinds.Of(CellSink.Trim(reader[cell]), missing)))
                        continue;
                    var place = reader.Place(cell);
                    found[i] = wanted[i].Error(Shorten(reader[cell])) with { Input = input, Member = files[file].Member.Name, Line = place.Line, Column = place.Column };
                    missingStill--;
                }
        }
        return missingStill == 0 ? Array.ConvertAll(found, error => error!) : throw new InvalidDataException("The data changed while it was read.");
    }

    static string Shorten(ReadOnlySpan<byte> bytes)
    {
        var text = Encoding.UTF8.GetString(bytes);
        return text.Length <= LongestText ? text : text[..LongestText] + "…";
    }
}
