using Microsoft.Extensions.Time.Testing;
using ModelBuild.Store.Remote;

namespace ModelBuild.Store.Tests;

public sealed class Reading_from_a_slow_place
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    readonly FakeTimeProvider time = new();

    [Fact]
    public async Task Gives_up_on_one_that_drips()
    {
        using var content = Content(piece: 1);

        var error = await Should.ThrowAsync<RemoteException>(() => content.ReadAsync(new byte[1000], TestContext.Current.CancellationToken));

        error.IsTransient.ShouldBeTrue();
        error.Message.ShouldContain("next to nothing");
    }

    [Fact]
    public void Gives_up_on_one_that_drips_while_a_thread_waits()
    {
        using var content = Content(piece: 1);

        var error = Should.Throw<RemoteException>(() => content.Read(new byte[1000], TestContext.Current.CancellationToken));

        error.IsTransient.ShouldBeTrue();
        error.Message.ShouldContain("next to nothing");
    }

    [Fact]
    public async Task Waits_for_one_that_goes_on()
    {
        using var content = Content(piece: RemoteContent.LeastPiece);

        (await content.ReadAsync(new byte[20 * RemoteContent.LeastPiece], TestContext.Current.CancellationToken)).ShouldBe(20 * RemoteContent.LeastPiece);
    }

    RemoteContent Content(int piece) => new(new Slow(piece, Patience / 10, time), 0, version: null, Patience, time: time);

    /// <summary>Gives a piece at a time, without end, each after a while.</summary>
    sealed class Slow(int piece, TimeSpan pause, FakeTimeProvider time) : Stream
    {
        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            time.Advance(pause);
            cancellationToken.ThrowIfCancellationRequested();
            return new(Math.Min(piece, buffer.Length));
        }

        public override void Flush() { }

        public override int Read(byte[] buffer, int offset, int count)
        {
            time.Advance(pause);
            return Math.Min(piece, count);
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
