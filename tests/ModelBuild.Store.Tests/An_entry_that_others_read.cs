using System.Diagnostics;
using System.Text;
using ModelBuild.Core.Digests;
using ModelBuild.Store.Remote;

namespace ModelBuild.Store.Tests;

public sealed class An_entry_that_others_read : IDisposable
{
    static readonly SharedSecret Secret = new("0123456789abcdef");
    static readonly RemoteEntry Entry = Of(Digest.OfText("key"));
    readonly TemporaryFolder temp = new();

    public void Dispose() => temp.Dispose();

    static RemoteEntry Of(Digest key) => new(
        key, new(Digest.OfText("output"), Digest.OfText("log"), Digest.OfText("metrics"), TimeSpan.FromMilliseconds(1234)), 17, 5,
        [(Digest.OfText("output"), 300), (Digest.OfText("folder"), 0)]);

    static void ShouldBe(RemoteEntry? found, RemoteEntry expected)
    {
        found.ShouldNotBeNull();
        found.Trees.ShouldBe(expected.Trees);
        (found with { Trees = [] }).ShouldBe(expected with { Trees = [] });
    }

    [Fact]
    public void Says_the_same_to_them()
    {
        ShouldBe(SealedEntry.Open(SealedEntry.Write(Entry, Secret), [Secret])!.Value.Entry, Entry);
        var bare = Entry with { Result = Entry.Result with { Metrics = null }, MetricsSize = 0 };
        ShouldBe(SealedEntry.Open(SealedEntry.Write(bare, Secret), [Secret])!.Value.Entry, bare);
    }

    [Fact]
    public void Is_text()
    {
        var lines = Encoding.ASCII.GetString(SealedEntry.Write(Entry, Secret)).Split('\n');

        lines[..^2].ShouldBe([
            "modelbuild stage result 1",
            $"key {Digest.OfText("key")}",
            $"output {Digest.OfText("output")}",
            $"log {Digest.OfText("log")} 17",
            $"metrics {Digest.OfText("metrics")} 5",
            "milliseconds 1234",
            $"tree {Digest.OfText("output")} 300",
            $"tree {Digest.OfText("folder")} 0",
        ]);
        lines[^2].ShouldStartWith("seal hmac-sha256 ");
    }

    [Fact]
    public void Counts_only_with_the_secret()
    {
        var bytes = SealedEntry.Write(Entry, Secret);

        SealedEntry.Open(bytes, [new SharedSecret("0123456789abcdeF")]).ShouldBeNull();
        SealedEntry.Open(bytes, []).ShouldBeNull();
        SealedEntry.Open(Entry.Write(), [Secret]).ShouldBeNull();
    }

    [Fact]
    public void Counts_no_more_when_any_bit_of_it_is_another()
    {
        var bytes = SealedEntry.Write(Entry, Secret);
        for (var i = 0; i < bytes.Length; i++)
        {
            for (var bit = 0; bit < 8; bit++)
            {
                bytes[i] ^= (byte)(1 << bit);
                SealedEntry.Open(bytes, [Secret]).ShouldBeNull($"bit {bit} of byte {i}");
                bytes[i] ^= (byte)(1 << bit);
            }
        }
    }

    [Fact]
    public void Counts_no_more_when_it_is_cut_or_added_to()
    {
        var bytes = SealedEntry.Write(Entry, Secret);
        for (var length = 0; length < bytes.Length; length++)
            SealedEntry.Open(bytes.AsSpan(0, length), [Secret]).ShouldBeNull();
        SealedEntry.Open([.. bytes, .. "\n"u8], [Secret]).ShouldBeNull();
        SealedEntry.Open([.. bytes, .. bytes], [Secret]).ShouldBeNull();
        SealedEntry.Open([.. "\n"u8, .. bytes], [Secret]).ShouldBeNull();
    }

    /// <summary>What the secret seals elsewhere, or in another version, is no entry.</summary>
    [Theory]
    [InlineData("modelbuild stage result 1", "modelbuild stage result 2")]
    [InlineData("milliseconds 1234", "milliseconds 01234")]
    [InlineData("milliseconds 1234", "milliseconds -1")]
    [InlineData("milliseconds 1234", "milliseconds 99999999999999999999")]
    [InlineData("milliseconds 1234", "milliseconds 9223372036854775807")]
    [InlineData("log sha256:", "log sha255:")]
    [InlineData(" 300\n", " 300 \n")]
    [InlineData(" 300\n", "\n")]
    public void Must_be_written_as_this_version_writes_it_also_when_it_is_sealed(string old, string other)
    {
        var text = Encoding.ASCII.GetBytes(Encoding.ASCII.GetString(Entry.Write()).Replace(old, other, StringComparison.Ordinal));
        byte[] bytes = [.. text, .. Encoding.ASCII.GetBytes($"seal {Secret.Id} {Convert.ToBase64String(Secret.Seal(text))}\n")];

        SealedEntry.Open(bytes, [Secret]).ShouldBeNull();
    }

    [Fact]
    public void With_a_short_secret_is_not_written() => Should.Throw<ArgumentException>(() => new SharedSecret("0123456789abcde"));

    [Fact]
    public void Is_found_in_a_message_that_a_server_added_to()
    {
        var entry = SealedEntry.Write(Entry, Secret);
        var message = ActionResultMessage.Write([(Digest.OfText("a"), 0), (Digest.OfText("b"), 1L << 40)], entry);

        ActionResultMessage.FindEntry(message).ShouldBe(entry);
        // exit_code 0 as a number, execution_metadata with a worker, and numbers of fixed length from some later version.
        byte[] metadata = [9 << 3 | 2, 5, 1 << 3 | 2, 3, (byte)'w', (byte)':', (byte)'1'];
        byte[] more = [4 << 3, 0, .. metadata, 30 << 3 & 0x7F | 0x80 | 1, 1, 1, 2, 3, 4, 5, 6, 7, 8];
        ActionResultMessage.FindEntry([.. metadata, .. message]).ShouldBe(entry);
        ActionResultMessage.FindEntry([.. message, .. more]).ShouldBe(entry);
    }

    [Fact]
    public void Is_not_found_in_anything_else()
    {
        var message = ActionResultMessage.Write([(Digest.OfText("a"), 7)], "entry"u8);
        for (var length = 0; length < message.Length; length++)
            ActionResultMessage.FindEntry(message.AsSpan(0, length)).ShouldBeNull();
        ActionResultMessage.FindEntry("<html>not found</html>"u8).ShouldBeNull();
        ActionResultMessage.FindEntry([.. Enumerable.Repeat((byte)0xFF, 100)]).ShouldBeNull();
        ActionResultMessage.FindEntry([5 << 3 | 2, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01, 1]).ShouldBeNull();
        var random = new Random(7);
        var bytes = new byte[64];
        for (var i = 0; i < 20_000; i++)
        {
            random.NextBytes(bytes);
            _ = ActionResultMessage.FindEntry(bytes); // whatever it says, it does not throw
        }
    }

    /// <summary>The field numbers are those of the published API; another implementation of the encoding reads it.</summary>
    [Fact]
    public async Task Is_a_message_of_the_remote_execution_API()
    {
        temp.Write("action.proto", """
            syntax = "proto3";
            package build.bazel.remote.execution.v2;
            message Digest { string hash = 1; int64 size_bytes = 2; }
            message OutputFile { string path = 1; Digest digest = 2; bool is_executable = 4; bytes contents = 5; }
            message ActionResult { repeated OutputFile output_files = 2; int32 exit_code = 4; bytes stdout_raw = 5; Digest stdout_digest = 6; bytes stderr_raw = 7; }
            """);
        var (a, b) = (Digest.OfText("a"), Digest.OfText("b"));

        var text = await DecodeAsync(ActionResultMessage.Write([(a, 0), (b, 5_000_000_000)], "an entry\n"u8));

        text.ShouldBe($$"""
            output_files {
              path: "{{a.Hex}}"
              digest {
                hash: "{{a.Hex}}"
              }
            }
            output_files {
              path: "{{b.Hex}}"
              digest {
                hash: "{{b.Hex}}"
                size_bytes: 5000000000
              }
            }
            stdout_raw: "an entry\n"

            """);
    }

    async Task<string> DecodeAsync(byte[] message)
    {
        var start = new ProcessStartInfo("protoc", ["--decode=build.bazel.remote.execution.v2.ActionResult", "action.proto"])
        {
            WorkingDirectory = temp.Root,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("protoc is not installed; tests/interop/install installs it.");
            throw;
        }
        using (process)
        {
            await process.StandardInput.BaseStream.WriteAsync(message, TestContext.Current.CancellationToken);
            process.StandardInput.Close();
            var text = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            process.ExitCode.ShouldBe(0);
            return text;
        }
    }
}
