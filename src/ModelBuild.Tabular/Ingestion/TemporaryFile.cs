namespace ModelBuild.Tabular;

// What goes wrong with files in the stage's temporary folder: the disk is full, or the folder cannot be written. One error for all of it.
static class TemporaryFile
{
    public static void Guard(string path, Action action)
    {
        try
        {
            action();
        }
        catch (Exception e) when (IsFailure(e))
        {
            throw Error(path, e);
        }
    }

    public static bool IsFailure(Exception e) => e is IOException or UnauthorizedAccessException;

    public static StageException Error(string path, Exception cause) => new(new StageError(
        $"The data cannot be written to the temporary folder: {cause.Message} Reading takes room for the table, and for the text of what is packed. Free some, or have temporary files where there is more (now {Path.GetDirectoryName(path)}).")
    {
        Code = Codes.NoTemporaryFile,
    });
}
