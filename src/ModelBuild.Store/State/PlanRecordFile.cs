using System.Text;
using ModelBuild.Core.Planning;
using ModelBuild.Store.Files;

namespace ModelBuild.Store.State;

/// <summary>Keeps a <see cref="PlanRecord"/> in the project's disposable state. It saves time and nothing else: one that is torn or missing is planned again.</summary>
public static class PlanRecordFile
{
    /// <summary>Null where there is none that this version can read.</summary>
    public static PlanRecord? Read(string path)
    {
        try
        {
            return PlanRecord.Parse(File.ReadAllText(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Replaces it; not flushed, since its end says whether it is whole.</summary>
    public static void Write(string path, PlanRecord record)
    {
        if (!record.CanBeWritten)
            return;
        var temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            File.WriteAllText(temporary, record.ToText(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            TemporaryFiles.Discard(temporary);
        }
    }
}
