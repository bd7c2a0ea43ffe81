using FsCheck;
using FsCheck.Fluent;
using System.Text;

namespace ModelBuild.Verification.Tests;

/// <summary>Whatever the bytes are: verified as what was signed, or refused. Never another exception.</summary>
public sealed class Fuzzing_packages : IDisposable
{
    static readonly TestPackage Package = TestPackage.Good;
    static readonly byte[] Whole = RawZip.Write(Package.Entries(entry => entry with { Deflate = entry.Name == TestPackage.Manifest }));
    static readonly string Root = RootDigest.Of(Package.Resources());

    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_good_one_is_good() => Judge(Whole).ShouldBeTrue();

    [Fact]
    public void With_bytes_changed_it_is_the_same_model_or_refused() => Run(
        from edits in Gen.Zip(Gen.Choose(0, Whole.Length - 1), Gen.Choose(0, 255)).NonEmptyListOf()
        select Changed(edits.Take(3)), 3000);

    [Fact]
    public void With_bytes_changed_in_its_directory_it_is_the_same_model_or_refused() => Run(
        from edits in Gen.Zip(Gen.Choose(Whole.Length - 1500, Whole.Length - 1), Gen.Choose(0, 255)).NonEmptyListOf()
        select Changed(edits.Take(2)), 3000);

    [Fact]
    public void With_a_part_cut_out_it_is_refused() => Run(
        from cut in Gen.Zip(Gen.Choose(0, Whole.Length - 1), Gen.Choose(1, 600))
        select (byte[])[.. Whole[..cut.Item1], .. Whole[Math.Min(Whole.Length, cut.Item1 + cut.Item2)..]], 1000);

    [Fact]
    public void Random_bytes_are_refused() => Run(ArbMap.Default.GeneratorFor<byte[]>(), 500);

    [Fact]
    public void A_bundle_with_bytes_changed_is_read_or_refused() => Pieces(Package[TestPackage.Provenance], bytes =>
        InTotoStatement.Read(SigstoreBundle.Read(bytes, "x", "y").Payload, "x", "y"));

    [Fact]
    public void A_statement_with_bytes_changed_is_read_or_refused() =>
        Pieces(SigstoreBundle.Read(Package[TestPackage.Signature], "x", "y").Payload.ToArray(), bytes => ModelSignature.Read(bytes, "x", "y"));

    [Fact]
    public void A_manifest_with_bytes_changed_is_read_or_refused() => Pieces(Package[TestPackage.Manifest], bytes => ModelManifest.Read(bytes, "x"));

    [Fact]
    public void A_nuspec_with_bytes_changed_is_read_or_refused() =>
        Pieces(Package["Contoso.BreastCancer.Model.nuspec"], bytes => Nuspec.Read(bytes, "x", "x.nuspec"));

    [Fact]
    public void Any_bytes_can_be_looked_at() => Check.One(Config.QuickThrowOnFailure.WithMaxTest(5000).WithReplay(42, 1), Prop.ForAll(
        Arb.From(from head in Gen.Elements("\u0080\u0004", "\u0080\u0002", "c", "(", "PK\u0003\u0004", "x\u009c", "\u001f\u008b\u0008", "")
                 from rest in ArbMap.Default.GeneratorFor<byte[]>()
                 select (byte[])[.. Encoding.Latin1.GetBytes(head), .. rest]),
        bytes =>
        {
            try
            {
                using var content = new UnsafeContent("x", "y");
                content.Append(bytes);
                content.Finish();
            }
            catch (VerificationException)
            {
                // As good as looking at it.
            }
        }));

    static byte[] Changed(IEnumerable<(int At, int Value)> edits)
    {
        var bytes = (byte[])Whole.Clone();
        foreach (var (at, value) in edits)
            bytes[at] = (byte)value;
        return bytes;
    }

    void Run(Gen<byte[]> packages, int count) =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(count).WithReplay(42, 1), Prop.ForAll(Arb.From(packages), bytes => { Judge(bytes); }));

    bool Judge(byte[] bytes)
    {
        try
        {
            // Unsigned parts may have changed; what was signed cannot have.
            ModelVerifier.Verify(folder.Write(Package.FileName, bytes), Keys.Publisher).RootSha256.ShouldBe(Root);
            return true;
        }
        catch (VerificationException)
        {
            return false;
        }
    }

    static void Pieces(byte[] good, Action<byte[]> read)
    {
        read(good);
        var random = new Random(42);
        string[] pieces = ["\"", "{", "}", "[", "]", ",", ":", "\\", "\\ud800", "null", "1e999", "-", "\0", "\ufeff", "<", ">", "&", "<id>", "</id>", "<!--", "]]>", "<![CDATA[", "&#0;"];
        for (var i = 0; i < 20_000; i++)
        {
            var bytes = good.ToList();
            for (var edits = random.Next(1, 4); edits > 0; edits--)
            {
                var at = random.Next(bytes.Count);
                switch (random.Next(4))
                {
                    case 0: bytes[at] = (byte)random.Next(256); break;
                    case 1: bytes.InsertRange(at, Encoding.UTF8.GetBytes(pieces[random.Next(pieces.Length)])); break;
                    case 2: bytes.RemoveRange(at, Math.Min(random.Next(1, 20), bytes.Count - at - 1)); break;
                    default: bytes[at] ^= (byte)(1 << random.Next(8)); break;
                }
            }
            try
            {
                read([.. bytes]);
            }
            catch (VerificationException)
            {
                // That is the other answer.
            }
        }
    }
}
