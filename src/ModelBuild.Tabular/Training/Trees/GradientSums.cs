namespace ModelBuild.Tabular;

// Sums of derivatives and the number of rows: of a bin, or of a node.
struct GradientSums
{
    public long Gradient;
    public long Hessian;
    public int Count;

    public static GradientSums operator +(in GradientSums a, in GradientSums b) =>
        new() { Gradient = a.Gradient + b.Gradient, Hessian = a.Hessian + b.Hessian, Count = a.Count + b.Count };

    public static GradientSums operator -(in GradientSums a, in GradientSums b) =>
        new() { Gradient = a.Gradient - b.Gradient, Hessian = a.Hessian - b.Hessian, Count = a.Count - b.Count };
}
