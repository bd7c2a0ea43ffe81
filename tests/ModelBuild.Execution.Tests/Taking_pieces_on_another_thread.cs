using ModelBuild.Execution.Remote;

namespace ModelBuild.Execution.Tests;

public sealed class Taking_pieces_on_another_thread
{
    [Fact]
    public void Gets_each_in_its_order()
    {
        var taken = new List<byte>();
        using var taker = new PieceTaker(4, piece =>
        {
            if (piece.Span[0] % 3 == 0)
                Thread.Sleep(2); // now the one waits, now the other
            taken.AddRange(piece.Span);
        });

        for (byte i = 0; i < 100; i++)
        {
            taker.Next[..(1 + (i % 4))].Fill(i);
            if (i % 5 == 0)
                Thread.Sleep(2);
            taker.Give(1 + (i % 4));
        }

        taker.Finish();
        taken.ShouldBe(Enumerable.Range(0, 100).SelectMany(i => Enumerable.Repeat((byte)i, 1 + (i % 4))));
    }

    [Fact]
    public void Ends_with_what_was_thrown()
    {
        var taken = 0;
        using var taker = new PieceTaker(1, _ =>
        {
            taken++;
            throw new IOException("no space left");
        });

        for (var i = 0; i < 100; i++)
            taker.Give(1);

        Should.Throw<IOException>(taker.Finish).Message.ShouldBe("no space left");
        taken.ShouldBe(1);
    }

    [Fact]
    public void Waits_for_the_one_that_is_being_taken_when_it_is_given_up()
    {
        var ended = false;
        using (var taker = new PieceTaker(1, _ =>
        {
            Thread.Sleep(50);
            ended = true;
        }))
            taker.Give(1);

        ended.ShouldBeTrue();
    }
}
