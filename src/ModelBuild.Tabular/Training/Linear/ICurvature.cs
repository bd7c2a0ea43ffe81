namespace ModelBuild.Tabular;

// A guess at the second derivatives of an objective: any positive one is right, a better one saves a minimiser steps.
interface ICurvature
{
    // Whether it is as good as the second derivatives themselves, and so needs no scaling.
    bool IsScaled { get; }

    // Whether to guess anew before this iteration.
    bool IsDue(int iteration);

    // Guesses at a point; false where the derivatives there are not finite.
    bool Refresh(double[] point);

    // Multiplies a vector with the inverse.
    void Divide(double[] vector);
}
