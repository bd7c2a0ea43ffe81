using System.Globalization;
using ModelBuild;

namespace Digits;

/// <summary>Reads a CSV file with a header, 64 pixels and the digit in each line.</summary>
static class ImageReader
{
    public static Images Read(DataSource data)
    {
        var images = new List<Image>();
        var errors = new List<StageError>();
        var number = 1;
        foreach (var line in File.ReadLines(data.Path).Skip(1))
        {
            number++;
            if (Parse(line) is { } image)
                images.Add(image);
            else
                errors.Add(new StageError($"This is not 64 pixels from 0 to {Image.Ink} and a digit from 0 to 9. Correct or remove the line.") { Code = "DIGIT1", Input = data.Name, Line = number, Column = 1 });
        }
        return errors.Count == 0 ? new(images) : throw new StageException(errors);
    }

    static Image? Parse(string line)
    {
        var cells = line.Split(',');
        var numbers = new byte[cells.Length];
        for (var i = 0; i < cells.Length; i++)
            if (!byte.TryParse(cells[i], NumberStyles.None, CultureInfo.InvariantCulture, out numbers[i]))
                return null;
        return numbers is [.. var pixels, < Image.Digits and var digit] && pixels.Length == Image.Size && pixels.All(pixel => pixel <= Image.Ink)
            ? new(digit, pixels)
            : null;
    }
}
