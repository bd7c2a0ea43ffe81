using ModelBuild;

namespace Digits;

/// <summary>Pictures of digits, and which digit each is. The artifact is one file: a byte for the digit, then a byte for each pixel.</summary>
public sealed record Images(IReadOnlyList<Image> Items) : IArtifact<Images>
{
    const string FileName = "images.bin";

    public void Write(string folder)
    {
        using var file = new BufferedStream(File.Create(Path.Combine(folder, FileName)));
        foreach (var image in Items)
        {
            file.WriteByte(image.Digit);
            file.Write(image.Pixels);
        }
    }

    public static Images Read(string folder)
    {
        using var file = new BufferedStream(File.OpenRead(Path.Combine(folder, FileName)));
        var items = new List<Image>();
        for (var digit = file.ReadByte(); digit >= 0; digit = file.ReadByte())
        {
            var pixels = new byte[Image.Size];
            file.ReadExactly(pixels);
            items.Add(new((byte)digit, pixels));
        }
        return new(items);
    }
}

/// <summary>One picture.</summary>
/// <param name="Digit">0 to 9.</param>
/// <param name="Pixels">8 rows of 8, from 0 (paper) to 16 (ink).</param>
public sealed record Image(byte Digit, byte[] Pixels)
{
    public const int Size = 64;
    public const int Digits = 10;
    public const int Ink = 16;
}
