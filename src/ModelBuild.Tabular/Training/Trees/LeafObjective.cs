using System.Runtime.CompilerServices;

namespace ModelBuild.Tabular;

// What a leaf is worth: the minimum over its value v of gradient · v + (hessian + L2) v² / 2 + L1 |v|, the second-order
// expansion of the loss (T. Chen and C. Guestrin, XGBoost: a scalable tree boosting system, KDD 2016, with L1).
readonly struct LeafObjective(double gradientUnit, double hessianUnit, double l1, double l2)
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double Hessian(long hessian) => hessian * hessianUnit;

    public LeafObjective WithMoreL2(double more) => new(gradientUnit, hessianUnit, l1, l2 + more);

    public double Slope(long gradient) => gradient * gradientUnit;

    // The best value.
    public double Value(long gradient, long hessian)
    {
        var curvature = hessian * hessianUnit + l2;
        return curvature > 0 ? -Shrunk(gradient * gradientUnit) / curvature : 0;
    }

    // The decrease of twice the loss that the best value brings.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double Score(long gradient, long hessian)
    {
        var curvature = hessian * hessianUnit + l2;
        var slope = Shrunk(gradient * gradientUnit);
        return curvature > 0 ? slope * slope / curvature : 0;
    }

    // The decrease that another value brings.
    public double Score(long gradient, long hessian, double value) =>
        -(2 * (gradient * gradientUnit) * value + (hessian * hessianUnit + l2) * value * value + 2 * l1 * Math.Abs(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    double Shrunk(double gradient) => l1 == 0 ? gradient : gradient > l1 ? gradient - l1 : gradient < -l1 ? gradient + l1 : 0;
}
