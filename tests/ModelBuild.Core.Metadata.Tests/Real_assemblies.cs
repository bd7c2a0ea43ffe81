using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using ModelBuild.Core.Code;

namespace ModelBuild.Core.Metadata.Tests;

/// <summary>Whatever compilers make can be read: the framework, and all assemblies beside this one.</summary>
public class Real_assemblies
{
    public static TheoryData<string> Names => [.. Files.Keys];

    static SortedDictionary<string, string> Files { get; } = new(
        CSharp.FrameworkFiles.Concat(Directory.EnumerateFiles(AppContext.BaseDirectory, "*.dll").Where(CSharp.IsManaged))
            .DistinctBy(Path.GetFileName).ToDictionary(file => Path.GetFileName(file)),
        StringComparer.Ordinal);

    [Theory]
    [MemberData(nameof(Names))]
    public void Have_code_that_can_be_followed(string name) =>
        new CodeGraph([Files[name]], [], []).Everything().Listing.Lines.ShouldNotBeEmpty();

    [Theory]
    [MemberData(nameof(Names))]
    public void Have_method_bodies_that_are_walked_exactly_to_their_ends(string name)
    {
        using var image = new PEReader(File.OpenRead(Files[name]));
        var metadata = image.GetMetadataReader();
        foreach (var handle in metadata.MethodDefinitions)
        {
            var method = metadata.GetMethodDefinition(handle);
            if (method.RelativeVirtualAddress == 0)
                continue;
            var code = image.GetMethodBody(method.RelativeVirtualAddress).GetILContent();
            var starts = new HashSet<int>();
            var il = new IlReader(code.AsSpan());
            var end = 0;
            while (il.Read())
            {
                il.Offset.ShouldBe(end);
                starts.Add(il.Offset);
                end = il.NextOffset;
            }
            end.ShouldBe(code.Length);

            // A walk that had lost its step would not hit the targets of the branches.
            il = new IlReader(code.AsSpan());
            while (il.Read())
            {
                if (il.Kind == IlOperand.Branch8)
                    starts.ShouldContain(il.NextOffset + (sbyte)il.Operand[0]);
                else if (il.Kind == IlOperand.Branch32)
                    starts.ShouldContain(il.NextOffset + BitConverter.ToInt32(il.Operand));
                else if (il.Kind == IlOperand.Switch)
                    for (var i = sizeof(int); i < il.Operand.Length; i += sizeof(int))
                        starts.ShouldContain(il.NextOffset + BitConverter.ToInt32(il.Operand[i..]));
            }
        }
    }
}
