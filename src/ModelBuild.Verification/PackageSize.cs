namespace ModelBuild.Verification;

/// <summary>How much a package may hold.</summary>
static class PackageSize
{
    public static void Check(string place, IEnumerable<long> lengths, long most)
    {
        long total = 0;
        foreach (var length in lengths)
        {
            // Compared without adding first: lengths that a liar chose overflow.
            if (length > most - total)
                throw new VerificationException(Codes.TooMuch, place, $"its files are more than {most} bytes together. Raise the limit, or do not use the package.");
            total += length;
        }
    }
}
