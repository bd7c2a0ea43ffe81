namespace ModelBuild.Tests;

public sealed class FileArtifacts : IDisposable
{
    readonly string root = Directory.CreateTempSubdirectory("modelbuild files ").FullName;

    public void Dispose() => Directory.Delete(root, recursive: true);

    string New(string name) => Directory.CreateDirectory(Path.Combine(root, name)).FullName;

    static string Wrote(string path, string text)
    {
        File.WriteAllText(path, text);
        return path;
    }

    [Fact]
    public void Are_written_by_a_stream()
    {
        FileArtifact.Create("model.bin", stream => stream.Write([1, 2, 3])).Write(New("out"));

        var read = FileArtifact.Read(New("out"));

        read.Name.ShouldBe("model.bin");
        File.ReadAllBytes(read.Path).ShouldBe([1, 2, 3]);
        using var stream = read.OpenRead();
        stream.ReadByte().ShouldBe(1);
    }

    [Fact]
    public void Are_written_from_bytes()
    {
        FileArtifact.Create("model.bin", new byte[] { 9 }).Write(New("out"));

        File.ReadAllBytes(FileArtifact.Read(New("out")).Path).ShouldBe([9]);
    }

    [Fact]
    public void Are_moved_and_not_copied()
    {
        var path = Wrote(Path.Combine(New("tmp"), "made"), "made");
        var artifact = FileArtifact.Move(path, "model.txt");
        artifact.Path.ShouldBe(path);

        artifact.Write(New("out"));

        File.Exists(path).ShouldBeFalse();
        File.ReadAllText(Path.Combine(New("out"), "model.txt")).ShouldBe("made");
        Should.Throw<InvalidOperationException>(() => artifact.Write(New("again"))).Message.ShouldContain("first written");
    }

    [Fact]
    public void May_be_behind_links_among_a_stages_own_files()
    {
        var made = Wrote(Path.Combine(New("tmp/a"), "made"), "made");
        Directory.CreateSymbolicLink(Path.Combine(New("tmp"), "b"), "./a/../a");

        FileArtifact.Move(Path.Combine(root, "tmp", "b", "made")).Write(New("out"));

        File.Exists(made).ShouldBeFalse();
        File.ReadAllText(Path.Combine(New("out"), "made")).ShouldBe("made");
    }

    [Fact]
    public void That_a_stage_was_given_are_copied_and_can_then_be_written_to()
    {
        File.SetAttributes(Wrote(Path.Combine(New("in"), "model.txt"), "given"), FileAttributes.ReadOnly);

        FileArtifact.Read(New("in")).Write(New("out"));

        File.ReadAllText(Path.Combine(New("in"), "model.txt")).ShouldBe("given");
        File.GetAttributes(Path.Combine(New("out"), "model.txt")).HasFlag(FileAttributes.ReadOnly).ShouldBeFalse();
        File.ReadAllText(Path.Combine(New("out"), "model.txt")).ShouldBe("given");
        File.SetAttributes(Path.Combine(New("in"), "model.txt"), FileAttributes.Normal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData("a\\b")]
    public void Have_a_name_and_no_path(string name) => Should.Throw<ArgumentException>(() => FileArtifact.Create(name, new byte[1]));

    [Fact]
    public void Need_a_file()
    {
        Should.Throw<FileNotFoundException>(() => FileArtifact.Move(Path.Combine(root, "none")));
        Should.Throw<InvalidDataException>(() => FileArtifact.Read(New("empty")));
        Should.Throw<InvalidOperationException>(() => FileArtifact.Create("later", _ => { }).OpenRead());
    }

    [Fact]
    public void Of_a_folder_are_read_by_their_names()
    {
        FolderArtifact.Create(folder =>
        {
            Directory.CreateDirectory(Path.Combine(folder, "b"));
            Wrote(Path.Combine(folder, "b", "2.txt"), "two");
            Wrote(Path.Combine(folder, "a.txt"), "one");
            Wrote(Path.Combine(folder, "B.txt"), "three");
        }).Write(New("out"));

        var read = FolderArtifact.Read(New("out"));

        read.Files.ShouldBe(["B.txt", "a.txt", "b/2.txt"]);
        using var reader = new StreamReader(read.OpenRead("b/2.txt"));
        reader.ReadToEnd().ShouldBe("two");
    }

    [Fact]
    public void Of_a_folder_are_moved_with_it()
    {
        var made = New("tmp/made");
        Directory.CreateDirectory(Path.Combine(made, "deep"));
        Wrote(Path.Combine(made, "deep", "file"), "made");
        var artifact = FolderArtifact.Move(made);

        artifact.Write(New("out"));

        Directory.Exists(made).ShouldBeFalse();
        FolderArtifact.Read(New("out")).Files.ShouldBe(["deep/file"]);
        Should.Throw<InvalidOperationException>(() => artifact.Write(New("again")));
        Should.Throw<DirectoryNotFoundException>(() => FolderArtifact.Move(made));
    }

    [Fact]
    public void Of_a_folder_that_a_stage_was_given_are_copied()
    {
        Directory.CreateDirectory(Path.Combine(New("in"), "deep"));
        Wrote(Path.Combine(New("in"), "deep", "file"), "given");

        FolderArtifact.Read(New("in")).Write(New("out"));

        FolderArtifact.Read(New("in")).Files.ShouldBe(FolderArtifact.Read(New("out")).Files);
    }
}
