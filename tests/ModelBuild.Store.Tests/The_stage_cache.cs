using ModelBuild.Core.Digests;
using ModelBuild.Core.Keys;

namespace ModelBuild.Store.Tests;

public sealed class The_stage_cache : IDisposable
{
    readonly TemporaryFolder temp = new();
    readonly StageCache cache;
    readonly Digest key = Digest.OfText("key");
    readonly StageResult result = new(Digest.OfText("output"), Digest.OfText("log"), Digest.OfText("metrics"), TimeSpan.FromMilliseconds(1234));

    public The_stage_cache() => cache = new(temp["store"]);

    public void Dispose() => temp.Dispose();

    string EntryPath(Digest digest) => Path.Combine(temp["store/ac"], digest.Hex[..2], digest.Hex);

    [Fact]
    public void Finds_what_was_added()
    {
        cache.Find(key).ShouldBeNull();
        cache.Add(key, result);
        cache.Find(key).ShouldBe(result);
        new StageCache(temp["store"]).Find(key).ShouldBe(result);
        cache.Find(Digest.OfText("other")).ShouldBeNull();
    }

    [Fact]
    public void A_stage_without_metrics_has_none()
    {
        cache.Add(key, result with { Metrics = null });
        cache.Find(key).ShouldBe(result with { Metrics = null });
    }

    [Fact]
    public void The_last_result_stays()
    {
        cache.Add(key, result);
        cache.Add(key, result with { Output = Digest.OfText("newer") });
        cache.Find(key)!.Output.ShouldBe(Digest.OfText("newer"));
    }

    [Fact]
    public void An_entry_is_JSON()
    {
        cache.Add(key, result);

        using var json = System.Text.Json.JsonDocument.Parse(File.ReadAllBytes(EntryPath(key)));
        json.RootElement.GetProperty("version").GetInt32().ShouldBe(1);
        json.RootElement.GetProperty("key").GetString().ShouldBe(key.ToString());
        json.RootElement.GetProperty("durationMs").GetInt64().ShouldBe(1234);
    }

    [Fact]
    public void Swapped_entries_are_misses_and_are_removed()
    {
        var other = Digest.OfText("other");
        cache.Add(key, result);
        cache.Add(other, result with { Output = Digest.OfText("other output") });
        File.Move(EntryPath(key), temp["swap"]);
        File.Move(EntryPath(other), EntryPath(key));
        File.Move(temp["swap"], EntryPath(other));

        cache.Find(key).ShouldBeNull();
        cache.Find(other).ShouldBeNull();
        File.Exists(EntryPath(key)).ShouldBeFalse();
        File.Exists(EntryPath(other)).ShouldBeFalse();
    }

    [Fact]
    public void An_entry_cut_anywhere_is_a_miss_and_is_removed()
    {
        cache.Add(key, result);
        var bytes = File.ReadAllBytes(EntryPath(key));
        for (var length = 0; length < bytes.Length; length++)
        {
            File.WriteAllBytes(EntryPath(key), bytes[..length]);
            cache.Find(key).ShouldBeNull($"with {length} bytes");
            File.Exists(EntryPath(key)).ShouldBeFalse();
        }
    }

    [Theory]
    [InlineData("\"version\": 1", "\"version\": 2")]
    [InlineData("\"version\": 1", "\"version\": 11")]
    [InlineData("\"durationMs\": 1234", "\"durationMs\": -1")]
    [InlineData("\"durationMs\": 1234", "\"durationMs\": 99999999999999999999")]
    [InlineData("\"durationMs\": 1234", "\"durationMs\": 9223372036854775807")]
    [InlineData("\"durationMs\": 1234", "\"durationMs\": 1234,\n  \"extra\": 1")]
    [InlineData("\"metrics\"", "\"mertics\"")]
    [InlineData("\"log\": \"sha256:", "\"log\": \"md5:")]
    public void An_entry_of_another_version_is_a_miss_and_is_removed(string old, string @new)
    {
        cache.Add(key, result);
        var text = File.ReadAllText(EntryPath(key));
        text.ShouldContain(old);
        File.WriteAllText(EntryPath(key), text.Replace(old, @new, StringComparison.Ordinal));

        cache.Find(key).ShouldBeNull();
        File.Exists(EntryPath(key)).ShouldBeFalse();
    }

    [Fact]
    public async Task Readers_see_whole_entries_while_others_write_them()
    {
        var results = Enumerable.Range(0, 4).Select(i => result with { Output = Digest.OfText($"{i}") }).ToArray();
        cache.Add(key, results[0]);

        await Task.WhenAll(results.Select(mine => Task.Run(() =>
        {
            for (var i = 0; i < 50; i++)
            {
                cache.Add(key, mine);
                results.ShouldContain(cache.Find(key));
            }
        })));
    }
}
