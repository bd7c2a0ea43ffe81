using ModelBuild;

namespace Digits;

/// <summary>Pictures to train on and pictures to judge by. An artifact may be made of others, each in a folder.</summary>
public sealed record ImageSplit(Images Train, Images Test) : IArtifact<ImageSplit>
{
    public void Write(string folder)
    {
        Train.Write(Directory.CreateDirectory(Path.Combine(folder, "train")).FullName);
        Test.Write(Directory.CreateDirectory(Path.Combine(folder, "test")).FullName);
    }

    public static ImageSplit Read(string folder) => new(Images.Read(Path.Combine(folder, "train")), Images.Read(Path.Combine(folder, "test")));
}
