using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;

namespace ModelBuild.Verification.Tests;

/// <summary>Signed by a trusted key and nevertheless refused: data is never code.</summary>
public sealed class Content_of_a_model : IDisposable
{
    // Made with CPython 3.11: pickle.dumps(E(), protocol) of a class whose __reduce__ gives (os.system, ('true',)).
    static readonly string[] Calling =
    [
        "Y3Bvc2l4CnN5c3RlbQpwMAooVnRydWUKcDEKdHAyClJwMwou",
        "Y3Bvc2l4CnN5c3RlbQpxAChYBAAAAHRydWVxAXRxAlJxAy4=",
        "gAJjcG9zaXgKc3lzdGVtCnEAWAQAAAB0cnVlcQGFcQJScQMu",
        "gANjcG9zaXgKc3lzdGVtCnEAWAQAAAB0cnVlcQGFcQJScQMu",
        "gASVHwAAAAAAAACMBXBvc2l4lIwGc3lzdGVtlJOUjAR0cnVllIWUUpQu",
        "gAWVHwAAAAAAAACMBXBvc2l4lIwGc3lzdGVtlJOUjAR0cnVllIWUUpQu",
    ];

    // The same in {'labels': ['cat', 'dog'], 'scores': (0.5, None, True), 'model': E()}, with a state for what the call gives.
    static readonly string[] CallingWithin =
    [
        "KGRwMApWbGFiZWxzCnAxCihscDIKVmNhdApwMwphVmRvZwpwNAphc1ZzY29yZXMKcDUKKEYwLjUKTkkwMQp0cDYKc1Ztb2RlbApwNwpjcG9zaXgKc3lzdGVtCnA4CihWdHJ1ZQpwOQp0cDEwClJwMTEKKGRwMTIKVnN0YXRlCnAxMwpJMQpzYnMu",
        "fXEAKFgGAAAAbGFiZWxzcQFdcQIoWAMAAABjYXRxA1gDAAAAZG9ncQRlWAYAAABzY29yZXNxBShHP+AAAAAAAABOSTAxCnRxBlgFAAAAbW9kZWxxB2Nwb3NpeApzeXN0ZW0KcQgoWAQAAAB0cnVlcQl0cQpScQt9cQxYBQAAAHN0YXRlcQ1LAXNidS4=",
        "gAJ9cQAoWAYAAABsYWJlbHNxAV1xAihYAwAAAGNhdHEDWAMAAABkb2dxBGVYBgAAAHNjb3Jlc3EFRz/gAAAAAAAAToiHcQZYBQAAAG1vZGVscQdjcG9zaXgKc3lzdGVtCnEIWAQAAAB0cnVlcQmFcQpScQt9cQxYBQAAAHN0YXRlcQ1LAXNidS4=",
        "gAN9cQAoWAYAAABsYWJlbHNxAV1xAihYAwAAAGNhdHEDWAMAAABkb2dxBGVYBgAAAHNjb3Jlc3EFRz/gAAAAAAAAToiHcQZYBQAAAG1vZGVscQdjcG9zaXgKc3lzdGVtCnEIWAQAAAB0cnVlcQmFcQpScQt9cQxYBQAAAHN0YXRlcQ1LAXNidS4=",
        "gASVaAAAAAAAAAB9lCiMBmxhYmVsc5RdlCiMA2NhdJSMA2RvZ5RljAZzY29yZXOURz/gAAAAAAAAToiHlIwFbW9kZWyUjAVwb3NpeJSMBnN5c3RlbZSTlIwEdHJ1ZZSFlFKUfZSMBXN0YXRllEsBc2J1Lg==",
        "gAWVaAAAAAAAAAB9lCiMBmxhYmVsc5RdlCiMA2NhdJSMA2RvZ5RljAZzY29yZXOURz/gAAAAAAAAToiHlIwFbW9kZWyUjAVwb3NpeJSMBnN5c3RlbZSTlIwEdHJ1ZZSFlFKUfZSMBXN0YXRllEsBc2J1Lg==",
    ];

    // What pickle writes for os.system('true') in its oldest form, for what is put before it.
    const string Call = "cos\nsystem\n(S'true'\ntR.";

    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    public static TheoryData<int> Protocols => [0, 1, 2, 3, 4, 5];

    [Theory]
    [MemberData(nameof(Protocols))]
    public void Is_refused_where_it_is_a_pickle_under_a_harmless_name(int protocol) => ShouldBeUnsafe(Pickle(protocol), "pickle");

    [Theory]
    [MemberData(nameof(Protocols))]
    public void Is_refused_where_a_pickle_of_labels_has_a_call_within(int protocol) => ShouldBeUnsafe(Convert.FromBase64String(CallingWithin[protocol]), "pickle");

    [Fact]
    public void Is_refused_where_it_is_a_pickle_that_only_holds_numbers() =>
        ShouldBeUnsafe([0x80, 4, 0x95, 20, 0, 0, 0, 0, 0, 0, 0, (byte)'}', 0x94, 0x8c, 1, (byte)'w', 0x94, (byte)']', 0x94, (byte)'G', 0x3f, 0xf0, 0, 0, 0, 0, 0, 0, (byte)'a', (byte)'s', (byte)'.'], "pickle");

    [Fact]
    public void Is_refused_where_a_long_text_stands_before_the_call()
    {
        byte[] pickle = [(byte)'X', .. BitConverter.GetBytes(300_000), .. new byte[300_000], (byte)'0', .. Pickle(1)];
        ShouldBeUnsafe(pickle, "pickle");
    }

    [Fact]
    public void Is_refused_where_it_is_a_pickle_with_raw_arrays_in_it_as_joblib_writes() =>
        ShouldBeUnsafe([.. Pickle(4)[..^1], (byte)'b', .. new byte[5000]], "pickle");

    [Fact]
    public void Is_refused_where_a_pickle_has_an_instance_of_the_oldest_kind() =>
        ShouldBeUnsafe("(S'true'\nios\nsystem\n."u8.ToArray(), "pickle");

    // CPython 3.11 runs each of these.
    [Theory]
    [InlineData("\u0080\0")]
    [InlineData("\u0080\u0001")]
    [InlineData("N0\u0080\u0004")]
    [InlineData("I1\t\n0")]
    [InlineData("I0xa\n0")]
    [InlineData("I0o7\n0")]
    [InlineData("I1\0and more\n0")]
    [InlineData("L0b1L\n0")]
    [InlineData("Np1\t\n0g\t1 \n0")]
    [InlineData("\u0080\u0004cunittest.mock\ncall.a b\n0")]
    [InlineData("I1\n.")] // the first of two that are loaded one after the other
    public void Is_refused_where_a_pickle_calls_after_what_no_pickler_writes(string before) =>
        ShouldBeUnsafe(Encoding.Latin1.GetBytes(before + Call), "pickle");

    // What CPython has run before it fails at the end, wherever the modules are there: 'cat' names the module 'at'. A text or a list for
    // arguments is only taken by the unpickler in pure Python, which joblib uses.
    [Theory]
    [InlineData("cos\nsystem\n(S'true'\ntR")]
    [InlineData("cat\ndog\n0cos\nsystem\n(S'true'\ntR")]
    [InlineData("cat\ndog\np1\n0g1\n(S'true'\ntR")]
    [InlineData("cat\ndog\n(S'true'\ntR")]
    [InlineData("cos\nsystem\nS'w'\nR")]
    [InlineData("cos\nsystem\n(S'true'\nlR")]
    [InlineData("(cos\nsystem\nS'true'\no")]
    [InlineData("(cat\ndog\no")]
    [InlineData("(S'true'\nios\nsystem\n")]
    [InlineData("cos\nabort\ncsys\nversion_info\nR")]
    [InlineData("c.os\nsystem\ncos.path\nsep\nR")]
    [InlineData("csys\npath\ncos\ncurdir\na")]
    [InlineData("csys\npath\nS'/tmp'\na")]
    [InlineData("csys\npath\n(S'/tmp'\ne")]
    [InlineData("csys\nmodules\nS'os'\ncsys\nmodules\ns")]
    [InlineData("csys\npath\ncat\ndog\na")]
    [InlineData("cat\n__dict__\ncos\n__dict__\nb")]
    [InlineData("cat\ndog\n}S'__setstate__'\ncos\nsystem\nsb")]
    [InlineData("cat\ndog\ncar\ntruck\nR(S'true'\ntR")]
    [InlineData("cat\ndog\ncar\ntruck\nRcow\npig\nb")]
    [InlineData("\u0080\u0002cat\ndog\ncar\ntruck\nb")]
    public void Is_refused_where_a_pickle_calls_and_then_fails(string pickle) =>
        ShouldBeUnsafe(Encoding.Latin1.GetBytes(pickle + "\u00ff"), "pickle");

    // Importing a module runs it; a name that begins a text does not make it a pickle, a whole pickle of one does.
    [Theory]
    [InlineData("cos\nsystem\n.")]
    [InlineData("cat\ndog\n.")]
    public void Is_refused_where_a_whole_pickle_names_something(string pickle) => ShouldBeUnsafe(Encoding.Latin1.GetBytes(pickle), "pickle");

    // Below this many values it is not known any more what they are.
    [Fact]
    public void Is_refused_where_a_pickle_calls_what_is_far_down_on_the_stack() =>
        ShouldBeUnsafe(Encoding.Latin1.GetBytes($"cos\nsystem\n{new string('N', 300_000)}{new string('0', 300_000)}(S'true'\ntR."), "pickle");

    [Fact]
    public void Is_refused_where_a_pickle_calls_what_has_a_long_name() =>
        ShouldBeUnsafe(Encoding.Latin1.GetBytes($"\u0080\u0004cos\n{string.Concat(Enumerable.Repeat("path.os.", 40))}{Call["cos\n".Length..]}"), "pickle");

    [Theory]
    [InlineData("(", "0")]
    [InlineData("(N", "")]
    public void Is_refused_where_a_pickle_calls_after_very_many_marks(string mark, string pop) =>
        ShouldBeUnsafe(Encoding.Latin1.GetBytes(string.Concat(Enumerable.Repeat(mark, 70_000)) + string.Concat(Enumerable.Repeat(pop, 70_000)) + Call), "pickle");

    [Theory]
    [MemberData(nameof(Protocols))]
    public void Is_refused_where_a_pickle_is_in_an_archive_as_torch_writes_it(int protocol) => ShouldBeUnsafe(Zip("archive/data.json", Pickle(protocol)), "pickle");

    [Fact]
    public void Is_refused_where_a_pickle_is_in_a_large_archive() =>
        ShouldBeUnsafe(Zip("data.json", Pickle(2), ("random", Noise(20 << 20))), "pickle");

    [Fact]
    public void Is_refused_where_a_pickle_is_compressed()
    {
        using var zlib = new MemoryStream();
        using (var stream = new ZLibStream(zlib, CompressionLevel.Optimal))
            stream.Write(Pickle(4));
        ShouldBeUnsafe(zlib.ToArray(), "pickle");

        using var gzip = new MemoryStream();
        using (var stream = new GZipStream(gzip, CompressionLevel.Optimal))
            stream.Write(Pickle(4));
        ShouldBeUnsafe(gzip.ToArray(), "pickle");
        ShouldBeUnsafe(Zip("x", gzip.ToArray()), "archive within");
    }

    [Fact]
    public void Is_refused_where_an_archive_cannot_be_looked_into()
    {
        ShouldBeUnsafe([.. "PK\u0003\u0004"u8, .. new byte[50]], "cannot be looked into");
        ShouldBeUnsafe(Zip("inner.zip", Zip("data.pkl", Pickle(2))), "archive within");
        ShouldBeUnsafe([.. "BZh91AY&SY"u8, .. new byte[50]], "packed");
        ShouldBeUnsafe([0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0, .. new byte[50]], "packed");
    }

    [Fact]
    public void Is_refused_where_an_archive_in_it_is_a_bomb() => Refused(Zip("zeros", new byte[40 << 20]), "MB5006");

    [Theory]
    [InlineData("MZ\u0090\0\u0003\0", "Windows")]
    [InlineData("\u007fELF\u0002\u0001\u0001", "Linux")]
    [InlineData("\u00cf\u00fa\u00ed\u00fe\u0007\0", "macOS")]
    [InlineData("\u00fe\u00ed\u00fa\u00ce\0\0", "macOS")]
    [InlineData("\u00ca\u00fe\u00ba\u00be\0\0\0\u0002", "macOS")]
    [InlineData("#!/bin/sh\nrm -rf /\n", "script")]
    public void Is_refused_where_it_is_a_program(string head, string what) => ShouldBeUnsafe([.. Encoding.Latin1.GetBytes(head), .. new byte[100]], what);

    [Fact]
    public void Is_refused_where_a_program_is_in_an_archive() => ShouldBeUnsafe(Zip("libx.so", [.. "\u007fELF"u8, .. new byte[60]]), "Linux");

    [Fact]
    public void Is_refused_where_a_document_beside_it_is_a_program()
    {
        var package = TestPackage.Good;
        package["README.md"] = [.. "MZ"u8, .. new byte[100]];
        package.WriteArchive(folder).ShouldBeRefused("MB5009");
        package.WriteFolder(folder).ShouldBeRefused("MB5009");
    }

    [Theory]
    [InlineData("")]
    [InlineData("c")]
    [InlineData("contoso\nmodel\n\nA text that begins like a pickle.\n")]
    [InlineData("(introduction\n\n(c) Contoso\n")]
    [InlineData("(internal use only)\n(c) Contoso\n")]
    [InlineData("class of model\nits parameters\nNb of layers\n")]
    [InlineData("case,age\r\n1,20\r\nNb,30\r\n")]
    [InlineData("c\nb\nb\nb\n")]
    [InlineData("I am a model.\n0.5\n")]
    [InlineData("I\n1\n2\n")]
    [InlineData("N.")]
    [InlineData("]}")]
    [InlineData("# PK\u0003\u0004")]
    [InlineData("x^ is a number\n")]
    [InlineData("{\"weights\":[1,2,3]}")]
    public void Is_kept_where_it_is_text(string text) => ShouldBeKept(Encoding.Latin1.GetBytes(text));

    [Theory]
    [InlineData(0x0080)]
    [InlineData(0x0180)]
    [InlineData(0x0280)]
    [InlineData(0x0380)]
    [InlineData(0x0480)]
    [InlineData(0x0580)]
    [InlineData(0x9C78)]
    [InlineData(0x5A4E)]
    public void Is_kept_where_it_is_safetensors_whatever_the_length_of_its_header(int length)
    {
        var bytes = new byte[8 + length + 4000];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, length);
        bytes.AsSpan(8, length).Fill((byte)' ');
        bytes[8] = (byte)'{';
        ShouldBeKept(bytes);
    }

    [Fact]
    public void Is_kept_where_it_is_an_archive_of_data() => ShouldBeKept(Zip("Model/weights.bin", Noise(1000), ("Version.txt", "1.0"u8.ToArray())));

    [Fact]
    public void Is_kept_where_it_is_raw_numbers()
    {
        // Beginning with every pair of bytes but those that tell a program or an archive: next to none of it may be refused.
        var random = new Random(1);
        var refused = 0;
        for (var first = 0; first < 0x10000; first++)
        {
            var bytes = new byte[64];
            random.NextBytes(bytes);
            BinaryPrimitives.WriteUInt16BigEndian(bytes, (ushort)first);
            if (IsRefused(bytes))
                refused++;
        }
        refused.ShouldBeLessThan(8); // MZ, #! and chance
    }

    [Fact]
    public void Is_kept_where_it_is_prose() => ShouldBeKeptOften(random =>
        Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 40).Select(_ => $"{Word(random)} {Word(random)}, {Word(random)}.{(random.Next(4) == 0 ? "\n\n" : "\n")}"))));

    [Fact]
    public void Is_kept_where_it_is_a_table() => ShouldBeKeptOften(random =>
        Encoding.ASCII.GetBytes($"{Word(random)},{Word(random)}\n" + string.Concat(Enumerable.Range(0, 40).Select(_ => string.Create(CultureInfo.InvariantCulture, $"{random.Next()},{random.NextDouble():R}\n")))));

    [Fact]
    public void Is_kept_where_it_is_JSON() => ShouldBeKeptOften(random =>
        JsonSerializer.SerializeToUtf8Bytes(new { weights = new[] { random.NextDouble(), random.NextDouble() }, names = new[] { Word(random), Word(random) } }));

    [Fact]
    public void Is_kept_where_it_is_weights() => ShouldBeKeptOften(random =>
    {
        var bytes = new byte[400];
        for (var at = 0; at < bytes.Length; at += 4)
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(at), (float)((random.NextDouble() * 2) - 1));
        return bytes;
    });

    [Fact]
    public void Is_kept_where_it_is_one_number_for_ever()
    {
        for (var value = 0; value < 0x100; value++)
        {
            var bytes = new byte[200_000];
            Array.Fill(bytes, (byte)value);
            IsRefused(bytes).ShouldBeFalse($"{value}");
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    public void Is_recognised_in_pieces_of_any_length(int piece)
    {
        foreach (var bytes in (byte[][])[Pickle(0), Pickle(4), Zip("x", Pickle(2)), [.. "MZ"u8, .. new byte[20]]])
            Refusal.ShouldBeRefused(() =>
            {
                using var content = new UnsafeContent("x", "y");
                foreach (var part in bytes.Chunk(piece))
                    content.Append(part);
                content.Finish();
            }, "MB5009");
    }

    static void ShouldBeKeptOften(Func<Random, byte[]> make)
    {
        var random = new Random(1);
        for (var i = 0; i < 3000; i++)
        {
            var bytes = make(random);
            IsRefused(bytes).ShouldBeFalse(Convert.ToBase64String(bytes));
        }
    }

    static bool IsRefused(byte[] bytes)
    {
        using var content = new UnsafeContent("x", "y");
        try
        {
            content.Append(bytes);
            content.Finish();
            return false;
        }
        catch (VerificationException)
        {
            return true;
        }
    }

    static string Word(Random random) => string.Create(random.Next(1, 9), random, (letters, random) =>
    {
        for (var i = 0; i < letters.Length; i++)
            letters[i] = (char)((i == 0 && random.Next(2) == 0 ? 'A' : 'a') + random.Next(26));
    });

    static byte[] Pickle(int protocol) => Convert.FromBase64String(Calling[protocol]);

    static byte[] Noise(int length)
    {
        var bytes = new byte[length];
        new Random(1).NextBytes(bytes);
        return bytes;
    }

    static byte[] Zip(string name, byte[] content, params (string Name, byte[] Content)[] more)
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create))
            foreach (var (entry, bytes) in more.Append((name, content)))
                using (var file = zip.CreateEntry(entry).Open())
                    file.Write(bytes);
        return stream.ToArray();
    }

    void ShouldBeUnsafe(byte[] content, string what) => Refused(content, "MB5009").Message.ShouldContain(what);

    VerificationException Refused(byte[] content, string code) => With(content).WriteArchive(folder).ShouldBeRefused(code);

    void ShouldBeKept(byte[] content) => ModelVerifier.Verify(With(content).WriteArchive(folder), Keys.Publisher).Files.Count.ShouldBe(4);

    static TestPackage With(byte[] content)
    {
        var package = new TestPackage();
        package.Model["metrics.json"] = content;
        return package.Sign();
    }
}
