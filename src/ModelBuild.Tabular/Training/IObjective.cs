namespace ModelBuild.Tabular;

// A smooth function to minimise.
interface IObjective
{
    // How many parameters it has.
    int Size { get; }

    // The value at a point; fills the gradient.
    double Evaluate(double[] point, double[] gradient);
}
