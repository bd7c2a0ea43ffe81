using System.Text;
using ModelBuild.Core.Digests;

namespace ModelBuild.Store.Tests;

public sealed class An_arriving_object : IDisposable
{
    static readonly byte[] Content = Encoding.UTF8.GetBytes("the content of an object");
    readonly TemporaryFolder temp = new();
    readonly Digest digest = Digest.Of(Content);
    readonly ContentStore store;

    public An_arriving_object() => store = new(temp["store"]);

    public void Dispose() => temp.Dispose();

    string[] Left => Directory.Exists(temp["store/tmp"]) ? Directory.GetFiles(temp["store/tmp"]) : [];

    [Fact]
    public void Is_in_the_store_when_every_byte_is_there_and_not_before()
    {
        using (var arriving = store.Receive(digest, Content.Length))
        {
            foreach (var one in Content)
            {
                store.Contains(digest).ShouldBeFalse();
                arriving.Append([one]).ShouldBeTrue();
            }
            arriving.TryFinish().ShouldBeTrue();
            store.ReadBytes(digest).ShouldBe(Content);
        }
        store.ReadBytes(digest).ShouldBe(Content);
        Left.ShouldBeEmpty();
        if (!OperatingSystem.IsWindows())
            File.GetUnixFileMode(temp.ObjectPath(digest)).HasFlag(UnixFileMode.UserWrite).ShouldBeFalse();
    }

    [Fact]
    public void That_is_empty_is_one_too()
    {
        using var arriving = store.Receive(Digest.Of([]), 0);
        arriving.TryFinish().ShouldBeTrue();
        store.ReadBytes(Digest.Of([])).ShouldBeEmpty();
    }

    [Fact]
    public void Takes_not_one_byte_more_than_it_has()
    {
        using (var arriving = store.Receive(digest, Content.Length))
        {
            arriving.Append(Content).ShouldBeTrue();
            arriving.Append("!"u8).ShouldBeFalse();
            arriving.Received.ShouldBe(Content.Length);
            new FileInfo(Left.ShouldHaveSingleItem()).Length.ShouldBe(Content.Length);
        }
        store.Contains(digest).ShouldBeFalse();
    }

    [Theory]
    [InlineData("the content of an objecT")]
    [InlineData("the content of an objec")]
    [InlineData("")]
    public void That_is_not_what_its_name_says_leaves_nothing(string other)
    {
        using (var arriving = store.Receive(digest, Content.Length))
        {
            arriving.Append(Encoding.UTF8.GetBytes(other)).ShouldBeTrue();
            arriving.TryFinish().ShouldBeFalse();
        }
        store.Contains(digest).ShouldBeFalse();
        Left.ShouldBeEmpty();
    }

    [Fact]
    public void May_come_once_more_from_the_beginning()
    {
        using var arriving = store.Receive(digest, Content.Length);
        arriving.Append("the wrong beginning"u8).ShouldBeTrue();
        arriving.Restart();
        arriving.Received.ShouldBe(0);
        arriving.Append(Content).ShouldBeTrue();
        arriving.TryFinish().ShouldBeTrue();
        store.ReadBytes(digest).ShouldBe(Content);
    }

    [Fact]
    public void Takes_the_place_of_one_that_is_damaged()
    {
        store.AddBytes(Content);
        temp.Damage(digest, bytes => bytes[0]++);

        using (var arriving = store.Receive(digest, Content.Length))
        {
            arriving.Append(Content).ShouldBeTrue();
            arriving.TryFinish().ShouldBeTrue();
        }

        store.ReadBytes(digest).ShouldBe(Content);
    }
}
