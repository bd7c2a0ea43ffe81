namespace ModelBuild.Tabular;

// What a trainer learns from. Targets are the classes' indexes for a classification (0 or 1 for a binary one, 1 is positive).
sealed record TrainingRows(FeatureRows Features, double[] Targets, double[]? Weights);

// Validation is for early stopping only: null where there is none. Classes is 0 for a regression.
sealed record TrainingData(LearningTask Task, int Classes, TrainingRows Train, TrainingRows? Validation);
