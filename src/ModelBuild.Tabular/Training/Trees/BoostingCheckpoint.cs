using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using ModelBuild.Prediction;

namespace ModelBuild.Tabular;

// The trees of a training that is not done: what it needs to go on as if it had never ended. Everything else follows from them.
sealed record BoostingCheckpoint(TreeEnsemble Trees, int BestRound, double BestLoss)
{
    const int Numbers = sizeof(int) + sizeof(double);

    // What the training is of, with all that its trees follow from: another training's trees are of no use.
    public static byte[] Identity(
        BoostedTreesOptions options, TrainingData data, FeatureBins[] bins, BinnedFeatures train, BinnedFeatures? validation, long seed, ThreadTeam team)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        AppendText($"{options} {seed} {data.Task} {data.Classes}");
        for (var j = 0; j < bins.Length; j++)
        {
            AppendText($"{data.Train.Features.Columns[j].Monotone}");
            bins[j].AppendTo(hash);
        }
        AppendRows(data.Train, train);
        if (data.Validation is not null && validation is not null)
            AppendRows(data.Validation, validation);
        return hash.GetHashAndReset();

        void AppendRows(TrainingRows rows, BinnedFeatures binned)
        {
            AppendText($"{binned.Rows} {rows.Weights is not null}");
            hash.AppendData(binned.Digest(team));
            hash.AppendData(MemoryMarshal.AsBytes<double>(rows.Targets));
            hash.AppendData(MemoryMarshal.AsBytes<double>(rows.Weights));
        }

        void AppendText(FormattableString text) => hash.AppendData(Encoding.UTF8.GetBytes(text.ToString(CultureInfo.InvariantCulture)));
    }

    public void Write(CheckpointFile file) => file.Write(stream =>
    {
        Span<byte> numbers = stackalloc byte[Numbers];
        BinaryPrimitives.WriteInt32LittleEndian(numbers, BestRound);
        BinaryPrimitives.WriteDoubleLittleEndian(numbers[sizeof(int)..], BestLoss);
        stream.Write(numbers);
        Trees.Write(stream);
    });

    public static BoostingCheckpoint? Read(CheckpointFile file) =>
        file.TryRead(out var state)
            ? new(TreeEnsemble.Read(state[Numbers..]), BinaryPrimitives.ReadInt32LittleEndian(state), BinaryPrimitives.ReadDoubleLittleEndian(state[sizeof(int)..]))
            : null;
}
