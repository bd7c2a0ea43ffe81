namespace ModelBuild.Tabular.Tests;

// A training that is ended at any iteration, and begun again with its checkpoints, ends with the same bytes.
public sealed class Resuming_a_linear_training : IDisposable
{
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    string Checkpoint => Path.Combine(folder.Path, "linear.checkpoint");

    // Ends with an exception of the context after some iterations, as a kill would.
    sealed class Ended(int after) : RecordingContext(2)
    {
        public override void Progress(double fraction, string message)
        {
            if (Metrics.Count > after)
                throw new OperationCanceledException();
        }
    }

    const double Tolerance = 1e-11;

    public static TheoryData<string> Cases => ["wide regression l2", "wide binary l1"];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Ends_with_the_same_bytes(string name)
    {
        var whole = new RecordingContext();
        var expected = Linear_bytes.Train(name, whole, Tolerance);
        whole.Metrics.Count.ShouldBeGreaterThan(11);
        Should.Throw<OperationCanceledException>(() => Linear_bytes.Train(name, new Ended(10) { Checkpoints = folder.Path }, Tolerance));
        File.Exists(Checkpoint).ShouldBeTrue();
        var rest = new RecordingContext { Checkpoints = folder.Path };
        Linear_bytes.Train(name, rest, Tolerance).ShouldBe(expected);
        rest.Metrics.ShouldBe(whole.Metrics.Skip(10));
        rest.Lines[0].ShouldBe("Goes on after iteration 10.");
    }

    // It seldom needs as many steps as lie between two checkpoints.
    [Fact]
    public void Takes_up_newtons_method_after_any_step()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var matrix = TrainingMatrix.Of(LinearData.Generated(20_000, 80, sparse: false).Rows("binary", weighted: true), "training", 1 << 30, 2, cancellation);
        var objective = new LinearObjective(matrix, new LogisticLoss(), 1, new(2, cancellation));
        ProximalNewton Begin(int iterations) => new(objective, new DenseCurvature(objective, new(2, cancellation)),
            new([.. Enumerable.Range(0, objective.Size).Select(i => objective.IsIntercept(i) ? 0 : 1e-3)]), objective.Start(), iterations, 1e-8);
        var whole = Begin(100);
        whole.Minimise(() => { }).ShouldBe(Minimiser.End.Converged);
        whole.Iterations.ShouldBeGreaterThan(5);
        var part = Begin(4);
        part.Minimise(() => { }).ShouldBe(Minimiser.End.MaxIterations);
        var rest = Begin(100);
        rest.TryRestore(part.Save()).ShouldBeTrue();
        rest.Minimise(() => { });
        rest.Iterations.ShouldBe(whole.Iterations);
        rest.Point.ShouldBe(whole.Point);
        Begin(100).TryRestore([.. part.Save().Select(vector => vector[..^1])]).ShouldBeFalse();
    }

    [Fact]
    public void Begins_anew_with_a_damaged_checkpoint()
    {
        const string Name = "wide regression l2";
        var expected = Linear_bytes.Train(Name, new RecordingContext { Checkpoints = folder.Path }, Tolerance);
        var bytes = File.ReadAllBytes(Checkpoint);
        var damages = new Func<byte[]>[]
        {
            () => [],
            () => bytes[..20],
            () => bytes[..^1],
            () => [.. bytes, 0],
            () => [.. bytes.Select((value, i) => i == bytes.Length / 2 ? (byte)(value ^ 1) : value)],
        };
        foreach (var damage in damages)
        {
            File.WriteAllBytes(Checkpoint, damage());
            var context = new RecordingContext { Checkpoints = folder.Path };
            Linear_bytes.Train(Name, context, Tolerance).ShouldBe(expected);
            context.Metrics[0].Step.ShouldBe(1);
        }
    }

    [Fact]
    public void Begins_anew_with_the_checkpoint_of_another_problem()
    {
        Linear_bytes.Train("wide regression l2", new RecordingContext { Checkpoints = folder.Path }, Tolerance);
        Linear_bytes.Train("sparse binary l2", new RecordingContext { Checkpoints = folder.Path }, Tolerance).ShouldBe(Linear_bytes.Train("sparse binary l2", new RecordingContext(), Tolerance));
    }
}
